package org.scr4j.redundancy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.scr4j.config.NodeStorage;

/** Ranks on nodes with storage of their own, and a dataset of files that differ from each other. */
final class Job {

  static final String DATASET = "/dev/shm/user/scr.1/scr.dataset.1";
  static final String PREFIX = DATASET + "/.scr/reddesc.er";

  private final Path cluster;
  private final List<String> nodeByRank;
  private final Map<String, byte[]> contents = new TreeMap<>();
  private final List<List<String>> filesByRank = new ArrayList<>();

  Job(Path cluster, List<String> nodeByRank) {
    this.cluster = cluster;
    this.nodeByRank = new ArrayList<>(nodeByRank);
    nodeByRank.forEach(node -> filesByRank.add(new ArrayList<>()));
  }

  /** One rank on each of {@code nodes} nodes, the n-th of which has a file of {@code sizes[n]}. */
  static Job onePerNode(Path cluster, int... sizes) throws IOException {
    List<String> nodes = new ArrayList<>();
    for (int rank = 0; rank < sizes.length; rank++) {
      nodes.add("n" + rank);
    }
    Job job = new Job(cluster, nodes);
    for (int rank = 0; rank < sizes.length; rank++) {
      job.file(rank, "rank_" + rank + ".ckpt", sizes[rank]);
    }
    return job;
  }

  /** No file, an empty one, one of a byte, an odd number, many; sizes far apart. */
  static Job uneven(Path cluster, int size) throws IOException {
    List<String> nodes = new ArrayList<>();
    for (int rank = 0; rank < size; rank++) {
      nodes.add("n" + rank);
    }
    Job job = new Job(cluster, nodes);
    for (int rank = 0; rank < size; rank++) {
      switch (rank % 5) {
        case 0 -> job.file(rank, "r" + rank, 1);
        case 1 -> job.file(rank, "r" + rank, 70_001).file(rank, "r" + rank + ".empty", 0);
        case 2 -> job.file(rank, "r" + rank + ".0", 333).file(rank, "r" + rank + ".1", 4096);
        case 3 -> job.files(rank).clear();
        default -> job.file(rank, "r" + rank, 0);
      }
    }
    return job;
  }

  int size() {
    return nodeByRank.size();
  }

  NodeStorage storage(int rank) {
    return new NodeStorage(cluster.resolve(nodeByRank.get(rank)));
  }

  Path path(int rank, String name) {
    return storage(rank).physical(name);
  }

  /** Writes a file of arbitrary bytes. */
  Job file(int rank, String name, int bytes) throws IOException {
    byte[] content = new byte[bytes];
    new Random(31L * name.hashCode() + rank).nextBytes(content);
    return file(rank, name, content);
  }

  Job file(int rank, String name, String content) throws IOException {
    return file(rank, name, content.getBytes(StandardCharsets.US_ASCII));
  }

  private Job file(int rank, String name, byte[] content) throws IOException {
    String logical = DATASET + "/" + name;
    contents.put(logical, content);
    filesByRank.get(rank).add(logical);
    Files.createDirectories(path(rank, PREFIX).getParent());
    Files.write(path(rank, logical), content);
    return this;
  }

  List<String> files(int rank) {
    return filesByRank.get(rank);
  }

  void apply(Scheme scheme) throws IOException {
    for (int rank = 0; rank < size(); rank++) {
      Files.createDirectories(path(rank, PREFIX).getParent());
    }
    ThreadWorld.run(
        size(),
        world -> {
          int rank = world.rank();
          RedundantFiles.apply(
              world, nodeByRank.get(rank), scheme, storage(rank), PREFIX, files(rank));
          return rank;
        });
  }

  List<Rebuilt> recover() throws IOException {
    return ThreadWorld.run(
        size(),
        world ->
            RedundantFiles.recover(
                world, nodeByRank.get(world.rank()), storage(world.rank()), PREFIX));
  }

  /** What came of it for each rank, or what it threw. */
  List<Object> recoverEach() {
    return ThreadWorld.outcomes(
        size(),
        world ->
            RedundantFiles.recover(
                world, nodeByRank.get(world.rank()), storage(world.rank()), PREFIX));
  }

  /** An attempt in which all ranks die once so many messages have been sent; says if they did. */
  boolean recoverDyingAfter(int messages) {
    return ThreadWorld.dyingAfter(
            messages,
            size(),
            world ->
                RedundantFiles.recover(
                    world, nodeByRank.get(world.rank()), storage(world.rank()), PREFIX))
        .stream()
        .anyMatch(outcome -> outcome instanceof IOException);
  }

  /** The node fails: its storage is gone. */
  void lose(String node) throws IOException {
    Path storage = cluster.resolve(node);
    if (Files.exists(storage)) {
      try (Stream<Path> all = Files.walk(storage)) {
        for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** The next run has the rank on another node. */
  void move(int rank, String node) {
    nodeByRank.set(rank, node);
  }

  /** Every file of every rank as it is on the node where the rank runs, by name. */
  Map<String, byte[]> found() throws IOException {
    Map<String, byte[]> found = new TreeMap<>();
    for (int rank = 0; rank < size(); rank++) {
      for (String name : files(rank)) {
        if (Files.exists(path(rank, name))) {
          found.put(name, Files.readAllBytes(path(rank, name)));
        }
      }
    }
    return found;
  }

  Map<String, byte[]> written() {
    return contents;
  }

  /** Everything on all nodes, by node and path, as text that can be compared. */
  Map<String, String> everything() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(cluster)) {
      files
          .filter(Files::isRegularFile)
          .forEach(file -> all.put(cluster.relativize(file).toString(), hash(file)));
    }
    return all;
  }

  private static String hash(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
