package org.scr4j.redundancy;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.KvTreeCodec;

/** Who has everything that it should have, as all ranks know it. */
final class Survey {

  private static final String INTACT = "INTACT";
  private static final String CHUNK = "CHUNK";
  private static final String WHY = "WHY";

  private final Layout layout;
  private final List<KvTree> byRank;
  private final Optional<RedsetFile> intact;
  private final Set<Integer> missing = new TreeSet<>();

  private Survey(Layout layout, List<KvTree> byRank, Optional<RedsetFile> intact) {
    this.layout = layout;
    this.byRank = byRank;
    this.intact = intact;
    for (int rank = 0; rank < byRank.size(); rank++) {
      if (!byRank.get(rank).has(INTACT)) {
        missing.add(rank);
      }
    }
  }

  /** Looks at this rank's files, and learns what the others have. */
  static Survey take(Peers peers, Area area, Layout layout) throws IOException {
    Descriptor me = layout.descriptor(peers.rank());
    KvTree mine = new KvTree();
    Optional<RedsetFile> intact = Optional.empty();
    try {
      RedsetFile redset = checked(me, area);
      intact = Optional.of(redset);
      mine.child(INTACT);
      mine.setValue(CHUNK, redset.chunk());
      for (MemberFiles member : redset.members().values()) {
        mine.child("OF").setValue("" + member.descriptor().member(), digest(member.tree()));
      }
    } catch (NoSuchFileException e) {
      mine.setValue(WHY, "lost");
    } catch (IOException e) {
      // What cannot be read or makes no sense is as good as lost, and is made anew.
      mine.setValue(WHY, e.getMessage());
    }
    return new Survey(layout, peers.gather(mine), intact);
  }

  private static RedsetFile checked(Descriptor me, Area area) throws IOException {
    RedsetFile redset = RedsetFile.read(area.physical(area.redundancyName(me)));
    if (!redset.descriptor().equals(me)) {
      throw new IOException(redset.path() + ": belongs to another rank or set");
    }
    for (MemberFiles.FileRecord file : redset.own().files()) {
      if (!FileMetadata.matches(area.physical(file.name()), file)) {
        throw new IOException(file.name() + ": not there with its " + file.size() + " bytes");
      }
    }
    return redset;
  }

  private static String digest(KvTree tree) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(KvTreeCodec.pack(Trees.sorted(tree.copy()))));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The ranks that lack something. */
  Set<Integer> missing() {
    return missing;
  }

  /** This rank's redundancy file, where it lacks nothing. */
  Optional<RedsetFile> intact() {
    return intact;
  }

  /** The size of parity in a set. */
  long chunk(List<Integer> set) throws IOException {
    for (int rank : set) {
      if (!missing.contains(rank)) {
        return Trees.number(byRank.get(rank), CHUNK, 1, Long.MAX_VALUE, "rank " + rank);
      }
    }
    throw new IOException("no member is left of the set of " + Text.ranks(set));
  }

  /** Why not all can be had back; nothing where it can. */
  Optional<String> verdict() {
    List<String> reasons = new ArrayList<>();
    for (List<Integer> set : layout.sets()) {
      verdict(set).ifPresent(reasons::add);
    }
    if (reasons.isEmpty()) {
      return Optional.empty();
    }
    String more = reasons.size() > 4 ? "; and " + (reasons.size() - 4) + " more sets" : "";
    return Optional.of(String.join("; ", reasons.subList(0, Math.min(4, reasons.size()))) + more);
  }

  private Optional<String> verdict(List<Integer> set) {
    Descriptor first = layout.descriptor(set.get(0));
    List<Integer> lost = set.stream().filter(missing::contains).toList();
    boolean[] without = new boolean[set.size()];
    for (int member = 0; member < without.length; member++) {
      without[member] = missing.contains(set.get(member));
    }
    Optional<String> reason =
        SetLosses.unrecoverable(first, set, without).map(text -> text + why(lost));
    return reason.isPresent() ? reason : contradiction(first, set);
  }

  private String why(List<Integer> lost) {
    for (int rank : lost) {
      String text = byRank.get(rank).value(WHY).orElse("lost");
      if (!text.equals("lost")) {
        return " (rank " + rank + ": " + text + ")";
      }
    }
    return "";
  }

  /** Members that were encoded at different times do not fit together: wrong bytes would result. */
  private Optional<String> contradiction(Descriptor first, List<Integer> set) {
    String[] known = new String[set.size()];
    String chunk = "";
    for (int rank : set) {
      KvTree said = byRank.get(rank);
      if (!said.has(INTACT)) {
        continue;
      }
      String here = said.value(CHUNK).orElse("");
      boolean fits = chunk.isEmpty() || chunk.equals(here);
      chunk = here;
      for (KvTree.Entry entry : said.get("OF").orElseThrow().entries()) {
        int member = Integer.parseInt(entry.key());
        String digest = entry.tree().keys().get(0);
        fits &= known[member] == null || known[member].equals(digest);
        known[member] = digest;
      }
      if (!fits) {
        return Optional.of(
            first.setName()
                + " ("
                + Text.ranks(set)
                + ") is made of parts of different encodings: what rank "
                + rank
                + " has does not fit the others");
      }
    }
    return Optional.empty();
  }
}
