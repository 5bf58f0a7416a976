package org.scr4j.cluster.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.ProcessTree;

/**
 * What is noted of a step while it runs, in a directory of its own.
 *
 * @param number its number in the cluster
 * @param cluster mark of the cluster, the value of {@code SCR_LOCAL_CLUSTER}
 * @param owner the process that started it
 * @param nodes where it runs, compressed
 * @param ranks its ranks, empty until all are started
 */
record LocalStepRecord(
    long number, String cluster, Identity owner, String nodes, List<Rank> ranks) {

  /**
   * One process for all time: numbers are given again, start times are not.
   *
   * @param started milliseconds since 1970, 0 where the system does not say
   */
  record Identity(long pid, long started) {

    /** Start times are derived from the boot time, which a clock adjustment moves a little. */
    private static final long SLACK_MILLIS = 2000;

    static Identity of(ProcessHandle handle) {
      return new Identity(
          handle.pid(), handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
    }

    /** The process, if it still runs. */
    Optional<ProcessHandle> live() {
      return ProcessHandle.of(pid)
          .filter(handle -> Math.abs(of(handle).started() - started) <= SLACK_MILLIS)
          .filter(ProcessTree::isRunning);
    }
  }

  /** A rank and its process. */
  record Rank(String node, Identity process) {}

  /** The variable that each process of the step has, as {@code name=value}. */
  String mark() {
    return LocalVariables.MARK + "=" + LocalVariables.mark(cluster, number);
  }

  /** What each process of the step has in its environment. */
  Map<String, String> variables() {
    return Map.of(LocalVariables.MARK, LocalVariables.mark(cluster, number));
  }

  /** The noted processes with what descends from them, if the step is one of these variables. */
  Stream<ProcessHandle> live(Map<String, String> variables) {
    String wantedMark = variables.get(LocalVariables.MARK);
    if (wantedMark != null && !wantedMark.equals(LocalVariables.mark(cluster, number))) {
      return Stream.empty();
    }
    String node = variables.get(LocalVariables.NODE);
    return ranks.stream()
        .filter(rank -> node == null || node.equals(rank.node()))
        .flatMap(rank -> rank.process().live().stream())
        .flatMap(handle -> Stream.concat(Stream.of(handle), handle.descendants()));
  }

  /** Notes the step, whole or not at all. */
  void write(Path steps) throws IOException {
    StringBuilder text = new StringBuilder("step 1\n");
    text.append("cluster ").append(cluster).append('\n');
    text.append("owner ").append(owner.pid()).append(' ').append(owner.started()).append('\n');
    text.append("nodes ").append(nodes).append('\n');
    for (Rank rank : ranks) {
      text.append("rank ").append(rank.node()).append(' ').append(rank.process().pid());
      text.append(' ').append(rank.process().started()).append('\n');
    }
    LocalFiles.write(file(steps), text.toString());
  }

  private Path file(Path steps) {
    return steps.resolve(Long.toString(number));
  }

  /** Forgets the step. */
  void delete(Path steps) throws IOException {
    Files.deleteIfExists(file(steps));
  }

  LocalStepRecord with(List<Rank> started) {
    return new LocalStepRecord(number, cluster, owner, nodes, List.copyOf(started));
  }

  /**
   * All steps that are noted.
   *
   * @throws ClusterException naming a file that holds something else
   */
  static List<LocalStepRecord> readAll(Path steps) throws ClusterException {
    List<LocalStepRecord> records = new ArrayList<>();
    try (Stream<Path> files = Files.list(steps)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().matches("[0-9]{1,18}")).sorted().toList()) {
        read(file).ifPresent(records::add);
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new ClusterException("cannot read the steps noted in " + steps + ": " + e, e);
    }
    return records;
  }

  private static Optional<LocalStepRecord> read(Path file) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    try {
      String[] owner = lines.get(2).split(" ");
      List<Rank> ranks = new ArrayList<>();
      for (String line : lines.subList(4, lines.size())) {
        String[] rank = line.split(" ");
        ranks.add(new Rank(rank[1], identity(rank[2], rank[3])));
      }
      return Optional.of(
          new LocalStepRecord(
              Long.parseLong(file.getFileName().toString()),
              value(lines.get(1)),
              identity(owner[1], owner[2]),
              value(lines.get(3)),
              List.copyOf(ranks)));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new ClusterException(
          file + " does not describe a step; remove it, or: scr_local down, up", e);
    }
  }

  private static String value(String line) {
    return line.substring(line.indexOf(' ') + 1);
  }

  private static Identity identity(String pid, String started) {
    return new Identity(Long.parseLong(pid), Long.parseLong(started));
  }
}
