package org.scr4j.redundancy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.scr4j.kvtree.KvTree;

/**
 * Brings the files of ranks from the nodes that they ran on to those where they run now. What is
 * moved is deleted where it was only once all of it is safe where it belongs.
 */
final class Migration {

  /** One rank's files on their way. */
  private record Move(int sender, int receiver) {}

  private final Peers peers;
  private final Nodes nodes;
  private final Area area;
  private final Faults faults;
  private final Map<Integer, List<String>> here = new TreeMap<>();

  Migration(Peers peers, Nodes nodes, Area area, Faults faults) {
    this.peers = peers;
    this.nodes = nodes;
    this.area = area;
    this.faults = faults;
  }

  /**
   * Moves what is not where it belongs.
   *
   * @return the ranks whose files came from another node
   */
  Set<Integer> run() throws IOException {
    faults.run(() -> here.putAll(Shuffile.read(area)));
    List<Set<Integer>> offers = offers();
    List<Move> moves = plan(offers);
    Set<Integer> moved = new TreeSet<>();
    if (moves.isEmpty()) {
      peers.agree(faults);
      return moved;
    }
    boolean arrived;
    try (Pending pending = new Pending()) {
      arrived = transfer(moves, pending);
      peers.agree(faults);
      if (arrived) {
        faults.run(pending::commit);
      }
      peers.agree(faults);
    }
    KvTree mine = new KvTree();
    if (arrived) {
      mine.child("ARRIVED");
    }
    List<KvTree> all = peers.gather(mine);
    for (Move move : moves) {
      if (!all.get(move.receiver()).isEmpty()) {
        moved.add(move.receiver());
      }
    }
    return moved;
  }

  /**
   * Deletes what this node has of ranks that run elsewhere, and forgets it. What a rank of this
   * node has as well stays, whatever the entries of others say.
   */
  void deleteLeftovers(Set<Integer> ranks) {
    if (nodes.leads(peers.rank())) {
      faults.run(
          () -> {
            Set<Path> kept = kept();
            for (int rank : ranks) {
              if (foreign(rank)) {
                delete(here.getOrDefault(rank, List.of()), kept);
              }
            }
          });
    }
  }

  private Set<Path> kept() throws IOException {
    Set<Path> kept = new HashSet<>(List.of(EncodedState.path(area), Shuffile.path(area)));
    for (Map.Entry<Integer, List<String>> entry : Shuffile.read(area).entrySet()) {
      if (!foreign(entry.getKey())) {
        for (String file : entry.getValue()) {
          new Faults().get(() -> area.physical(file)).ifPresent(kept::add);
        }
      }
    }
    return kept;
  }

  /** Ranks that this node has an entry for and that run elsewhere. */
  Set<Integer> foreignRanks() {
    Set<Integer> ranks = new TreeSet<>();
    for (int rank : here.keySet()) {
      if (foreign(rank)) {
        ranks.add(rank);
      }
    }
    return ranks;
  }

  private boolean foreign(int rank) {
    return rank >= peers.size() || nodes.leader(rank) != nodes.leader(peers.rank());
  }

  private void delete(List<String> files, Set<Path> kept) throws IOException {
    for (String file : files) {
      Path path = area.physical(file);
      if (!kept.contains(path) && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** By rank: what the node that it leads has complete. */
  private List<Set<Integer>> offers() throws IOException {
    KvTree mine = new KvTree();
    if (nodes.leads(peers.rank())) {
      for (Map.Entry<Integer, List<String>> entry : here.entrySet()) {
        if (entry.getKey() < peers.size() && Shuffile.allThere(entry.getValue(), area)) {
          mine.child(entry.getKey().toString());
        }
      }
    }
    List<Set<Integer>> offers = new ArrayList<>(peers.size());
    for (KvTree tree : peers.gather(mine)) {
      Set<Integer> ranks = new TreeSet<>();
      tree.keys().forEach(key -> ranks.add(Integer.parseInt(key)));
      offers.add(ranks);
    }
    return offers;
  }

  /** The same on every rank. Work is spread over the ranks of the node that has the files. */
  private List<Move> plan(List<Set<Integer>> offers) {
    Map<Integer, Integer> lowestHolder = new HashMap<>();
    for (int leader = 0; leader < offers.size(); leader++) {
      for (int rank : offers.get(leader)) {
        lowestHolder.putIfAbsent(rank, leader);
      }
    }
    Map<Integer, Integer> given = new HashMap<>();
    List<Move> moves = new ArrayList<>();
    for (int rank = 0; rank < peers.size(); rank++) {
      Integer holder = lowestHolder.get(rank);
      if (holder != null && !offers.get(nodes.leader(rank)).contains(rank)) {
        List<Integer> senders = nodes.together(holder);
        int turn = given.merge(holder, 1, Integer::sum) - 1;
        moves.add(new Move(senders.get(turn % senders.size()), rank));
      }
    }
    return moves;
  }

  /**
   * Round by round; in each a rank gives files to one rank at most, while it takes its own.
   *
   * @return whether this rank got its files
   */
  private boolean transfer(List<Move> moves, Pending pending) throws IOException {
    Map<Integer, List<Integer>> bySender = new TreeMap<>();
    for (Move move : moves) {
      bySender.computeIfAbsent(move.sender(), sender -> new ArrayList<>()).add(move.receiver());
    }
    int rounds = bySender.values().stream().mapToInt(List::size).max().orElse(0);
    boolean arrived = false;
    for (int round = 0; round < rounds; round++) {
      Optional<Integer> to = Optional.empty();
      Optional<Integer> from = Optional.empty();
      for (Map.Entry<Integer, List<Integer>> entry : bySender.entrySet()) {
        if (round < entry.getValue().size()) {
          if (entry.getKey() == peers.rank()) {
            to = Optional.of(entry.getValue().get(round));
          }
          if (entry.getValue().get(round) == peers.rank()) {
            from = Optional.of(entry.getKey());
          }
        }
      }
      arrived |= exchange(to, from, pending);
    }
    return arrived;
  }

  private boolean exchange(Optional<Integer> to, Optional<Integer> from, Pending pending)
      throws IOException {
    // A file that cannot be read is as good as lost: its rank is told, and rebuilt from others.
    Faults reading = new Faults();
    List<MemberFiles.FileRecord> out = new ArrayList<>();
    if (to.isPresent()) {
      reading.run(() -> out.addAll(records(here.get(to.get()))));
      if (!reading.none()) {
        out.clear();
      }
    }
    List<MemberFiles.FileRecord> in = swapRecords(to, out, from);
    Optional<LogicalFile> incoming =
        in.isEmpty() ? Optional.empty() : faults.get(() -> pending.add(area.create(in)));
    Optional<LogicalFile> outgoing =
        out.isEmpty()
            ? Optional.empty()
            : reading.get(() -> LogicalFile.read(area.physical(out), out));
    try {
      stream(to, bytes(out), outgoing, reading, from, bytes(in), incoming);
    } finally {
      if (outgoing.isPresent()) {
        outgoing.get().close();
      }
    }
    return goodAtSender(to, reading, from) && !in.isEmpty();
  }

  private boolean goodAtSender(Optional<Integer> to, Faults reading, Optional<Integer> from)
      throws IOException {
    ByteBuffer mine = ByteBuffer.allocate(to.isPresent() ? 1 : 0);
    if (to.isPresent()) {
      mine.put(0, (byte) (reading.none() ? 1 : 0));
    }
    ByteBuffer theirs = ByteBuffer.allocate(from.isPresent() ? 1 : 0);
    peers.shift(to.orElse(0), mine, from.orElse(0), theirs);
    return from.isPresent() && theirs.get(0) == 1;
  }

  private void stream(
      Optional<Integer> to,
      long outBytes,
      Optional<LogicalFile> outgoing,
      Faults reading,
      Optional<Integer> from,
      long inBytes,
      Optional<LogicalFile> incoming)
      throws IOException {
    ByteBuffer out = Peers.buffer();
    ByteBuffer in = Peers.buffer();
    for (long done = 0; done < Math.max(outBytes, inBytes); done += Io.BLOCK) {
      long at = done;
      out.clear().limit((int) Math.max(0, Math.min(Io.BLOCK, outBytes - done)));
      if (out.hasRemaining()) {
        reading.run(() -> outgoing.orElseThrow().read(out, at));
        out.position(0);
      }
      in.clear().limit((int) Math.max(0, Math.min(Io.BLOCK, inBytes - done)));
      peers.shift(to.orElse(0), out, from.orElse(0), in);
      in.flip();
      if (in.hasRemaining()) {
        faults.run(() -> incoming.orElseThrow().write(in, at));
      }
    }
  }

  private List<MemberFiles.FileRecord> records(List<String> names) throws IOException {
    List<MemberFiles.FileRecord> records = new ArrayList<>(names.size());
    for (String name : names) {
      records.add(FileMetadata.record(area.physical(name), name));
    }
    return records;
  }

  private List<MemberFiles.FileRecord> swapRecords(
      Optional<Integer> to, List<MemberFiles.FileRecord> out, Optional<Integer> from)
      throws IOException {
    KvTree outTree = new KvTree();
    for (int i = 0; i < out.size(); i++) {
      outTree.child(Integer.toString(i)).set(out.get(i).name(), out.get(i).metadata());
    }
    KvTree inTree = new KvTree();
    if (to.isPresent() && from.isPresent()) {
      inTree = peers.shift(to.get(), outTree, from.get());
    } else if (to.isPresent()) {
      peers.send(to.get(), outTree);
    } else if (from.isPresent()) {
      inTree = peers.receive(from.get());
    }
    List<MemberFiles.FileRecord> in = new ArrayList<>(inTree.size());
    for (int i = 0; i < inTree.size(); i++) {
      String name = Trees.text(inTree, Integer.toString(i), "files that move");
      KvTree metadata = inTree.get(Integer.toString(i), name).orElseThrow();
      long size = Trees.number(metadata, "SIZE", 0, Long.MAX_VALUE, name);
      in.add(new MemberFiles.FileRecord(name, size, metadata));
    }
    return in;
  }

  private static long bytes(List<MemberFiles.FileRecord> records) {
    return records.stream().mapToLong(MemberFiles.FileRecord::size).sum();
  }
}
