package org.scr4j.cluster.mpi;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Launchers of MPI libraries that share their options, host files and exit codes. */
enum MpiFamily {
  /** Open MPI up to 4 (ORTE) and from 5 (PRRTE). */
  OPEN_MPI(
      "Open MPI",
      "n np c N npernode npersocket x H host hostfile machinefile default-hostfile map-by"
          + " rank-by bind-to rf rankfile wd wdir path prefix output-filename stdin timeout"
          + " debugger preload-files am tune tmpdir cpus-per-proc cpus-per-rank cpu-set"
          + " cpu-list app cf cartofile slot-list report-uri report-pid server-wait-time"
          + " max-restarts xml-file personality ompi-server hnp with-ft runtime-options display"
          + " output pset add-host add-hostfile dvm-hostfile launch-agent xterm",
      "mca gmca omca gomca pmixmca gpmixmca prtemca",
      "H host hostfile machinefile default-hostfile add-host add-hostfile rf rankfile app",
      "n np c",
      "N npernode"),

  /** Hydra: MPICH, MVAPICH, Intel MPI. */
  HYDRA(
      "Hydra",
      "n np ppn perhost grr rr f machine machinefile hosts hostlist host hostfile hostos"
          + " genvlist envlist wdir wd configfile launcher bootstrap launcher-exec"
          + " bootstrap-exec rmk iface bind-to binding map-by membind topolib demux nameserver"
          + " prepend-pattern outfile-pattern errfile-pattern localhost usize s"
          + " gpus-per-proc gpu-subdevs-per-proc path umask tune profile-dir trace-pattern"
          + " branch-count print-rank-map-file",
      "genv env",
      "f machine machinefile hosts hostlist host hostfile configfile",
      "n np",
      "ppn perhost grr");

  private static final Map<String, MpiFamily> SIGNS =
      Map.of(
          "(open mpi)", OPEN_MPI,
          "(openrte)", OPEN_MPI,
          "(open rte)", OPEN_MPI,
          "(prrte)", OPEN_MPI,
          "hydra build details", HYDRA,
          "intel(r) mpi library", HYDRA);

  private final String title;
  private final String oneValue;
  private final String twoValues;
  private final String hosts;
  private final String tasks;
  private final String perNode;

  MpiFamily(
      String title, String oneValue, String twoValues, String hosts, String tasks, String perNode) {
    this.title = title;
    this.oneValue = oneValue;
    this.twoValues = twoValues;
    this.hosts = hosts;
    this.tasks = tasks;
    this.perNode = perNode;
  }

  private static boolean has(String names, String name) {
    return Arrays.asList(names.split(" ")).contains(name);
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
    return has(oneValue, name) ? 1 : has(twoValues, name) ? 2 : 0;
  }

  /** Whether option {@code name} says on which hosts to run. */
  boolean choosesHosts(String name) {
    return has(hosts, name);
  }

  /** Whether option {@code name} says how many processes to start. */
  boolean countsTasks(String name) {
    return has(tasks, name);
  }

  /** Whether option {@code name} says how many processes each node gets. */
  boolean countsPerNode(String name) {
    return has(perNode, name);
  }

  /** How many processes are started where nobody says it; nothing where each slot gets one. */
  OptionalInt usualTasks() {
    return this == HYDRA ? OptionalInt.of(1) : OptionalInt.empty();
  }
}
