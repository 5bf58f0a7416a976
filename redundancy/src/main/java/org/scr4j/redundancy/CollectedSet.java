package org.scr4j.redundancy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.scr4j.kvtree.KvTree;

/** What a scavenge has brought together of one set. */
final class CollectedSet {

  /** More members than a set of a method has that this version does not know. */
  private static final long LARGEST = 1 << 16;

  private final Path directory;
  private final String prefix;
  private final SerialRebuild.Locator locator;
  private final Descriptor first;
  private final Optional<RedsetFile>[] redsets;
  private final Optional<MemberFiles>[] members;
  private final List<Integer> ranks = new ArrayList<>();
  private final boolean[] missing;
  private String why = "";

  @SuppressWarnings({"unchecked", "rawtypes"})
  private CollectedSet(
      Path directory, String prefix, SerialRebuild.Locator locator, Descriptor first) {
    this.directory = directory;
    this.prefix = prefix;
    this.locator = locator;
    this.first = first;
    this.redsets = new Optional[first.size()];
    this.members = new Optional[first.size()];
    this.missing = new boolean[first.size()];
    Arrays.fill(redsets, Optional.empty());
    Arrays.fill(members, Optional.empty());
  }

  /**
   * Puts a set together.
   *
   * @param names redundancy files that say that they belong to the set
   * @throws IOException with the reason why the set is lost
   */
  static CollectedSet of(
      Path directory, String prefix, List<RedsetName> names, SerialRebuild.Locator locator)
      throws IOException {
    List<RedsetFile> sound = new ArrayList<>();
    List<String> unsound = new ArrayList<>();
    for (RedsetName name : names) {
      try {
        RedsetFile redset = RedsetFile.read(directory.resolve(name.fileName()));
        if (!name.fits(redset.descriptor())) {
          throw new IOException(redset.path() + ": belongs to another rank or set");
        }
        sound.add(redset);
      } catch (IOException e) {
        unsound.add(e.getMessage());
      }
    }
    if (sound.isEmpty()) {
      throw new IOException("no redundancy file is usable: " + unsound.get(0));
    }
    Descriptor first = sound.get(0).descriptor();
    // A set of a hundred million members is announced by one small file: believe what is there.
    long credible = first.kind().isPresent() ? sound.size() * (2L + first.guarded()) : LARGEST;
    if (first.size() > credible && sound.get(0).ranks().isEmpty()) {
      List<Integer> left = sound.stream().map(redset -> redset.descriptor().rank()).toList();
      throw new IOException(tooFew(first, List.of(), left));
    }
    CollectedSet set = new CollectedSet(directory, prefix, locator, first);
    for (RedsetFile redset : sound) {
      set.add(redset);
    }
    set.check(unsound);
    return set;
  }

  private void add(RedsetFile redset) throws IOException {
    Descriptor descriptor = redset.descriptor();
    if (!descriptor.sameSet(first) || redsets[descriptor.member()].isPresent()) {
      throw new IOException(redset.path() + ": contradicts the other files of its set");
    }
    redsets[descriptor.member()] = Optional.of(redset);
    for (MemberFiles member : redset.members().values()) {
      int at = member.descriptor().member();
      if (members[at].isPresent() && !members[at].get().tree().sameContent(member.tree())) {
        throw new IOException(
            redset.path() + ": is of another encoding than the other files of its set");
      }
      members[at] = Optional.of(member);
    }
  }

  private void check(List<String> unsound) throws IOException {
    why = unsound.isEmpty() ? "" : " (" + unsound.get(0) + ")";
    if (Arrays.stream(members).anyMatch(Optional::isEmpty)) {
      throw new IOException(beyondRepair() + why);
    }
    long chunk = 0;
    for (int member = 0; member < missing.length; member++) {
      ranks.add(members[member].get().descriptor().rank());
      missing[member] = redsets[member].isEmpty() || !filesThere(member);
      if (redsets[member].isPresent()) {
        long here = redsets[member].get().chunk();
        if (chunk != 0 && chunk != here) {
          throw new IOException(first.setName() + ": its files disagree on the size of a chunk");
        }
        chunk = here;
      }
    }
  }

  /** What is to be said where nobody left knows what some of the lost members had. */
  private String beyondRepair() {
    List<Integer> left = new ArrayList<>();
    List<Integer> lost = new ArrayList<>();
    boolean[] without = new boolean[first.size()];
    Optional<List<Integer>> all = Optional.empty();
    for (int member = 0; member < without.length; member++) {
      if (redsets[member].isPresent()) {
        left.add(redsets[member].get().descriptor().rank());
        all = all.or(redsets[member].get()::ranks);
      } else {
        without[member] = true;
        members[member].ifPresent(known -> lost.add(known.descriptor().rank()));
      }
    }
    return all.flatMap(known -> SetLosses.unrecoverable(first, known, without))
        .orElseGet(() -> tooFew(first, lost, left));
  }

  private static String tooFew(Descriptor any, List<Integer> knownLost, List<Integer> left) {
    int others = any.size() - left.size() - knownLost.size();
    String lost = knownLost.isEmpty() ? "" + others : Text.ranks(knownLost) + " and " + others;
    return any.setName()
        + " has lost "
        + lost
        + (knownLost.isEmpty() ? " of its " : " more of its ")
        + Text.members(any.size())
        + ": what is left is of "
        + Text.ranks(left);
  }

  private boolean filesThere(int member) throws IOException {
    MemberFiles files = members[member].orElseThrow();
    for (MemberFiles.FileRecord file : files.files()) {
      if (!FileMetadata.matches(locator.locate(files.descriptor().rank(), file.name()), file)) {
        return false;
      }
    }
    return true;
  }

  /** Its state, as it is. */
  SetReport report() {
    Optional<String> lost = SetLosses.unrecoverable(first, ranks, missing);
    if (lost.isPresent()) {
      return new SetReport.Lost(first.group(), lost.get() + why);
    }
    List<Integer> gone = new ArrayList<>();
    for (int member = 0; member < missing.length; member++) {
      if (missing[member]) {
        gone.add(ranks.get(member));
      }
    }
    return gone.isEmpty()
        ? new SetReport.Complete(first.group(), List.copyOf(ranks))
        : new SetReport.Rebuildable(first.group(), List.copyOf(ranks), gone);
  }

  Descriptor first() {
    return first;
  }

  int size() {
    return missing.length;
  }

  boolean[] missing() {
    return missing;
  }

  List<Integer> ranks() {
    return ranks;
  }

  MemberFiles member(int member) {
    return members[member].orElseThrow();
  }

  RedsetFile redset(int member) {
    return redsets[member].orElseThrow();
  }

  /** Where the files of a member are, or belong. */
  List<Path> files(int member) throws IOException {
    MemberFiles files = member(member);
    List<Path> paths = new ArrayList<>(files.files().size());
    for (MemberFiles.FileRecord file : files.files()) {
      paths.add(locator.locate(files.descriptor().rank(), file.name()));
    }
    return paths;
  }

  /** A member's redundancy file, started anew. */
  Draft draft(int member, KvTree header) throws IOException {
    return Draft.create(redsetPath(member), header);
  }

  Path redsetPath(int member) {
    return directory.resolve(member(member).descriptor().fileName(prefix).fileName());
  }
}
