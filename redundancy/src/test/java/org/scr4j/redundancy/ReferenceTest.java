package org.scr4j.redundancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scr4j.config.NodeStorage;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.KvTreeCodec;
import org.scr4j.kvtree.KvTreeLimits;

/** Ours against the files of LLNL's SCR: 8 ranks, two on each of four nodes. */
class ReferenceTest {

  private static final int RANKS = 8;

  @TempDir Path cluster;

  private static String node(int rank) {
    return "node" + (rank / 2 + 1);
  }

  /** Where the reference's second run had them, node2 being lost. */
  private static String nodeAfterLoss(int rank) {
    return rank < 2 ? "node1" : "node" + (rank / 2 + 2);
  }

  private static Scheme scheme(String kind, int setSize) {
    return switch (Scheme.Kind.valueOf(kind)) {
      case SINGLE -> Scheme.single();
      case PARTNER -> Scheme.partner(setSize, 1);
      case XOR -> Scheme.xor(setSize);
      case RS -> Scheme.reedSolomon(setSize, 2);
    };
  }

  private static List<Path> redundancyFiles(Path cache, String prefix) throws IOException {
    String base = Path.of(prefix).getFileName() + ".";
    String directory = Path.of(prefix).getParent().toString();
    try (Stream<Path> all = Files.walk(cache)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> file.getParent().toString().endsWith(directory))
          .filter(file -> file.getFileName().toString().startsWith(base))
          .sorted()
          .toList();
    }
  }

  /** The files of each rank as LLNL recorded them, put where the rank runs, as they were. */
  private List<List<String>> copyApplicationFiles(Path cache, String prefix) throws IOException {
    List<List<String>> files = new ArrayList<>();
    for (int rank = 0; rank < RANKS; rank++) {
      files.add(new ArrayList<>());
      NodeStorage ours = new NodeStorage(cluster.resolve(node(rank)));
      Files.createDirectories(ours.physical(prefix).getParent());
      for (MemberFiles.FileRecord file : redset(cache, prefix, rank).own().files()) {
        Path copy = ours.physical(file.name());
        Path original = new NodeStorage(cache.resolve(node(rank))).physical(file.name());
        Files.copy(original, copy, StandardCopyOption.REPLACE_EXISTING);
        FileMetadata.restore(copy, file.metadata());
        files.get(rank).add(file.name());
      }
    }
    return files;
  }

  private static RedsetFile redset(Path cache, String prefix, int rank) throws IOException {
    for (Path file : redundancyFiles(cache, prefix)) {
      if (RedsetName.parse(file.getFileName().toString())
          .filter(name -> name.rank() == rank)
          .isPresent()) {
        return RedsetFile.read(file);
      }
    }
    throw new AssertionError("no redundancy file of rank " + rank + " in " + cache);
  }

  /** The header and what follows it. */
  private record Content(KvTree tree, ByteBuffer redundancy) {
    static Content of(Path file) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      KvTreeCodec.Framed framed = KvTreeCodec.fromFile(bytes, KvTreeLimits.DEFAULT);
      return new Content(
          framed.tree(), ByteBuffer.wrap(bytes, framed.length(), bytes.length - framed.length()));
    }
  }

  /** Times of status change cannot be set, nor owners by everyone. */
  private static KvTree comparable(KvTree tree) {
    List<String> unset = List.of("CTIME_SECS", "CTIME_NSECS", "UID", "GID");
    for (String key : tree.keys()) {
      if (unset.contains(key)) {
        tree.unset(key);
      } else {
        comparable(tree.get(key).orElseThrow());
      }
    }
    return tree;
  }

  @ParameterizedTest
  @CsvSource({
    "single/cache, SINGLE, 8, 38, 2, reddesc.er",
    "single/cache, SINGLE, 8, 38, 1, reddescmap.er",
    "partner/cache, PARTNER, 8, 38, 1, reddesc.er",
    "partner/cache, PARTNER, 8, 38, 2, reddescmap.er",
    "xor/cache, XOR, 8, 38, 1, reddesc.er",
    "xor/cache, XOR, 8, 38, 2, reddesc.er",
    "xor/cache, XOR, 8, 38, 2, reddescmap.er",
    "rs/cache, RS, 8, 38, 1, reddesc.er",
    "rs/cache, RS, 8, 38, 1, reddescmap.er",
    "rs/cache, RS, 8, 38, 2, reddesc.er",
    "rs/cache, RS, 8, 38, 2, reddescmap.er",
    "more/rs-fail1/cache, XOR, 8, 39, 1, reddesc.er",
    "more/xor-set2/cache, XOR, 2, 39, 1, reddesc.er",
    "more/xor-set2/cache, XOR, 2, 39, 1, reddescmap.er",
    "more/partner-fail1/cache, PARTNER, 8, 39, 1, reddesc.er",
    "more/xor-multifile/cache, XOR, 8, 41, 2, reddesc.er",
    "more/xor-multifile/cache, XOR, 8, 41, 2, reddescmap.er",
  })
  void encodingGivesTheFilesOfLlnl(
      String folder, String kind, int setSize, int job, int dataset, String name)
      throws IOException {
    Path cache = Reference.folder(folder);
    String prefix = "/dev/shm/root/scr." + job + "/scr.dataset." + dataset + "/.scr/" + name;
    List<List<String>> files = copyApplicationFiles(cache, prefix);
    ThreadWorld.run(
        RANKS,
        world -> {
          int rank = world.rank();
          NodeStorage storage = new NodeStorage(cluster.resolve(node(rank)));
          RedundantFiles.apply(
              world, node(rank), scheme(kind, setSize), storage, prefix, files.get(rank));
          return rank;
        });
    List<Path> expected = redundancyFiles(cache, prefix);
    assertThat(expected).hasSize(RANKS * 2 + 4 * 2);
    assertThat(redundancyFiles(cluster, prefix)).hasSize(expected.size());
    for (Path theirs : expected) {
      Path ours = cluster.resolve(cache.relativize(theirs));
      Content us = Content.of(ours);
      Content them = Content.of(theirs);
      assertThat(us.redundancy()).as("%s", theirs).isEqualTo(them.redundancy());
      assertThat(comparable(us.tree())).as("%s", theirs).isEqualTo(comparable(them.tree()));
    }
  }

  @ParameterizedTest
  @CsvSource({"xor", "partner", "rs"})
  void whatLlnlHasRebuiltCanBeRebuiltAgain(String scheme) throws IOException {
    Path restarted = Reference.folder(scheme + "/restarted/cache");
    for (String node : List.of("node1", "node3", "node4")) {
      copyTree(restarted.resolve(node), cluster.resolve(node));
    }
    for (String name : List.of("reddescmap.er", "reddesc.er")) {
      String prefix = "/dev/shm/root/scr.38/scr.dataset.2/.scr/" + name;
      for (Rebuilt outcome :
          ThreadWorld.run(
              RANKS,
              world -> {
                String node = nodeAfterLoss(world.rank());
                NodeStorage storage = new NodeStorage(cluster.resolve(node));
                return RedundantFiles.recover(world, node, storage, prefix);
              })) {
        assertThat(((Rebuilt.Recovered) outcome).rebuiltRanks()).isEqualTo(2);
      }
      for (Path theirs : redundancyFiles(restarted, prefix)) {
        assertThat(cluster.resolve(restarted.relativize(theirs))).hasSameBinaryContentAs(theirs);
      }
    }
  }

  private void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.toList()) {
        Path copy = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "xor, reddesc.er",
    "xor, reddescmap.er",
    "partner, reddesc.er",
    "partner, reddescmap.er",
    "rs, reddesc.er",
    "rs, reddescmap.er"
  })
  void recoveryOnOtherNodesGivesTheFilesOfLlnl(String scheme, String name) throws IOException {
    Path cache = Reference.folder(scheme + "/cache");
    for (String node : List.of("node1", "node3", "node4")) {
      copyTree(cache.resolve(node), cluster.resolve(node));
    }
    String prefix = "/dev/shm/root/scr.38/scr.dataset.2/.scr/" + name;
    List<Rebuilt> outcomes =
        ThreadWorld.run(
            RANKS,
            world -> {
              String node = nodeAfterLoss(world.rank());
              NodeStorage storage = new NodeStorage(cluster.resolve(node));
              return RedundantFiles.recover(world, node, storage, prefix);
            });
    for (int rank = 0; rank < RANKS; rank++) {
      Rebuilt.Recovered outcome = (Rebuilt.Recovered) outcomes.get(rank);
      assertThat(outcome.movedRanks()).isEqualTo(4);
      assertThat(outcome.rebuiltRanks()).isEqualTo(2);
      Path now = cluster.resolve(nodeAfterLoss(rank));
      for (String file : outcome.files()) {
        assertThat(new NodeStorage(now).physical(file))
            .hasSameBinaryContentAs(new NodeStorage(cache.resolve(node(rank))).physical(file));
      }
    }
    compareWithRestarted(cache, Reference.folder(scheme + "/restarted/cache"), prefix);
  }

  private void compareWithRestarted(Path cache, Path restarted, String prefix) throws IOException {
    List<Path> expected = redundancyFiles(restarted, prefix);
    assertThat(redundancyFiles(cluster, prefix)).hasSameSizeAs(expected);
    for (Path theirs : expected) {
      Path ours = cluster.resolve(restarted.relativize(theirs));
      Optional<RedsetName> name = RedsetName.parse(theirs.getFileName().toString());
      if (name.isPresent() && (name.get().rank() == 2 || name.get().rank() == 3)) {
        // LLNL's rebuild leaves the sender's record (XOR) or number (PARTNER) in the header as
        // well; ours is as it was at first.
        assertThat(ours).hasSameBinaryContentAs(redset(cache, prefix, name.get().rank()).path());
        Content us = Content.of(ours);
        Content them = Content.of(theirs);
        assertThat(us.redundancy()).isEqualTo(them.redundancy());
        String type = name.get().type();
        if (!type.equals("rs")) {
          assertThat(them.tree().unset(type.equals("xor") ? "DESC" : "RANK", "2")).isTrue();
        }
        assertThat(us.tree()).isEqualTo(them.tree());
      } else {
        assertThat(ours).hasSameBinaryContentAs(theirs);
      }
    }
  }

  @Test
  void whatSingleHasLostStaysLost() throws IOException {
    Path cache = Reference.folder("single/cache");
    for (String node : List.of("node1", "node3", "node4")) {
      copyTree(cache.resolve(node), cluster.resolve(node));
    }
    String prefix = "/dev/shm/root/scr.38/scr.dataset.2/.scr/reddesc.er";
    for (Rebuilt outcome :
        ThreadWorld.run(
            RANKS,
            world ->
                RedundantFiles.recover(
                    world,
                    nodeAfterLoss(world.rank()),
                    new NodeStorage(cluster.resolve(nodeAfterLoss(world.rank()))),
                    prefix))) {
      assertThat(outcome)
          .isInstanceOfSatisfying(
              Rebuilt.Unrecoverable.class, lost -> assertThat(lost.reason()).contains("ranks 2-3"));
    }
  }

  /** The caller's part: cache files are in ckpt.2, file maps beside the redundancy. */
  private static SerialRebuild.Locator locator(Path prefix) {
    return (rank, recorded) -> {
      String name = Path.of(recorded).getFileName().toString();
      return name.startsWith("filemap_")
          ? prefix.resolve(".scr/scr.dataset.2").resolve(name)
          : prefix.resolve("ckpt.2").resolve(name);
    };
  }

  private static Map<String, Path> below(Path prefix) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    for (String directory : List.of(".scr/scr.dataset.2", "ckpt.2")) {
      try (Stream<Path> all = Files.list(prefix.resolve(directory))) {
        all.filter(file -> !file.getFileName().toString().matches("rank2file.*|summary.scr"))
            .forEach(file -> files.put(prefix.relativize(file).toString(), file));
      }
    }
    return files;
  }

  @ParameterizedTest
  @CsvSource({"xor, lost_node2", "partner, lost_node2", "rs, lost_node2", "rs, lost_node2_node3"})
  void serialRebuildGivesTheFilesOfLlnl(String scheme, String losses) throws IOException {
    Path built = Reference.folder(scheme + "/" + losses + "/built");
    copyTree(Reference.folder(scheme + "/" + losses + "/collected"), cluster.resolve("p"));
    Path prefix = cluster.resolve("p");
    Path directory = prefix.resolve(".scr/scr.dataset.2");
    boolean two = losses.endsWith("node3");
    List<Integer> even = two ? List.of(2, 4) : List.of(2);
    List<Integer> odd = two ? List.of(3, 5) : List.of(3);
    for (String name : List.of("reddescmap.er", "reddesc.er")) {
      assertThat(SerialRebuild.survey(directory, name, locator(prefix)))
          .containsExactly(
              new SetReport.Rebuildable(0, List.of(0, 2, 4, 6), even),
              new SetReport.Rebuildable(1, List.of(1, 3, 5, 7), odd));
      List<SetReport> reports = SerialRebuild.rebuild(directory, name, locator(prefix), 2);
      assertThat(reports).hasSize(2).allMatch(report -> report instanceof SetReport.Rebuilt);
      assertThat(((SetReport.Rebuilt) reports.get(1)).files().get(3)).hasSize(2);
      assertThat(SerialRebuild.survey(directory, name, locator(prefix)))
          .containsExactly(
              new SetReport.Complete(0, List.of(0, 2, 4, 6)),
              new SetReport.Complete(1, List.of(1, 3, 5, 7)));
    }
    Map<String, Path> expected = below(built);
    Map<String, Path> found = below(prefix);
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    for (Map.Entry<String, Path> file : expected.entrySet()) {
      assertThat(found.get(file.getKey())).hasSameBinaryContentAs(file.getValue());
    }
  }

  @ParameterizedTest
  @CsvSource({"xor, reddesc.er", "xor, reddescmap.er", "partner, reddesc.er"})
  void twoLostNodesAreTooMany(String scheme, String name) throws IOException {
    Path collected = Reference.folder(scheme + "/lost_node2_node3/collected");
    copyTree(collected, cluster.resolve("p"));
    Path prefix = cluster.resolve("p");
    List<SetReport> reports =
        SerialRebuild.rebuild(prefix.resolve(".scr/scr.dataset.2"), name, locator(prefix), 2);
    assertThat(reports).hasSize(2).allMatch(report -> report instanceof SetReport.Lost);
    assertThat(((SetReport.Lost) reports.get(0)).reason())
        .startsWith("set 1 of 2")
        .contains(scheme.equals("xor") ? "has lost ranks 2,4: XOR survives" : "of ranks 0,6");
    assertThat(below(prefix).keySet()).isEqualTo(below(collected).keySet());
  }
}
