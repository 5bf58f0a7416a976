package org.scr4j.cluster.pbs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.NodeSetException;

/** The variables and the file that PBS gives to a job. */
public final class PbsVariables {

  private static final String JOB_ID = "PBS_JOBID";
  private static final String NODE_FILE = "PBS_NODEFILE";

  /** Seconds that the job may run, by Torque only. */
  private static final String WALLTIME = "PBS_WALLTIME";

  /** One line of some twenty letters a slot. */
  private static final int MOST_BYTES = 256 << 20;

  private PbsVariables() {}

  /** What shows that a process with these variables is in an allocation of PBS. */
  public static Optional<String> evidence(Map<String, String> environment) {
    return get(JOB_ID, environment).map(id -> JOB_ID + "=" + PbsText.shown(id));
  }

  /** A variable that is set and says something. */
  public static Optional<String> get(String name, Map<String, String> environment) {
    String value = environment.getOrDefault(name, "").strip();
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  /**
   * The id of the allocation, {@code 548.server} or {@code 548[3].server}.
   *
   * @throws ClusterException if there is none
   */
  public static String jobId(Map<String, String> environment) throws ClusterException {
    String id =
        get(JOB_ID, environment)
            .orElseThrow(
                () ->
                    new ClusterException(
                        "not in an allocation of PBS (PBS_JOBID is not set); start one with qsub"));
    if (!id.matches("[0-9]{1,18}(\\[[0-9]{1,9}\\])?(\\.[A-Za-z0-9._-]{1,255})?")) {
      throw new ClusterException("PBS_JOBID=" + PbsText.shown(id) + " is not the id of a job");
    }
    return id;
  }

  /**
   * The hosts of PBS_NODEFILE in its order; it names a host once for each slot.
   *
   * @return nothing where there is no such file
   * @throws ClusterException if it holds something else
   */
  public static Optional<NodeSet> nodes(Map<String, String> environment) throws ClusterException {
    Optional<String> name = get(NODE_FILE, environment);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(Path.of(name.get()))) {
      bytes = in.readNBytes(MOST_BYTES);
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    } catch (IOException | InvalidPathException e) {
      throw new ClusterException(
          "PBS_NODEFILE=" + PbsText.shown(name.get()) + " cannot be read: " + e, e);
    }
    try {
      NodeSet nodes = parse(new String(bytes, StandardCharsets.UTF_8));
      return Optional.of(nodes).filter(some -> !some.isEmpty());
    } catch (NodeSetException e) {
      throw new ClusterException(
          "PBS_NODEFILE=" + PbsText.shown(name.get()) + ": " + e.getMessage(), e);
    }
  }

  /**
   * The hosts that a node file names.
   *
   * @throws NodeSetException if a line is not the name of a host
   */
  static NodeSet parse(String text) {
    Set<String> hosts = new LinkedHashSet<>();
    text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(hosts::add);
    return NodeSet.of(hosts);
  }

  /**
   * When the job ends as far as its own surroundings tell, where the server does not answer: the
   * node file is as old as the job.
   */
  public static Optional<Instant> end(Map<String, String> environment) {
    Optional<Duration> limit = get(WALLTIME, environment).flatMap(PbsText::duration);
    Optional<String> file = get(NODE_FILE, environment);
    if (limit.isEmpty() || file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Files.getLastModifiedTime(Path.of(file.get())).toInstant().plus(limit.get()));
    } catch (IOException | InvalidPathException e) {
      // Without a node file the end is not known, and nobody is told a wrong one.
      return Optional.empty();
    }
  }

  /** Who owns the job, as far as the variables tell. */
  public static Optional<String> user(Map<String, String> environment) {
    return get("LOGNAME", environment)
        .or(() -> get("USER", environment))
        .or(() -> get("PBS_O_LOGNAME", environment));
  }

  /**
   * The variables for a command whose output is read: in the C locale, with times in UTC, which the
   * commands themselves convert, and nothing that changes what they print.
   */
  public static Map<String, String> forTools(Map<String, String> environment) {
    Map<String, String> clean = new HashMap<>(environment);
    clean.keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANGUAGE"));
    clean.put("LC_ALL", "C");
    clean.put("TZ", "UTC0");
    return clean;
  }
}
