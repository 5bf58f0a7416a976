package org.scr4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.scr4j.dataset.describe.DescriptionText;
import org.scr4j.dataset.describe.FileDescriber;
import org.scr4j.dataset.describe.FileDescription;
import org.scr4j.dataset.describe.StateFileType;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.KvTreeCodec;
import org.scr4j.kvtree.KvTreeLimits;
import org.scr4j.kvtree.KvTreePrinter;
import org.scr4j.redundancy.Descriptor;
import org.scr4j.redundancy.MemberFiles;

/**
 * Every file that LLNL's SCR left in the reference folder, none excepted: each key-value file is
 * read, printed as its dump, written byte for byte as it was, and understood by its type without
 * loss.
 */
class EveryReferenceFileTest {

  private static final int MAGIC = 0x951fc3f5;

  /** What programs and scripts wrote, and the folder's own texts. */
  private static final Pattern NOT_SCRS =
      Pattern.compile(
          "rank_[0-9.]+\\.ckpt|app\\.conf|scavenge\\.[oe][0-9]+|result\\.txt|README\\.md");

  private static final Pattern NAME_OF_ITS_TYPE =
      Pattern.compile(
          "(?<CACHEINDEX>cindex\\.scrinfo)|(?<FILEMAP>filemap_[0-9]+)"
              + "|(?<REDUNDANCYFILE>.+\\.grp_.+\\.redset)"
              + "|(?<REDUNDANCYDESCRIPTOR>.+\\.[0-9]+\\.redset)"
              + "|(?<ENCODINGSTATE>.+\\.er)|(?<SHUFFLEFILE>.+\\.shuffile)|(?<FLUSH>flush\\.scr)"
              + "|(?<HALT>([a-z]+\\.)?halt\\.scr)|(?<NODES>nodes\\.scr)"
              + "|(?<INDEX>index(\\.[0-9]+)?\\.scr)|(?<SUMMARY>summary\\.scr)"
              + "|(?<RANKTOFILE>rank2file(\\.0\\.0)?)|(?<EVENTLOG>log)");

  private final FileDescriber describer = new FileDescriber(Clock.systemUTC());

  @Test
  void everyKeyValueFileIsReadPrintedWrittenAndUnderstood() throws IOException {
    Path root = Reference.path("README.md").getParent();
    Map<StateFileType, Integer> counts = new EnumMap<>(StateFileType.class);
    Set<String> trees = new TreeSet<>();
    List<String> strangers = new ArrayList<>();
    for (Path file : files(root)) {
      String name = file.getFileName().toString();
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length >= 4 && ByteBuffer.wrap(bytes).getInt(0) == MAGIC) {
        KvTree tree = check(root, file, bytes);
        counts.merge(checkType(file, tree), 1, Integer::sum);
        trees.add(root.relativize(file).toString());
      } else if (name.equals("log")) {
        counts.merge(describer.describe(file).type(), 1, Integer::sum);
      } else if (!NOT_SCRS.matcher(name).matches() && !isHaltText(root, file)) {
        strangers.add(root.relativize(file).toString());
      }
    }
    assertThat(strangers).as("files of no known kind").isEmpty();
    assertThat(trees).as("files with a dump").isEqualTo(dumped(root));
    assertThat(trees).hasSizeGreaterThan(3000);
    assertThat(counts)
        .doesNotContainKeys(StateFileType.KEY_VALUE, StateFileType.OLD_SUMMARY)
        .hasSize(13);
  }

  private static boolean isHaltText(Path root, Path file) {
    return file.startsWith(root.resolve("more/halt")) && file.toString().endsWith(".txt");
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.startsWith(root.resolve("dumps")))
          .toList();
    }
  }

  private static Set<String> dumped(Path root) throws IOException {
    Path dumps = root.resolve("dumps");
    try (Stream<Path> all = Files.walk(dumps)) {
      return all.filter(Files::isRegularFile)
          .map(file -> dumps.relativize(file).toString().replaceFirst("\\.txt$", ""))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static KvTree check(Path root, Path file, byte[] bytes) throws IOException {
    KvTreeCodec.Framed framed = KvTreeCodec.fromFile(bytes, KvTreeLimits.DEFAULT);
    assertThat(KvTreeCodec.toFile(framed.tree()))
        .as("%s written again", file)
        .isEqualTo(Arrays.copyOf(bytes, framed.length()));
    boolean redundancy = file.getFileName().toString().endsWith(".redset");
    assertThat(framed.length() == bytes.length || redundancy).as("%s is all tree", file).isTrue();
    Path dump = root.resolve("dumps").resolve(root.relativize(file) + ".txt");
    assertThat(KvTreePrinter.tree(framed.tree()))
        .as("%s printed", file)
        .isEqualTo(Files.readString(dump));
    return framed.tree();
  }

  private StateFileType checkType(Path file, KvTree tree) throws IOException {
    FileDescription description = describer.describe(file);
    StateFileType type = description.type();
    var name = NAME_OF_ITS_TYPE.matcher(file.getFileName().toString());
    assertThat(name.matches()).as("%s has the name of a type", file).isTrue();
    assertThat(name.group(type.name().replace("_", ""))).as("%s is a %s", file, type).isNotNull();
    assertThat(description.problems()).as(file.toString()).isEmpty();
    assertThat(DescriptionText.of(description)).startsWith(type.title() + ": ");
    assertThat(throughItsView(type, tree, file).sameContent(tree))
        .as("%s through its view as %s", file, type)
        .isTrue();
    return type;
  }

  /** The tree made anew from what the typed view of a file says, and from nothing else. */
  private static KvTree throughItsView(StateFileType type, KvTree tree, Path file)
      throws IOException {
    return switch (type) {
      case CACHE_INDEX -> {
        CacheIndex index = CacheIndex.of(tree);
        CacheIndex made = CacheIndex.EMPTY;
        for (CacheIndex.Entry entry : index.datasets()) {
          made = made.with(entry);
        }
        yield index.current().isPresent()
            ? made.withCurrent(index.current().get()).tree()
            : made.tree();
      }
      case FILE_MAP -> {
        FileMap made = FileMap.EMPTY;
        for (FileMap.Entry entry : FileMap.of(tree).files()) {
          made = made.with(entry.path(), entry.meta());
        }
        yield made.tree();
      }
      case FLUSH -> flush(FlushState.of(tree));
      case HALT -> halt(HaltFile.conditions(tree, file));
      case NODES -> single("NODES", Long.toString(NodesFile.nodes(tree).orElseThrow()));
      case INDEX -> index(DatasetIndex.of(tree));
      case SUMMARY -> summary(tree, file);
      case RANK_TO_FILE -> rankToFile(RankToFilePart.of(tree, file), tree);
      case REDUNDANCY_DESCRIPTOR -> {
        KvTree made = new KvTree();
        for (KvTree.Entry entry : tree.entries()) {
          KvTree place = entry.tree().get("DESC").orElseThrow();
          made.child(entry.key()).set("DESC", place(Descriptor.parse(place, file)));
        }
        yield made;
      }
      case REDUNDANCY_FILE -> redundancy(tree, file);
      case ENCODING_STATE, SHUFFLE_FILE -> tree;
      default -> throw new AssertionError(file + " is a " + type);
    };
  }

  private static KvTree single(String key, String value) {
    KvTree tree = new KvTree();
    tree.setValue(key, value);
    return tree;
  }

  private static KvTree flush(FlushState state) {
    FlushState made = FlushState.EMPTY;
    for (FlushState.Entry entry : state.datasets()) {
      DatasetDescriptor descriptor = entry.descriptor().orElseThrow();
      for (String location : entry.locations()) {
        FlushState.Location at = FlushState.Location.valueOf(location);
        made =
            made.dataset(entry.id()).isPresent()
                ? made.withLocation(entry.id(), at)
                : made.withEntry(descriptor, entry.id(), at);
      }
    }
    return made.tree();
  }

  private static KvTree halt(HaltConditions halt) {
    KvTree made = new KvTree();
    halt.checkpointsLeft().ifPresent(value -> made.setValue("CheckpointsLeft", value));
    halt.exitBefore().ifPresent(value -> made.setValue("ExitBefore", value));
    halt.exitAfter().ifPresent(value -> made.setValue("ExitAfter", value));
    halt.haltSeconds().ifPresent(value -> made.setValue("HaltSeconds", value));
    halt.exitReason().ifPresent(value -> made.setValue("ExitReason", value));
    return made;
  }

  private static KvTree index(DatasetIndex index) {
    DatasetIndex made = DatasetIndex.EMPTY;
    for (DatasetIndex.Entry entry : index.datasets()) {
      made = made.with(entry.id(), entry.name(), entry.descriptor(), entry.complete());
      if (entry.flushed().isPresent()) {
        made = made.withFlushed(entry.id(), entry.name(), entry.flushed().get());
      }
      for (String time : entry.fetched()) {
        made = made.withFetched(entry.id(), entry.name(), time);
      }
      if (entry.failed().isPresent()) {
        made = made.withFailed(entry.id(), entry.name(), entry.failed().get());
      }
    }
    return index.current().isPresent()
        ? made.withCurrent(index.current().get()).orElseThrow().tree()
        : made.tree();
  }

  /** LLNL's builder leaves the key COMPLETE out where ours writes 0, and other leavings in. */
  private static KvTree summary(KvTree tree, Path file) throws IOException {
    KvTree made = Summary.of(tree, file).tree();
    if (!tree.has("COMPLETE")) {
      made.unset("COMPLETE");
    }
    for (String key : List.of("RS", "MAPRS")) {
      tree.get(key).ifPresent(left -> made.set(key, left));
    }
    return made;
  }

  private static KvTree rankToFile(RankToFilePart part, KvTree tree) throws IOException {
    KvTree made = new KvTree();
    made.setValue("LEVEL", part.level());
    made.setValue("RANKS", part.ranks().orElseThrow());
    KvTree ranks = made.child("RANK");
    for (RankToFilePart.Below below : part.below()) {
      KvTree entry = ranks.child(Integer.toString(below.firstRank()));
      entry.setValue("FILE", below.name());
      entry.setValue("OFFSET", below.offset());
    }
    for (RankFiles rank : part.leaf()) {
      String key = Integer.toString(rank.rank());
      KvTree entry = ranks.child(key);
      rank.files().forEach(item -> entry.child("FILE", item.path()));
      if (tree.get("RANK", key, "FILES").isPresent()) {
        entry.setValue("FILES", rank.files().size());
      }
    }
    return made;
  }

  private static KvTree place(Descriptor place) {
    KvTree made = new KvTree();
    made.setValue("ENABLED", 1);
    made.setValue("TYPE", place.type());
    made.setValue("GROUP", place.group());
    made.setValue("GROUPS", place.groups());
    made.setValue("RANK", place.member());
    made.setValue("RANKS", place.size());
    made.setValue("WRANK", place.rank());
    made.setValue("WRANKS", place.ranks());
    if (place.type().equals("PARTNER")) {
      made.setValue("REPLICAS", place.failures());
    } else if (place.type().equals("RS")) {
      made.setValue("CKSUM", place.failures());
    }
    return made;
  }

  private static KvTree redundancy(KvTree tree, Path file) throws IOException {
    KvTree made = tree.copy();
    KvTree members = new KvTree();
    for (KvTree.Entry entry : tree.get("DESC").orElseThrow().entries()) {
      MemberFiles member = MemberFiles.parse(entry.tree(), file);
      KvTree record = members.child(Integer.toString(member.descriptor().member()));
      record.set("DESC", place(member.descriptor()));
      for (int i = 0; i < member.files().size(); i++) {
        MemberFiles.FileRecord one = member.files().get(i);
        record.child("FILE", Integer.toString(i)).set(one.name(), one.metadata());
      }
      if (member.files().isEmpty()) {
        entry.tree().get("FILE").ifPresent(none -> record.set("FILE", none));
      }
      record.setValue("FILES", member.files().size());
    }
    made.set("DESC", members);
    return made;
  }
}
