package org.scr4j.config;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every parameter that commands and library read, declared once.
 *
 * <p>Names, meanings and defaults are those of LLNL's SCR 3.1 as its source has them (its user
 * guide differs for the two buffer sizes); those under {@link #OURS} are new. The documentation
 * table is made from here.
 */
public final class Parameters {

  private static final Map<String, Parameter<?>> ALL = new LinkedHashMap<>();

  /** Heading of the parameters that LLNL's SCR does not have. */
  public static final String OURS = "Only in scr4j";

  private static final String GENERAL = "General";
  private static final String JOB = "The job";
  private static final String CACHE = "Cache and redundancy";
  private static final String RESTART = "Restart";
  private static final String FLUSHING = "Flush and fetch";
  private static final String WHEN = "When to checkpoint";
  private static final String HALT = "When to stop";
  private static final String RUNNING = "Running a job";
  private static final String LOG = "Logs";
  private static final String LOCAL = "Set for processes on virtual nodes";

  // General

  /** Whether SCR does anything at all. */
  public static final Parameter<Boolean> ENABLE =
      with(
          GENERAL,
          "ENABLE",
          Kind.BOOLEAN,
          true,
          "0 turns SCR off; commands then only start the program.");

  /** Amount of debug messages. */
  public static final Parameter<Integer> DEBUG =
      with(GENERAL, "DEBUG", Kind.integer(0), 0, "1 or 2 for messages of increasing detail.");

  /** The prefix directory. */
  public static final Parameter<String> PREFIX =
      without(
          GENERAL,
          "PREFIX",
          Kind.PATH,
          "Directory on the parallel file system that datasets are written to and read from. Unset: the working directory.");

  /** The user's configuration file. */
  public static final Parameter<String> CONF_FILE =
      environment(
          GENERAL,
          "CONF_FILE",
          Kind.PATH,
          "User configuration file. Unset: .scrconf in the prefix directory.");

  /** The system's configuration file. */
  public static final Parameter<String> CONFIG_FILE =
      environment(
          OURS,
          "CONFIG_FILE",
          Kind.PATH,
          "System configuration file; LLNL's SCR fixes it when it is built. Unset: /etc/scr.conf.");

  /** Where the system's configuration file is unless CONFIG_FILE says otherwise. */
  public static final Path SYSTEM_FILE = Path.of("/etc/scr.conf");

  // The job

  /** The user's name in paths. */
  public static final Parameter<String> USER_NAME =
      without(
          JOB,
          "USER_NAME",
          Kind.TEXT,
          "Name of the user in the names of control and cache directories. Unset: USER, or what the system says.");

  /** The allocation's id. */
  public static final Parameter<String> JOB_ID =
      without(
          JOB, "JOB_ID", Kind.TEXT, "Id of the allocation. Unset: what the resource manager says.");

  /** The job's name in logs. */
  public static final Parameter<String> JOB_NAME =
      without(
          JOB,
          "JOB_NAME",
          Kind.TEXT,
          "Name of the job in logs, the same for all allocations that continue one computation.");

  /** The cluster's name in logs. */
  public static final Parameter<String> CLUSTER_NAME =
      without(JOB, "CLUSTER_NAME", Kind.TEXT, "Name of the cluster in datasets and logs.");

  // Cache and redundancy

  /** Base of the control directory. */
  public static final Parameter<String> CNTL_BASE =
      with(
          CACHE,
          "CNTL_BASE",
          Kind.PATH,
          "/dev/shm",
          "Directory on each node below which SCR keeps its own state; fast and local to the node.");

  /** Base of the cache directory. */
  public static final Parameter<String> CACHE_BASE =
      with(
          CACHE,
          "CACHE_BASE",
          Kind.PATH,
          "/dev/shm",
          "Directory on each node below which datasets are cached.");

  /** Datasets in a cache. */
  public static final Parameter<Integer> CACHE_SIZE =
      with(
          CACHE,
          "CACHE_SIZE",
          Kind.integer(0),
          1,
          "Most checkpoints kept in a cache; the oldest goes before another is written.");

  /** Whether datasets go straight to the prefix directory. */
  public static final Parameter<Boolean> CACHE_BYPASS =
      with(
          CACHE,
          "CACHE_BYPASS",
          Kind.BOOLEAN,
          true,
          "1 writes datasets straight to the prefix directory, 0 to the cache. SCR's own records are cached in either case.");

  /** Whether the cache is emptied at start. */
  public static final Parameter<Boolean> CACHE_PURGE =
      with(
          CACHE,
          "CACHE_PURGE",
          Kind.BOOLEAN,
          false,
          "1 deletes all cached datasets when the program starts.");

  /** Redundancy scheme. */
  public static final Parameter<CopyType> COPY_TYPE =
      with(
          CACHE,
          "COPY_TYPE",
          Kind.oneOf(CopyType.class),
          CopyType.XOR,
          "Redundancy scheme. FILE: as the CKPT lines of the configuration files say.");

  /** Failure group. */
  public static final Parameter<String> GROUP =
      with(
          CACHE,
          "GROUP",
          Kind.TEXT,
          "NODE",
          "Processes that fail together: NODE, WORLD, or a group of the GROUPS lines.");

  /** Members of a redundancy set. */
  public static final Parameter<Integer> SET_SIZE =
      with(
          CACHE,
          "SET_SIZE",
          Kind.integer(1),
          8,
          "Least number of processes in a redundancy set. More need less space and rebuild slower.");

  /** Losses that a set survives. */
  public static final Parameter<Integer> SET_FAILURES =
      with(CACHE, "SET_FAILURES", Kind.integer(1), 2, "Losses that each set survives with RS.");

  /** Message buffer. */
  public static final Parameter<Long> MPI_BUF_SIZE =
      sized(CACHE, "MPI_BUF_SIZE", 1L << 20, "Buffer for messages while encoding and rebuilding.");

  /** CRC when encoding. */
  public static final Parameter<Boolean> CRC_ON_COPY =
      with(
          CACHE,
          "CRC_ON_COPY",
          Kind.BOOLEAN,
          false,
          "1 checks CRC-32 when redundancy copies are made.");

  /** CRC when deleting. */
  public static final Parameter<Boolean> CRC_ON_DELETE =
      with(
          CACHE,
          "CRC_ON_DELETE",
          Kind.BOOLEAN,
          false,
          "1 checks CRC-32 when files are deleted from the cache.");

  // Restart

  /** Checkpoint to restart from. */
  public static final Parameter<String> CURRENT =
      without(
          RESTART,
          "CURRENT",
          Kind.TEXT,
          "Name of the checkpoint to restart from. Unset: the one marked current.");

  /** Whether cached datasets are rebuilt. */
  public static final Parameter<Boolean> DISTRIBUTE =
      with(
          RESTART,
          "DISTRIBUTE",
          Kind.BOOLEAN,
          true,
          "0 leaves cached datasets alone at start, without a rebuild.");

  /** Whether to restart from the prefix directory. */
  public static final Parameter<Boolean> GLOBAL_RESTART =
      with(
          RESTART,
          "GLOBAL_RESTART",
          Kind.BOOLEAN,
          false,
          "1 flushes at start and restarts from the prefix directory, for programs whose processes read each other's files.");

  /** Whether to drop what is newer than CURRENT. */
  public static final Parameter<Boolean> DROP_AFTER_CURRENT =
      with(
          RESTART,
          "DROP_AFTER_CURRENT",
          Kind.BOOLEAN,
          false,
          "1 drops from the index what is newer than the checkpoint that the program makes current.");

  // Flush and fetch

  /** Whether checkpoints are fetched. */
  public static final Parameter<Boolean> FETCH =
      with(
          FLUSHING,
          "FETCH",
          Kind.BOOLEAN,
          true,
          "0 never reads a checkpoint from the prefix directory at start.");

  /** Whether to read in place. */
  public static final Parameter<Boolean> FETCH_BYPASS =
      with(
          FLUSHING,
          "FETCH_BYPASS",
          Kind.BOOLEAN,
          false,
          "1 reads files where they are instead of copying them to the cache first.");

  /** Readers at once. */
  public static final Parameter<Integer> FETCH_WIDTH =
      with(
          FLUSHING,
          "FETCH_WIDTH",
          Kind.integer(1),
          256,
          "Most processes that read from the prefix directory at once.");

  /** Checkpoints between flushes. */
  public static final Parameter<Integer> FLUSH =
      with(
          FLUSHING,
          "FLUSH",
          Kind.integer(0),
          10,
          "Every how many checkpoints one is flushed to the prefix directory; 0 flushes none.");

  /** Whether flushes run in the background. */
  public static final Parameter<Boolean> FLUSH_ASYNC =
      with(
          FLUSHING,
          "FLUSH_ASYNC",
          Kind.BOOLEAN,
          false,
          "1 flushes in the background while the program goes on.");

  /** Bandwidth of background flushes. */
  public static final Parameter<Long> FLUSH_ASYNC_BW =
      bandwidth(FLUSHING, "FLUSH_ASYNC_BW", 200L << 20, "Most that background flushes write.");

  /** Share of run time for background flushes. */
  public static final Parameter<Double> FLUSH_ASYNC_PERCENT =
      percent(
          FLUSHING,
          "FLUSH_ASYNC_PERCENT",
          0.0,
          "Most run time that background flushes may cost; 0 sets no bound.");

  /** Pause between looks at a background flush. */
  public static final Parameter<Integer> FLUSH_ASYNC_USLEEP =
      microseconds(
          FLUSHING, "FLUSH_ASYNC_USLEEP", 1000, "Time between two looks at a background flush.");

  /** Whether poststage ends flushes. */
  public static final Parameter<Boolean> FLUSH_POSTSTAGE =
      with(
          FLUSHING,
          "FLUSH_POSTSTAGE",
          Kind.BOOLEAN,
          false,
          "1 leaves the end of background flushes to scr_poststage, after the job.");

  /** Transfer method. */
  public static final Parameter<String> FLUSH_TYPE =
      with(
          FLUSHING,
          "FLUSH_TYPE",
          Kind.TEXT,
          "SYNC",
          "Transfer method of flushes: SYNC, PTHREAD, BBAPI or DATAWARP.");

  /** Writers at once. */
  public static final Parameter<Integer> FLUSH_WIDTH =
      with(
          FLUSHING,
          "FLUSH_WIDTH",
          Kind.integer(1),
          256,
          "Most processes that write to the prefix directory at once.");

  /** Whether to flush at start. */
  public static final Parameter<Boolean> FLUSH_ON_RESTART =
      with(
          FLUSHING,
          "FLUSH_ON_RESTART",
          Kind.BOOLEAN,
          false,
          "1 flushes cached datasets at start, for programs that find their own files; set FETCH to 0 with it.");

  /** Checkpoints kept in the prefix directory. */
  public static final Parameter<Integer> PREFIX_SIZE =
      with(
          FLUSHING,
          "PREFIX_SIZE",
          Kind.integer(0),
          0,
          "Most checkpoints kept in the prefix directory, older ones go; 0 keeps all. Output is never deleted.");

  /** Whether the prefix directory is emptied at start. */
  public static final Parameter<Boolean> PREFIX_PURGE =
      with(
          FLUSHING,
          "PREFIX_PURGE",
          Kind.BOOLEAN,
          false,
          "1 deletes all datasets from the prefix directory when the program starts.");

  /** Copy buffer. */
  public static final Parameter<Long> FILE_BUF_SIZE =
      sized(
          FLUSHING,
          "FILE_BUF_SIZE",
          32L << 20,
          "Buffer for copying files between cache and prefix directory.");

  /** CRC when flushing. */
  public static final Parameter<Boolean> CRC_ON_FLUSH =
      with(
          FLUSHING,
          "CRC_ON_FLUSH",
          Kind.BOOLEAN,
          true,
          "0 leaves out CRC-32 checks in flush, fetch and scavenge.");

  /** Whether modes and times are copied. */
  public static final Parameter<Boolean> COPY_METADATA =
      with(
          FLUSHING,
          "COPY_METADATA",
          Kind.BOOLEAN,
          true,
          "0 leaves out owner, mode and times when files are copied.");

  /** Whether the transfer library makes directories. */
  public static final Parameter<Boolean> AXL_MKDIR =
      with(
          FLUSHING,
          "AXL_MKDIR",
          Kind.BOOLEAN,
          false,
          "1 has each transfer make the directories that it needs.");

  // When to checkpoint

  /** Calls between checkpoints. */
  public static final Parameter<Integer> CHECKPOINT_INTERVAL =
      with(
          WHEN,
          "CHECKPOINT_INTERVAL",
          Kind.integer(0),
          0,
          "A checkpoint is due every so many questions whether one is; 0 sets no such rule.");

  /** Time between checkpoints. */
  public static final Parameter<Duration> CHECKPOINT_SECONDS =
      lasting(
          WHEN,
          "CHECKPOINT_SECONDS",
          Duration.ZERO,
          "A checkpoint is due that long after the last one; 0 sets no such rule.");

  /** Cost of checkpoints. */
  public static final Parameter<Double> CHECKPOINT_OVERHEAD =
      percent(
          WHEN,
          "CHECKPOINT_OVERHEAD",
          0.0,
          "A checkpoint is due whenever all of them cost less than this share of the run time; 0 sets no such rule.");

  // When to stop

  /** Time to keep at the end of the allocation. */
  public static final Parameter<Duration> HALT_SECONDS =
      lasting(
          HALT,
          "HALT_SECONDS",
          Duration.ZERO,
          "The job stops once less than this is left of the allocation; 0 sets no such rule.");

  /** Whether the library ends the program. */
  public static final Parameter<Boolean> HALT_EXIT =
      with(
          HALT,
          "HALT_EXIT",
          Kind.BOOLEAN,
          false,
          "1 has the library end the program when a halt condition holds, after a checkpoint.");

  // Running a job

  /** Runs in one allocation. */
  public static final Parameter<Integer> RUNS =
      with(
          RUNNING,
          "RUNS",
          Kind.integer(-1),
          1,
          "Most times that the program is started in the allocation; -1 sets no bound.");

  /** Relaunches in one allocation. */
  public static final Parameter<Integer> RETRIES =
      without(
          RUNNING,
          "RETRIES",
          Kind.integer(-1),
          "Older form of SCR_RUNS, which wins: most times that the program is started again.");

  /** Nodes that a run needs. */
  public static final Parameter<Integer> MIN_NODES =
      without(
          RUNNING,
          "MIN_NODES",
          Kind.integer(1),
          "Least number of nodes that a run needs. Unset: as many as the last run had, or all.");

  /** Nodes to use. */
  public static final Parameter<String> NODELIST =
      without(
          RUNNING,
          "NODELIST",
          Kind.TEXT,
          "Nodes of the allocation, as a node set. Unset: what the resource manager says.");

  /** Nodes to leave out. */
  public static final Parameter<String> EXCLUDE_NODES =
      without(
          RUNNING,
          "EXCLUDE_NODES",
          Kind.TEXT,
          "Node set of nodes to leave out of runs; those outside the allocation are passed over.");

  /** Tests that a node must pass. */
  public static final Parameter<List<String>> NODE_TESTS =
      with(
          RUNNING,
          "NODE_TESTS",
          Kind.WORDS,
          List.of("ping", "echo", "dir_capacity"),
          "Tests that a node must pass before a run.");

  /** File with the tests that a node must pass. */
  public static final Parameter<String> NODE_TESTS_FILE =
      without(
          RUNNING,
          "NODE_TESTS_FILE",
          Kind.PATH,
          "File that lists the node tests; SCR_NODE_TESTS wins.");

  /** Whether a hanging run is ended. */
  public static final Parameter<Boolean> WATCHDOG =
      with(
          RUNNING,
          "WATCHDOG",
          Kind.BOOLEAN,
          false,
          "1 ends a run that makes no progress within the two time-outs below.");

  /** Time between datasets in cache. */
  public static final Parameter<Duration> WATCHDOG_TIMEOUT =
      lasting(
          RUNNING,
          "WATCHDOG_TIMEOUT",
          "Longest time between two datasets in cache before a run counts as hanging.");

  /** Time between datasets in the prefix directory. */
  public static final Parameter<Duration> WATCHDOG_TIMEOUT_PFS =
      lasting(
          RUNNING,
          "WATCHDOG_TIMEOUT_PFS",
          "As SCR_WATCHDOG_TIMEOUT, while a dataset is written to the prefix directory.");

  /** Resource manager. */
  public static final Parameter<String> RESOURCE_MANAGER =
      without(
          RUNNING,
          "RESOURCE_MANAGER",
          Kind.TEXT,
          "Resource manager to use: SLURM, LSF, FLUX, APRUN, LOCAL or NONE. Unset: the one that is found.");

  /** End of the allocation. */
  public static final Parameter<Instant> END_TIME =
      new Declaration<>(RUNNING, "END_TIME", Kind.EPOCH)
          .unit("s since 1970")
          .scope(Scope.ENVIRONMENT)
          .meaning("End of the allocation, set by scr_run for the program; 0 where it is unknown.");

  // Logs

  /** Whether anything is logged. */
  public static final Parameter<Boolean> LOG_ENABLE =
      with(LOG, "LOG_ENABLE", Kind.BOOLEAN, false, "1 logs events; the switches below say where.");

  /** Whether the text log is written. */
  public static final Parameter<Boolean> LOG_TXT_ENABLE =
      with(LOG, "LOG_TXT_ENABLE", Kind.BOOLEAN, true, "Log to .scr/log in the prefix directory.");

  /** Whether syslog is written. */
  public static final Parameter<Boolean> LOG_SYSLOG_ENABLE =
      with(LOG, "LOG_SYSLOG_ENABLE", Kind.BOOLEAN, true, "Log to syslog.");

  /** Whether a database is written. */
  public static final Parameter<Boolean> LOG_DB_ENABLE =
      with(LOG, "LOG_DB_ENABLE", Kind.BOOLEAN, false, "Log to a MySQL database.");

  /** Whether database statements are shown. */
  public static final Parameter<Integer> LOG_DB_DEBUG =
      with(
          LOG,
          "LOG_DB_DEBUG",
          Kind.integer(0),
          0,
          "1 shows each statement that is sent to the database.");

  /** Database host. */
  public static final Parameter<String> LOG_DB_HOST =
      without(LOG, "LOG_DB_HOST", Kind.TEXT, "Host of the database.");

  /** Database name. */
  public static final Parameter<String> LOG_DB_NAME =
      without(LOG, "LOG_DB_NAME", Kind.TEXT, "Name of the database.");

  /** Database user. */
  public static final Parameter<String> LOG_DB_USER =
      without(LOG, "LOG_DB_USER", Kind.TEXT, "User of the database.");

  /** Database password. */
  public static final Parameter<String> LOG_DB_PASS =
      without(LOG, "LOG_DB_PASS", Kind.TEXT, "Password of that user.");

  // Ours

  /** Kind of file lock. */
  public static final Parameter<FileLock> FILE_LOCK =
      with(
          OURS,
          "FILE_LOCK",
          Kind.oneOf(FileLock.class),
          FileLock.FLOCK,
          "How state files are locked; must be what LLNL's library was built for where that works on the same files.");

  /** Where the virtual cluster is. */
  public static final Parameter<String> LOCAL_DIR =
      environment(
          OURS,
          "LOCAL_DIR",
          Kind.PATH,
          "Directory of the virtual cluster on this machine. Unset: scr_local.USER in TMPDIR or /tmp.");

  /** Root of a virtual node's storage. */
  public static final Parameter<String> STORAGE_ROOT =
      environment(
          LOCAL,
          "STORAGE_ROOT",
          Kind.PATH,
          "Directory that stands for the node's own root directory. Unset on a real node.");

  /** Cluster that a process belongs to. */
  public static final Parameter<String> LOCAL_CLUSTER =
      environment(LOCAL, "LOCAL_CLUSTER", Kind.TEXT, "Id of the virtual cluster.");

  /** Node that a process is on. */
  public static final Parameter<String> LOCAL_NODE =
      environment(LOCAL, "LOCAL_NODE", Kind.TEXT, "Name of the virtual node.");

  /** Nodes of the step. */
  public static final Parameter<String> LOCAL_NODES =
      environment(LOCAL, "LOCAL_NODES", Kind.TEXT, "Node set of the job step.");

  /** Rank of the process. */
  public static final Parameter<Integer> LOCAL_RANK =
      environment(LOCAL, "LOCAL_RANK", Kind.integer(0), "Rank of the process in its job step.");

  /** Ranks of the step. */
  public static final Parameter<Integer> LOCAL_SIZE =
      environment(LOCAL, "LOCAL_SIZE", Kind.integer(1), "Number of ranks in the job step.");

  /** Rank of the process on its node. */
  public static final Parameter<Integer> LOCAL_RANK_ON_NODE =
      environment(
          LOCAL,
          "LOCAL_RANK_ON_NODE",
          Kind.integer(0),
          "Rank of the process among those on its node.");

  /** Job step. */
  public static final Parameter<String> LOCAL_STEP =
      environment(LOCAL, "LOCAL_STEP", Kind.TEXT, "Id of the job step, JOBID.NUMBER.");

  private Parameters() {}

  /** All parameters, in the order of their declaration. */
  public static List<Parameter<?>> all() {
    return Collections.unmodifiableList(new ArrayList<>(ALL.values()));
  }

  /** The parameter called {@code name}, with its {@code SCR_}. */
  public static Optional<Parameter<?>> named(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  private static <T> Parameter<T> with(
      String section, String name, Kind<T> kind, T value, String meaning) {
    return new Declaration<>(section, name, kind).value(value).meaning(meaning);
  }

  private static <T> Parameter<T> without(
      String section, String name, Kind<T> kind, String meaning) {
    return new Declaration<>(section, name, kind).meaning(meaning);
  }

  private static <T> Parameter<T> environment(
      String section, String name, Kind<T> kind, String meaning) {
    return new Declaration<>(section, name, kind).scope(Scope.ENVIRONMENT).meaning(meaning);
  }

  private static Parameter<Long> sized(String section, String name, long value, String meaning) {
    return new Declaration<>(section, name, Kind.BYTES).unit("bytes").value(value).meaning(meaning);
  }

  private static Parameter<Long> bandwidth(
      String section, String name, long value, String meaning) {
    return new Declaration<>(section, name, Kind.BYTES)
        .unit("bytes/s")
        .value(value)
        .meaning(meaning);
  }

  private static Parameter<Double> percent(
      String section, String name, double value, String meaning) {
    return new Declaration<>(section, name, Kind.PERCENT).unit("%").value(value).meaning(meaning);
  }

  private static Parameter<Integer> microseconds(
      String section, String name, int value, String meaning) {
    return new Declaration<>(section, name, Kind.integer(0))
        .unit("µs")
        .value(value)
        .meaning(meaning);
  }

  private static Parameter<Duration> lasting(
      String section, String name, Duration value, String meaning) {
    return new Declaration<>(section, name, Kind.SECONDS).unit("s").value(value).meaning(meaning);
  }

  private static Parameter<Duration> lasting(String section, String name, String meaning) {
    return new Declaration<>(section, name, Kind.SECONDS).unit("s").meaning(meaning);
  }

  /** A parameter in the making; {@link #meaning} finishes it. */
  private static final class Declaration<T> {
    private final String section;
    private final String name;
    private final Kind<T> kind;
    private String unit = "";
    private Optional<T> value = Optional.empty();
    private Scope scope = Scope.ANYWHERE;

    Declaration(String section, String name, Kind<T> kind) {
      this.section = section;
      this.name = "SCR_" + name;
      this.kind = kind;
    }

    Declaration<T> unit(String text) {
      unit = text;
      return this;
    }

    Declaration<T> value(T text) {
      value = Optional.of(text);
      return this;
    }

    Declaration<T> scope(Scope where) {
      scope = where;
      return this;
    }

    Parameter<T> meaning(String text) {
      Parameter<T> parameter = new Parameter<>(name, section, kind, unit, value, scope, text);
      ALL.put(name, parameter);
      return parameter;
    }
  }
}
