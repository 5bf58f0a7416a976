package org.scr4j.cluster.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.NodeSet;
import org.scr4j.config.NodeStorage;

/**
 * A cluster of virtual nodes on this machine, kept in a private directory.
 *
 * <p>A node is a name, an up or down state, and a directory that is its storage; its processes are
 * those that have its name in their environment (see {@link LocalVariables}). There is no server:
 * every command reads and changes the directory, one change at a time.
 *
 * <pre>
 * cluster             id, mark and number of nodes
 * lock                held while something changes
 * nodes/node1/state   UP millis, or DOWN millis reason
 * nodes/node1/storage its root: /dev/shm, /tmp
 * steps/1             what is noted of a running step
 * steps/last          number of the newest step
 * </pre>
 */
public final class LocalCluster {

  /** The most nodes of a cluster. */
  public static final int MOST_NODES = 4096;

  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

  /** What a node offers for control and cache, as on a real one. */
  private static final List<String> BASES = List.of("dev/shm", "tmp");

  private final Path directory;
  private final String id;
  private final String mark;
  private final NodeSet nodes;
  private final Clock clock;
  private final LocalProcesses processes;

  private LocalCluster(Path directory, String id, String mark, NodeSet nodes, Clock clock) {
    this.directory = directory;
    this.id = id;
    this.mark = mark;
    this.nodes = nodes;
    this.clock = clock;
    this.processes = new LocalProcesses(Path.of("/proc"), this::stepsNoted);
  }

  /**
   * What {@link #fail} did.
   *
   * @param node as it is now
   * @param processes how many were ended
   * @param took from the first mark of failure until nothing ran and nothing was stored any more
   */
  public record Failed(LocalNode node, int processes, Duration took) {}

  /** {@code SCR_LOCAL_DIR}, or {@code ${TMPDIR:-/tmp}/scr_local.<user>}. */
  public static Path directory(Map<String, String> environment) {
    String said = environment.getOrDefault(LocalVariables.DIRECTORY, "");
    if (!said.isEmpty()) {
      return Path.of(said).toAbsolutePath().normalize();
    }
    String temporary = environment.getOrDefault("TMPDIR", "");
    return Path.of(temporary.isEmpty() ? "/tmp" : temporary)
        .resolve("scr_local." + System.getProperty("user.name"))
        .toAbsolutePath()
        .normalize();
  }

  /**
   * The cluster that is up in {@code directory}.
   *
   * @return nothing where none is
   * @throws ClusterException if the directory is not private to this user, or damaged
   */
  public static Optional<LocalCluster> find(Path directory, Clock clock) throws ClusterException {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    LocalFiles.requirePrivate(directory);
    List<String> lines;
    try {
      lines = Files.readAllLines(directory.resolve("cluster"));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new ClusterException("cannot read " + directory.resolve("cluster") + ": " + e, e);
    }
    if (lines.size() != 3 || !lines.get(2).matches("nodes [1-9][0-9]{0,3}")) {
      throw new ClusterException(
          directory.resolve("cluster")
              + " does not describe a virtual cluster; remove that directory and start anew:"
              + " scr_local up -N 5");
    }
    int count = Integer.parseInt(lines.get(2).substring("nodes ".length()));
    return Optional.of(
        new LocalCluster(
            directory,
            lines.get(0).replaceFirst("^id ", ""),
            lines.get(1).replaceFirst("^mark ", ""),
            names(count),
            clock));
  }

  /** As {@link #find(Path, Clock)}, with the system's clock. */
  public static Optional<LocalCluster> find(Path directory) throws ClusterException {
    return find(directory, Clock.systemUTC());
  }

  /** As {@link #find(Path)}, but there has to be one. */
  public static LocalCluster open(Path directory) throws ClusterException {
    return find(directory)
        .orElseThrow(
            () ->
                new ClusterException(
                    "no virtual cluster is up in " + directory + "; start one: scr_local up -N 5"));
  }

  private static NodeSet names(int count) {
    return NodeSet.parse("node[1-" + count + "]");
  }

  /**
   * Starts a cluster: all nodes up, their storage empty.
   *
   * @param directory made where it is absent
   * @throws ClusterException if one is up there already
   */
  public static LocalCluster up(Path directory, int nodes, Clock clock)
      throws ClusterException, InterruptedException {
    if (nodes < 1 || nodes > MOST_NODES) {
      throw new ClusterException(
          "a virtual cluster has 1 to " + MOST_NODES + " nodes, not " + nodes);
    }
    LocalFiles.createPrivate(directory);
    return change(directory, "start", () -> upLocked(directory, nodes, clock));
  }

  private static LocalCluster upLocked(Path directory, int nodes, Clock clock) throws IOException {
    Optional<LocalCluster> running = find(directory, clock);
    if (running.isPresent()) {
      throw new ClusterException(
          "a virtual cluster of "
              + running.get().nodes.size()
              + " nodes is up in "
              + directory
              + "; end it first: scr_local down");
    }
    String id = Long.toString(clock.millis());
    String mark = id + "-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
    LocalCluster cluster = new LocalCluster(directory, id, mark, names(nodes), clock);
    LocalFiles.delete(directory.resolve("nodes"));
    LocalFiles.delete(cluster.steps());
    Files.createDirectories(cluster.steps());
    for (String node : cluster.nodes) {
      cluster.emptyStorage(node);
      cluster.write(node, "UP " + clock.millis());
    }
    LocalFiles.write(
        directory.resolve("cluster"), "id " + id + "\nmark " + mark + "\nnodes " + nodes + "\n");
    return cluster;
  }

  private static <R> R change(Path directory, String what, LocalFiles.Change<R> change)
      throws ClusterException, InterruptedException {
    try {
      return LocalFiles.locked(directory, change);
    } catch (ClusterException e) {
      throw e;
    } catch (IOException e) {
      throw new ClusterException(
          "cannot " + what + " the virtual cluster in " + directory + ": " + e, e);
    }
  }

  /** Unique for each start in one directory; also the job id. */
  public String id() {
    return id;
  }

  /** Unique for each start on this machine: {@code SCR_LOCAL_CLUSTER}. */
  public String mark() {
    return mark;
  }

  /** All nodes, up or down, in their order. */
  public NodeSet nodes() {
    return nodes;
  }

  /** Where it is kept. */
  public Path directory() {
    return directory;
  }

  Path steps() {
    return directory.resolve("steps");
  }

  LocalProcesses processes() {
    return processes;
  }

  private Path home(String node) {
    return directory.resolve("nodes").resolve(node);
  }

  /**
   * A node as it is now.
   *
   * @throws ClusterException if there is no such node, or the cluster is down meanwhile
   */
  public LocalNode node(String name) throws ClusterException {
    if (!nodes.contains(name)) {
      throw new ClusterException(
          "the virtual cluster has no node '" + name + "'; its nodes are " + nodes);
    }
    Path state = home(name).resolve("state");
    String line;
    try {
      line = Files.readString(state).strip();
    } catch (NoSuchFileException e) {
      throw new ClusterException(
          "the virtual cluster in " + directory + " is gone; start one: scr_local up -N 5", e);
    } catch (IOException e) {
      throw new ClusterException("cannot read " + state + ": " + e, e);
    }
    String[] words = line.split(" ", 3);
    if (words.length < 2 || !words[1].matches("[0-9]{1,18}")) {
      throw new ClusterException(state + " is damaged; try: scr_local repair " + name);
    }
    return new LocalNode(
        name,
        words[0].equals("UP"),
        words.length > 2 ? words[2] : "",
        Instant.ofEpochMilli(Long.parseLong(words[1])),
        storage(name));
  }

  /** Where the storage of a node is. */
  public NodeStorage storage(String node) {
    return new NodeStorage(home(node).resolve("storage"));
  }

  /** All nodes as they are now. */
  public List<LocalNode> status() throws ClusterException {
    List<LocalNode> all = new ArrayList<>();
    for (String node : nodes) {
      all.add(node(node));
    }
    return all;
  }

  /** How many processes a node has. */
  public int load(String node) {
    return processes.find(variablesOf(node)).size();
  }

  /** What the processes of a node have in their environment. */
  Map<String, String> variablesOf(String node) {
    return Map.of(LocalVariables.CLUSTER, mark, LocalVariables.NODE, node);
  }

  /**
   * Lets a node fail: it is marked down, all its processes get KILL, its storage is wiped. A node
   * that is down already keeps its reason.
   */
  public Failed fail(String node) throws ClusterException, InterruptedException {
    long start = System.nanoTime();
    return change(
        directory,
        "fail a node of",
        () -> {
          LocalNode before = node(node);
          if (before.up()) {
            // First of all, so that whoever starts a process on it from here on ends it himself.
            Instant now = clock.instant();
            write(
                node,
                "DOWN "
                    + now.toEpochMilli()
                    + " failed by scr_local at "
                    + now.truncatedTo(ChronoUnit.SECONDS));
          }
          int killed = processes.killAll(variablesOf(node), KILL_LIMIT);
          wipe(node);
          return new Failed(node(node), killed, Duration.ofNanos(System.nanoTime() - start));
        });
  }

  /** Makes a node usable again: nothing runs on it, its storage is empty. */
  public void repair(String node) throws ClusterException, InterruptedException {
    change(
        directory,
        "repair a node of",
        () -> {
          if (!nodes.contains(node)) {
            return node(node);
          }
          processes.killAll(variablesOf(node), KILL_LIMIT);
          wipe(node);
          emptyStorage(node);
          write(node, "UP " + clock.millis());
          return node(node);
        });
  }

  /**
   * Ends the cluster with all that runs on it, and removes its directory.
   *
   * @return how many processes were ended
   */
  public int down() throws ClusterException, InterruptedException {
    return change(
        directory,
        "end",
        () -> {
          Instant now = clock.instant();
          for (String node : nodes) {
            write(node, "DOWN " + now.toEpochMilli() + " taken down with the cluster");
          }
          int killed = processes.killAll(Map.of(LocalVariables.CLUSTER, mark), KILL_LIMIT);
          Files.delete(directory.resolve("cluster"));
          LocalFiles.deleteLocked(directory);
          return killed;
        });
  }

  private void write(String node, String state) throws IOException {
    LocalFiles.write(home(node).resolve("state"), state + "\n");
  }

  private void emptyStorage(String node) throws IOException {
    for (String base : BASES) {
      Files.createDirectories(storage(node).root().resolve(base));
    }
  }

  /** The storage is gone at one instant, however much there was in it. */
  private void wipe(String node) throws IOException {
    Path storage = storage(node).root();
    Path wiped = home(node).resolve("wiped");
    LocalFiles.delete(wiped);
    if (Files.exists(storage)) {
      Files.move(storage, wiped);
    }
    Files.createDirectory(storage);
    LocalFiles.delete(wiped);
  }

  /** Notes a new step of {@code owner}, with a number that no other step of this cluster has. */
  LocalStepRecord newStep(ProcessHandle owner, NodeSet on)
      throws ClusterException, InterruptedException {
    return change(
        directory,
        "start a step on",
        () -> {
          Path last = steps().resolve("last");
          long number = Files.exists(last) ? Long.parseLong(Files.readString(last).strip()) + 1 : 1;
          LocalFiles.write(last, number + "\n");
          LocalStepRecord record =
              new LocalStepRecord(
                  number, mark, LocalStepRecord.Identity.of(owner), on.compressed(), List.of());
          record.write(steps());
          return record;
        });
  }

  private List<LocalStepRecord> stepsNoted() {
    try {
      return LocalStepRecord.readAll(steps());
    } catch (ClusterException e) {
      throw new UncheckedIOException(e);
    }
  }
}
