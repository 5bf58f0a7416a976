package org.scr4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.scr4j.config.NodeStorage;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.KvTreeCodec;
import org.scr4j.kvtree.KvTreeLimits;

/**
 * Maps that name places outside the prefix, by every way there is: nothing outside is written,
 * changed or removed by any of the operations that follow them.
 */
class HostileMapsTest {

  private static final int ID = 1;
  private static final int RANKS = 3;

  @TempDir(factory = InMemory.class)
  Path temp;

  private Path prefix;
  private Path outside;
  private PrefixLayout layout;

  /** What a map says of one file: PATH and NAME, and the name in cache. */
  record Claim(String directory, String name) {}

  @BeforeEach
  void aPrefixWithLinksInIt() throws IOException {
    prefix = Files.createDirectories(temp.resolve("prefix"));
    outside = Files.createDirectories(temp.resolve("outside"));
    Files.createDirectories(temp.resolve("prefix-sibling"));
    Files.createDirectories(temp.resolve("node"));
    Files.writeString(outside.resolve("victim"), "precious");
    Files.writeString(temp.resolve("victim"), "precious");
    Files.createSymbolicLink(prefix.resolve("link"), outside);
    Files.createSymbolicLink(prefix.resolve("loop"), Path.of("loop"));
    Files.createDirectories(prefix.resolve("real"));
    Files.createSymbolicLink(prefix.resolve("real/victim"), outside.resolve("victim"));
    Files.createSymbolicLink(prefix.resolve("real/none"), outside.resolve("none"));
    layout = new PrefixLayout(prefix);
  }

  static Stream<Claim> claims() {
    List<String> directories =
        List.of(
            "PREFIX/../outside",
            "PREFIX/a/../../outside",
            "PREFIX/link",
            "PREFIX/link/deeper",
            "PREFIX/loop/x",
            "PREFIX/real",
            "PREFIX/.scr",
            "PREFIX/.scr/scr.dataset.1",
            "PREFIX-sibling",
            "PREFIX\n/../outside",
            "PREFIX/a\nb",
            "PREFIX/a\n/../../outside",
            "OUTSIDE",
            "OUTSIDE/../prefix/../outside",
            "/",
            "",
            ".",
            "..",
            "../outside",
            "a",
            "PREFIX//..//outside",
            "PREFIX/./../outside",
            "PREFIX/\udcff");
    List<String> names = List.of("none", "../victim", "/victim", "..", ".", "", "a\n../victim");
    return Stream.concat(
        directories.stream()
            .flatMap(at -> Stream.of(new Claim(at, "new"), new Claim(at, "victim"))),
        Stream.of("PREFIX/real", "PREFIX/link", "PREFIX")
            .flatMap(at -> names.stream().map(name -> new Claim(at, name))));
  }

  private String filled(String text) {
    return text.replace("PREFIX", prefix.toString()).replace("OUTSIDE", outside.toString());
  }

  private FileMeta meta(Claim claim, Path file) throws IOException {
    return FileMeta.create(
            RANKS, claim.name(), filled(claim.directory()), claim.name(), FileStat.of(file), true)
        .withCrc(Samples.crc(Files.readAllBytes(file)));
  }

  /** Rank 0 is sound, rank 1 has what is claimed, rank 2 names what it has in cache like that. */
  private Samples.Cached cached(Claim claim) throws IOException {
    Samples.Cached cached = new Samples.Cached(temp.resolve("node"), prefix, ID);
    cached.file(RANKS, 0, 100, meta -> meta);
    cached.file(RANKS, 1, 101, meta -> meta);
    Path file = cached.node.physical(cached.directory + "/rank_1.ckpt");
    FileMap.EMPTY
        .with(cached.directory + "/rank_1.ckpt", meta(claim, file))
        .write(cached.files, cached.map(1));
    String inCache = filled(claim.directory()) + "/" + claim.name();
    FileMap.EMPTY
        .with(inCache, meta(new Claim(prefix + "/ckpt.1", "rank_2.ckpt"), file))
        .write(cached.files, cached.map(2));
    new FlushFile(cached.files, layout.flush())
        .update(state -> state.withEntry(cached.dataset(3, 302), ID, FlushState.Location.CACHE));
    return cached;
  }

  private Map<String, String> snapshot() throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> all = Files.walk(temp)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        boolean ours = file.startsWith(prefix) || file.startsWith(temp.resolve("node"));
        if (!ours) {
          found.put(file.toString(), state(file));
        }
      }
    }
    for (String link : List.of("link", "loop", "real/victim", "real/none")) {
      found.put(link, state(prefix.resolve(link)));
    }
    return found;
  }

  private static String state(Path file) throws IOException {
    if (Files.isSymbolicLink(file)) {
      return "link to " + Files.readSymbolicLink(file);
    }
    if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      return "directory " + Files.getLastModifiedTime(file);
    }
    FileStat stat = FileStat.of(file);
    return stat.mode() + " " + stat.modified() + " " + Files.readString(file);
  }

  /** Does what may fail; that it fails is not what is asked here. */
  private interface Step {
    void run() throws IOException;
  }

  private static void attempt(List<String> refusals, Step step) {
    try {
      step.run();
    } catch (IOException e) {
      refusals.add(e.getMessage());
    }
  }

  @ParameterizedTest
  @MethodSource("claims")
  void nothingIsWrittenOutsideThePrefix(Claim claim) throws IOException {
    Samples.Cached cached = cached(claim);
    Map<String, String> before = snapshot();
    List<String> refusals = new ArrayList<>();

    attempt(refusals, cached::collect);
    attempt(refusals, () -> build(cached));
    // A scavenge by others may have left the maps as they are.
    for (int rank = 0; rank < RANKS; rank++) {
      Files.createDirectories(layout.datasetDir(ID));
      Files.write(layout.fileMap(ID, rank), Files.readAllBytes(cached.map(rank)));
    }
    attempt(refusals, () -> build(cached));
    PrefixFlush flush = new PrefixFlush(cached.files, layout, Clock.systemUTC(), refusals::add);
    for (int rank = 0; rank < RANKS; rank++) {
      int each = rank;
      attempt(
          refusals,
          () ->
              flush.copy(
                  cached.node,
                  each,
                  FileMap.read(cached.files, cached.map(each)).orElseThrow(),
                  4096));
    }
    attempt(refusals, () -> fetch(cached, filled(claim.directory()) + "/" + claim.name()));
    attempt(refusals, () -> fetch(cached, claim.name()));

    assertThat(snapshot()).isEqualTo(before);
    assertThat(refusals).isNotEmpty().doesNotContainNull();
  }

  private void build(Samples.Cached cached) throws IOException {
    IndexFile index = new IndexFile(cached.files, layout, Clock.systemUTC(), line -> {});
    new DatasetBuilder(
            cached.files,
            layout,
            index,
            new DatasetBuilder.Options(4096, 2, RankToFile.ENTRIES_PER_FILE),
            line -> {})
        .build(ID);
  }

  /** Fetches by a rank-to-file map that names {@code path}, and verifies the dataset by it. */
  private void fetch(Samples.Cached cached, String path) throws IOException {
    RankFiles.Item item = new RankFiles.Item(path, OptionalLong.empty(), OptionalInt.empty());
    new SummaryWriter(cached.files, RankToFile.ENTRIES_PER_FILE)
        .write(layout, cached.dataset(1, 100), List.of(new RankFiles(0, List.of(item))), true);
    new Verifier(cached.files, layout, 4096, 1).verify(ID);
    String directory = Samples.CONTROL + "/scr.dataset.9";
    NodeStorage node = cached.node;
    Files.createDirectories(node.physical(directory));
    new PrefixFetch(cached.files, layout).fetch(node, ID, 0, directory, 4096);
  }

  @Test
  void theSnapshotSeesAWriteOutside() throws IOException {
    Map<String, String> before = snapshot();
    Files.writeString(outside.resolve("victim"), "changed");
    assertThat(snapshot()).isNotEqualTo(before);
  }

  @Test
  void redundancyFilesThatNamePlacesOutsideWriteNothingThere() throws IOException {
    KvTree header =
        KvTreeCodec.fromFile(GoldenFiles.bytes(GoldenFiles.REDUNDANCY_FILE), KvTreeLimits.DEFAULT)
            .tree();
    Map<String, String> before = snapshot();
    List<String> refusals = new ArrayList<>();
    for (String victim : List.of(outside + "/victim", "../outside/victim", prefix + "/link/new")) {
      Samples.Cached cached = cached(new Claim("PREFIX/ckpt.1", "rank_1.ckpt"));
      attempt(refusals, cached::collect);
      KvTree wrong = header.copy();
      KvTree files = wrong.get("DESC", "0", "FILE", "0").orElseThrow();
      KvTree record = files.get("/c/a").orElseThrow();
      files.clear();
      files.set(victim, record);
      byte[] tree = KvTreeCodec.toFile(wrong);
      byte[] file = Arrays.copyOf(tree, tree.length + 5);
      Files.createDirectories(layout.datasetDir(ID));
      Files.write(
          layout.datasetDir(ID).resolve("reddesc.er.1.xor.grp_1_of_1.mem_2_of_2.redset"), file);
      Files.write(
          layout.datasetDir(ID).resolve("reddescmap.er.1.xor.grp_1_of_1.mem_2_of_2.redset"), file);
      Files.deleteIfExists(prefix.resolve("ckpt.1/rank_0.ckpt"));
      attempt(refusals, () -> build(cached));
    }
    assertThat(snapshot()).isEqualTo(before);
  }
}
