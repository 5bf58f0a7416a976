package org.scr4j.cluster.mpi;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Launchers of MPI libraries that share their options, host files and exit codes. */
enum MpiFamily {
  /** Open MPI up to 4 (ORTE) and from 5 (PRRTE). */
  OPEN_MPI(
      "Open MPI",
      names(
          "n np c N npernode npersocket x H host hostfile machinefile default-hostfile map-by"
              + " rank-by bind-to rf rankfile wd wdir path prefix output-filename stdin timeout"
              + " debugger preload-files am tune tmpdir cpus-per-proc cpus-per-rank cpu-set"
              + " cpu-list app cf cartofile slot-list report-uri report-pid server-wait-time"
              + " max-restarts xml-file personality ompi-server hnp with-ft runtime-options display"
              + " output pset add-host add-hostfile dvm-hostfile launch-agent xterm"),
      names("mca gmca omca gomca pmixmca gpmixmca prtemca"),
      names("H host hostfile machinefile default-hostfile add-host add-hostfile rf rankfile app"),
      names("n np c"),
      names("N npernode")),

  /** Hydra: MPICH, MVAPICH, Intel MPI. */
  HYDRA(
      "Hydra",
      names(
          "n np ppn perhost grr rr f machine machinefile hosts hostlist host hostfile hostos"
              + " genvlist envlist wdir wd configfile launcher bootstrap launcher-exec"
              + " bootstrap-exec rmk iface bind-to binding map-by membind topolib demux nameserver"
              + " prepend-pattern outfile-pattern errfile-pattern localhost usize s"
              + " gpus-per-proc gpu-subdevs-per-proc path umask tune profile-dir trace-pattern"
              + " branch-count print-rank-map-file"),
      names("genv env"),
      names("f machine machinefile hosts hostlist host hostfile configfile"),
      names("n np"),
      names("ppn perhost grr"));

  private static final Map<String, MpiFamily> SIGNS =
      Map.of(
          "(open mpi)", OPEN_MPI,
          "(openrte)", OPEN_MPI,
          "(open rte)", OPEN_MPI,
          "(prrte)", OPEN_MPI,
          "hydra build details", HYDRA,
          "intel(r) mpi library", HYDRA);

  private final String title;
  private final Set<String> oneValue;
  private final Set<String> twoValues;
  private final Set<String> hosts;
  private final Set<String> tasks;
  private final Set<String> perNode;

  MpiFamily(
      String title,
      Set<String> oneValue,
      Set<String> twoValues,
      Set<String> hosts,
      Set<String> tasks,
      Set<String> perNode) {
    this.title = title;
    this.oneValue = oneValue;
    this.twoValues = twoValues;
    this.hosts = hosts;
    this.tasks = tasks;
    this.perNode = perNode;
  }

  private static Set<String> names(String text) {
    return Stream.of(text.split(" ")).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whose {@code --version} says {@code text}.
   *
   * @return nothing where nobody's is known to
   */
  static Optional<MpiFamily> of(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return SIGNS.entrySet().stream()
        .filter(sign -> lower.contains(sign.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** Its name in messages. */
  String title() {
    return title;
  }

  /** How many words follow option {@code name}; an option that is not known has none. */
  int values(String name) {
    return oneValue.contains(name) ? 1 : twoValues.contains(name) ? 2 : 0;
  }

  /** Whether option {@code name} says on which hosts to run. */
  boolean choosesHosts(String name) {
    return hosts.contains(name);
  }

  /** Whether option {@code name} says how many processes to start. */
  boolean countsTasks(String name) {
    return tasks.contains(name);
  }

  /** Whether option {@code name} says how many processes each node gets. */
  boolean countsPerNode(String name) {
    return perNode.contains(name);
  }

  /** How many processes are started where nobody says it; nothing where each slot gets one. */
  OptionalInt usualTasks() {
    return this == HYDRA ? OptionalInt.of(1) : OptionalInt.empty();
  }
}
