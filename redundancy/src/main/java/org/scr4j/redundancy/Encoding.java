package org.scr4j.redundancy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.scr4j.kvtree.KvTree;

/** Protects the files of all ranks for the first time. */
final class Encoding {

  private final Peers peers;
  private final Nodes nodes;
  private final Scheme scheme;
  private final Placement placement;
  private final Area area;
  private final Faults faults = new Faults();

  private Encoding(Peers peers, Nodes nodes, Scheme scheme, Placement placement, Area area) {
    this.peers = peers;
    this.nodes = nodes;
    this.scheme = scheme;
    this.placement = placement;
    this.area = area;
  }

  /** Learns where the other ranks are, and decides on the sets. */
  static Encoding prepare(
      Peers peers, String nodeName, String failureGroup, Scheme scheme, Area area)
      throws IOException {
    KvTree mine = new KvTree();
    mine.setValue("NODE", nodeName);
    mine.setValue("GROUP", failureGroup);
    List<String> names = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    for (KvTree tree : peers.gather(mine)) {
      names.add(Trees.text(tree, "NODE", "a rank's place"));
      groups.add(Trees.text(tree, "GROUP", "a rank's place"));
    }
    Placement placement = Placement.of(groups, scheme);
    for (List<Integer> set : placement.sets()) {
      checkSize(set, scheme);
    }
    return new Encoding(peers, new Nodes(names), scheme, placement, area);
  }

  static void checkSize(List<Integer> set, Scheme scheme) throws IOException {
    String what = scheme.kind() + " with " + scheme.failures() + " failures needs sets of ";
    if (set.size() <= scheme.failures()) {
      String less = scheme.failures() > 1 ? "fewer failures, " : "";
      throw new IOException(
          what
              + (scheme.failures() + 1)
              + " ranks in different failure groups, but "
              + Text.ranks(set)
              + " can have no larger set: use SINGLE, "
              + less
              + "more nodes, or fewer ranks on the fullest");
    }
    boolean fits =
        scheme.kind() != Scheme.Kind.RS || CodingMatrix.fits(set.size(), scheme.failures());
    if (!fits) {
      throw new IOException(
          what
              + (GaloisField.SIZE - scheme.failures())
              + " ranks at most, but one has "
              + set.size()
              + ": use a smaller SCR_SET_SIZE");
    }
  }

  void run(List<String> files) throws IOException {
    if (nodes.leads(peers.rank())) {
      faults.run(() -> EncodedState.CORRUPT.write(area));
    }
    peers.agree(faults);
    Descriptor me = Descriptor.of(scheme, placement, peers.rank(), peers.size());
    faults.run(() -> area.write(area.own("." + me.rank() + ".redset"), descriptorTree(me)));
    MemberFiles own =
        faults.get(() -> MemberFiles.of(me, records(files))).orElse(MemberFiles.of(me, List.of()));
    encode(me, own);
    List<String> all = new ArrayList<>(files);
    all.add(area.descriptorName(me.rank()));
    all.add(area.redundancyName(me));
    Shuffile.write(peers, nodes, area, all, faults);
    peers.agree(faults);
    if (nodes.leads(peers.rank())) {
      faults.run(() -> EncodedState.ENCODED.write(area));
    }
    peers.agree(faults);
  }

  private List<MemberFiles.FileRecord> records(List<String> files) throws IOException {
    List<MemberFiles.FileRecord> records = new ArrayList<>(files.size());
    for (String file : files) {
      records.add(FileMetadata.record(area.physical(file), file));
    }
    return records;
  }

  private KvTree descriptorTree(Descriptor me) {
    List<Descriptor> before = new ArrayList<>();
    List<Integer> members = placement.members(me.rank());
    for (int distance = 1; distance <= me.guarded(); distance++) {
      int rank = members.get(me.before(distance));
      before.add(Descriptor.of(scheme, placement, rank, me.ranks()));
    }
    return Layout.tree(me, before);
  }

  private void encode(Descriptor me, MemberFiles own) throws IOException {
    Ring ring = new Ring(peers, me, placement.members(me.rank()));
    KvTree bytes = new KvTree();
    bytes.setValue("BYTES", own.bytes());
    List<KvTree> bytesByRank = peers.gather(bytes);
    peers.agree(faults);
    try (Pending pending = new Pending()) {
      switch (scheme.kind()) {
        case SINGLE -> faults.run(() -> single(me, own, pending));
        case PARTNER -> PartnerSet.encode(ring, own, area, pending, faults);
        case XOR -> XorSet.encode(ring, own, chunk(ring, bytesByRank), area, pending, faults);
        case RS ->
            ReedSolomonSet.encode(ring, own, chunk(ring, bytesByRank), area, pending, faults);
      }
      peers.agree(faults);
      faults.run(pending::commit);
      peers.agree(faults);
    }
  }

  private void single(Descriptor me, MemberFiles own, Pending pending) throws IOException {
    KvTree header = Headers.ofCopies(own, List.of());
    pending.add(Draft.create(area.physical(area.redundancyName(me)), header));
  }

  private static long chunk(Ring ring, List<KvTree> bytesByRank) throws IOException {
    long largest = 0;
    for (int rank : ring.ranks()) {
      String where = "rank " + rank;
      long bytes = Trees.number(bytesByRank.get(rank), "BYTES", 0, Long.MAX_VALUE, where);
      largest = Math.max(largest, bytes);
    }
    return Stripes.chunk(largest, ring.ranks().size() - ring.me().failures());
  }
}
