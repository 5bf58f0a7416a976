package org.scr4j.library.comm;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who this process is in its job step, as its launcher's variables tell.
 *
 * @param rank this process, from 0
 * @param size number of processes in the step
 * @param node name of the node it runs on
 * @param step tells this job step from every other that may use the same prefix; safe as a file
 *     name
 * @param oneHost whether all ranks are known to share this machine
 */
public record RankIdentity(int rank, int size, String node, String step, boolean oneHost) {

  /**
   * One launcher's variables. Rank and size come as a pair; the step is what stands in the first of
   * {@code steps} of which all variables are set, joined by dots.
   */
  private record Source(
      String rank, List<String> sizes, List<List<String>> steps, List<String> localSizes) {}

  // The innermost launcher comes first: mpirun and flux start their processes through srun on many
  // systems, and srun's variables then describe the daemon rather than the rank.
  private static final List<Source> SOURCES =
      List.of(
          new Source(
              "SCR_LOCAL_RANK",
              List.of("SCR_LOCAL_SIZE"),
              List.of(List.of("SCR_LOCAL_STEP")),
              List.of()),
          new Source(
              "SCR_SSH_RANK",
              List.of("SCR_SSH_SIZE"),
              List.of(List.of("SCR_SSH_STEP")),
              List.of("SCR_SSH_LOCAL_SIZE")),
          new Source(
              "OMPI_COMM_WORLD_RANK",
              List.of("OMPI_COMM_WORLD_SIZE"),
              List.of(List.of("PMIX_NAMESPACE"), List.of("OMPI_MCA_ess_base_jobid")),
              List.of("OMPI_COMM_WORLD_LOCAL_SIZE")),
          new Source(
              "JSM_NAMESPACE_RANK",
              List.of("JSM_NAMESPACE_SIZE"),
              List.of(List.of("PMIX_NAMESPACE"), List.of("LSB_JOBID", "JSM_NAMESPACE_ID")),
              List.of("JSM_NAMESPACE_LOCAL_SIZE")),
          new Source(
              "FLUX_TASK_RANK",
              List.of("FLUX_JOB_SIZE"),
              List.of(List.of("FLUX_JOB_ID")),
              List.of()),
          new Source(
              "PMI_RANK",
              List.of("PMI_SIZE"),
              List.of(
                  List.of("SLURM_JOB_ID", "SLURM_STEP_ID"),
                  List.of("ALPS_APP_ID"),
                  List.of("PMI_JOBID")),
              List.of("MPI_LOCALNRANKS")),
          // aprun of ALPS does not tell its ranks how many they are; scr_run does.
          new Source(
              "ALPS_APP_PE", List.of("SCR_APRUN_PES"), List.of(List.of("ALPS_APP_ID")), List.of()),
          new Source(
              "SLURM_PROCID",
              List.of("SLURM_STEP_NUM_TASKS", "SLURM_NTASKS", "SLURM_NPROCS"),
              List.of(List.of("SLURM_JOB_ID", "SLURM_STEP_ID")),
              List.of()));

  private static final List<String> OWN_NODE = List.of("SCR_LOCAL_NODE", "SCR_SSH_NODE");
  private static final String SLURM_NODE = "SLURMD_NODENAME";
  private static final List<String> NODE_COUNTS =
      List.of("SLURM_STEP_NUM_NODES", "FLUX_JOB_NNODES");
  private static final List<String> JOB_IDS =
      List.of("SCR_JOB_ID", "SLURM_JOB_ID", "LSB_JOBID", "PBS_JOBID", "FLUX_JOB_ID");

  /** Checks that the rank lies in the step. */
  public RankIdentity {
    if (size < 1 || rank < 0 || rank >= size) {
      throw new CommunicationException("rank " + rank + " does not lie in a step of " + size);
    }
  }

  /**
   * Reads the variables of the launcher that started this process; without any, it is one rank
   * alone.
   *
   * @throws CommunicationException naming the variables that contradict each other
   */
  public static RankIdentity from(Map<String, String> env) {
    for (Source source : SOURCES) {
      if (applies(source, env)) {
        return of(source, env);
      }
    }
    long pid = ProcessHandle.current().pid();
    return new RankIdentity(0, 1, nodeName(env), "alone." + pid, true);
  }

  // A batch script has SLURM_PROCID and SLURM_NTASKS of the whole job and yet is one process; only
  // what srun started has a step id.
  private static boolean applies(Source source, Map<String, String> env) {
    boolean slurm = source.rank().equals("SLURM_PROCID");
    return slurm
        ? env.containsKey(source.rank()) && env.containsKey("SLURM_STEP_ID")
        : env.containsKey(source.rank()) || first(source.sizes(), env).isPresent();
  }

  private static RankIdentity of(Source source, Map<String, String> env) {
    String sizeName =
        first(source.sizes(), env)
            .orElseThrow(
                () ->
                    new CommunicationException(
                        source.rank() + " is set but " + source.sizes().get(0) + " is not"));
    if (!env.containsKey(source.rank())) {
      throw new CommunicationException(sizeName + " is set but " + source.rank() + " is not");
    }
    int rank = number(source.rank(), env);
    int size = number(sizeName, env);
    if (size < 1 || rank >= size) {
      throw new CommunicationException(
          source.rank() + "=" + rank + " does not lie in " + sizeName + "=" + size);
    }
    return new RankIdentity(
        rank, size, nodeName(env), fileName(step(source, env)), oneHost(source, size, env));
  }

  private static String step(Source source, Map<String, String> env) {
    for (List<String> names : source.steps()) {
      if (names.stream().allMatch(env::containsKey)) {
        return String.join(".", names.stream().map(env::get).toList());
      }
    }
    // MPICH's Hydra names no step at all; inside one job it runs one after another.
    return first(JOB_IDS, env).map(env::get).orElse("job") + "." + source.rank();
  }

  private static boolean oneHost(Source source, int size, Map<String, String> env) {
    if (source.rank().startsWith("SCR_LOCAL_") || size == 1) {
      return true;
    }
    Optional<String> local = first(source.localSizes(), env);
    if (local.isPresent()) {
      return number(local.get(), env) == size;
    }
    return first(NODE_COUNTS, env).map(name -> number(name, env) == 1).orElse(false);
  }

  private static String nodeName(Map<String, String> env) {
    // The brokers of Flux are tasks of one srun and often have the name of the first one's node.
    boolean flux = env.containsKey("FLUX_TASK_RANK");
    return first(OWN_NODE, env)
        .or(() -> flux ? Optional.empty() : first(List.of(SLURM_NODE), env))
        .map(env::get)
        .orElseGet(hostName(env));
  }

  private static Supplier<String> hostName(Map<String, String> env) {
    return () -> {
      try {
        return shortName(InetAddress.getLocalHost().getHostName());
      } catch (UnknownHostException e) {
        String name = env.getOrDefault("HOSTNAME", "");
        if (name.isEmpty()) {
          throw new CommunicationException("this host has no name: set HOSTNAME", e);
        }
        return shortName(name);
      }
    };
  }

  // Slurm, Flux and LLNL's library all call a node by its short name.
  private static String shortName(String host) {
    int dot = host.indexOf('.');
    boolean address = host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    return dot > 0 && !address ? host.substring(0, dot) : host;
  }

  private static String fileName(String step) {
    String safe = step.replaceAll("[^A-Za-z0-9._-]", "_");
    return safe.startsWith(".") ? "_" + safe : safe;
  }

  private static Optional<String> first(List<String> names, Map<String, String> env) {
    return names.stream().filter(name -> !env.getOrDefault(name, "").isBlank()).findFirst();
  }

  private static int number(String name, Map<String, String> env) {
    String text = env.getOrDefault(name, "").strip();
    try {
      int value = Integer.parseInt(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new CommunicationException(name + "=" + text + " is not a whole number", e);
    }
    throw new CommunicationException(name + "=" + text + " is negative");
  }
}
