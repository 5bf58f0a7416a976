package org.scr4j.config;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Every parameter that commands and library read, declared once: {@code CACHE.with("CACHE_SIZE",
 * ...)} declares SCR_CACHE_SIZE in the section of the cache.
 *
 * <p>Names, meanings and defaults are those of LLNL's SCR 3.1 as its source has them (its user
 * guide differs for the two buffer sizes); those under {@link #OURS} are new. The documentation
 * table is made from here.
 */
public final class Parameters {

  /** Heading of the parameters that LLNL's SCR does not have. */
  public static final String OURS = "Only in scr4j";

  static final String FLUSH_AND_FETCH = "Flush and fetch";

  private static final Section GENERAL = new Section("General");
  private static final Section JOB = new Section("The job");
  private static final Section CACHE = new Section("Cache and redundancy");
  private static final Section RESTART = new Section("Restart");
  private static final Section FLUSHING = new Section(FLUSH_AND_FETCH);
  private static final Section WHEN = new Section("When to checkpoint");
  private static final Section HALT = new Section("When to stop");
  private static final Section RUNNING = new Section("Running a job");
  private static final Section LOG = new Section("Logs");
  private static final Section NEW = new Section(OURS).newIn("0.1");

  // General

  public static final Parameter<Boolean> ENABLE =
      GENERAL
          .with("ENABLE", Kind.BOOLEAN, true)
          .means("0 turns SCR off; commands then only start the program.");

  public static final Parameter<Integer> DEBUG =
      GENERAL.with("DEBUG", Kind.integer(0), 0).means("1 or 2 for messages of increasing detail.");

  public static final Parameter<String> PREFIX =
      GENERAL
          .without("PREFIX", Kind.PATH)
          .means(
              "Directory on the parallel file system that datasets are written to and read from. "
                  + "Unset: the working directory.");

  public static final Parameter<String> CONF_FILE =
      GENERAL
          .environment("CONF_FILE", Kind.PATH)
          .means("User configuration file. Unset: .scrconf in the prefix directory.");

  public static final Parameter<String> CONFIG_FILE =
      NEW.environment("CONFIG_FILE", Kind.PATH)
          .means(
              "System configuration file; LLNL's SCR fixes it when it is built. Unset: "
                  + "/etc/scr.conf.");

  /** Where the system's configuration file is unless CONFIG_FILE says otherwise. */
  public static final Path SYSTEM_FILE = Path.of("/etc/scr.conf");

  // The job

  public static final Parameter<String> USER_NAME =
      JOB.without("USER_NAME", Kind.TEXT)
          .means(
              "Name of the user in the names of control and cache directories. Unset: USER, or what "
                  + "the system says.");

  public static final Parameter<String> JOB_ID =
      JOB.without("JOB_ID", Kind.TEXT)
          .means("Id of the allocation. Unset: what the resource manager says.");

  public static final Parameter<String> JOB_NAME =
      JOB.without("JOB_NAME", Kind.TEXT)
          .means(
              "Name of the job in logs, the same for all allocations that continue one computation.");

  public static final Parameter<String> CLUSTER_NAME =
      JOB.without("CLUSTER_NAME", Kind.TEXT).means("Name of the cluster in datasets and logs.");

  // Cache and redundancy

  public static final Parameter<String> CNTL_BASE =
      CACHE
          .with("CNTL_BASE", Kind.PATH, "/dev/shm")
          .means(
              "Directory on each node below which SCR keeps its own state; fast and local to the "
                  + "node.");

  public static final Parameter<String> CACHE_BASE =
      CACHE
          .with("CACHE_BASE", Kind.PATH, "/dev/shm")
          .means("Directory on each node below which datasets are cached.");

  public static final Parameter<Integer> CACHE_SIZE =
      CACHE
          .with("CACHE_SIZE", Kind.integer(0), 1)
          .means("Most checkpoints kept in a cache; the oldest goes before another is written.");

  public static final Parameter<Boolean> CACHE_BYPASS =
      CACHE
          .with("CACHE_BYPASS", Kind.BOOLEAN, true)
          .means(
              "1 writes datasets straight to the prefix directory, 0 to the cache. SCR's own "
                  + "records are cached in either case.");

  public static final Parameter<Boolean> CACHE_PURGE =
      CACHE
          .with("CACHE_PURGE", Kind.BOOLEAN, false)
          .means("1 deletes all cached datasets when the program starts.");

  public static final Parameter<CopyType> COPY_TYPE =
      CACHE
          .with("COPY_TYPE", Kind.oneOf(CopyType.class), CopyType.XOR)
          .means(
              "Redundancy scheme: SINGLE keeps no copy, PARTNER one on another node, XOR survives one "
                  + "loss in each set, RS SCR_SET_FAILURES of them. FILE: as the CKPT lines of the "
                  + "configuration files say.");

  public static final Parameter<String> GROUP =
      CACHE
          .with("GROUP", Kind.TEXT, "NODE")
          .means("Processes that fail together: NODE, WORLD, or a group of the GROUPS lines.");

  public static final Parameter<Integer> SET_SIZE =
      CACHE
          .with("SET_SIZE", Kind.integer(1), 8)
          .means(
              "Least number of processes in a redundancy set. More need less space and rebuild "
                  + "slower.");

  public static final Parameter<Integer> SET_FAILURES =
      CACHE
          .with("SET_FAILURES", Kind.integer(1), 2)
          .means(
              "Losses that each set survives with RS; sets have more processes than that, and both "
                  + "together are 256 at most. 1 is XOR.");

  public static final Parameter<Long> MPI_BUF_SIZE =
      CACHE
          .in("bytes")
          .with("MPI_BUF_SIZE", Kind.BYTES, 1L << 20)
          .means("Buffer for messages while encoding and rebuilding.");

  public static final Parameter<Boolean> CRC_ON_COPY =
      CACHE
          .with("CRC_ON_COPY", Kind.BOOLEAN, false)
          .means("1 checks CRC-32 when redundancy copies are made.");

  public static final Parameter<Boolean> CRC_ON_DELETE =
      CACHE
          .with("CRC_ON_DELETE", Kind.BOOLEAN, false)
          .means(
              "1 compares files with their CRC-32 as they are deleted from the cache, where "
                  + "CRC_ON_COPY had it recorded, and tells of those that have changed.");

  // Restart

  public static final Parameter<String> CURRENT =
      RESTART
          .without("CURRENT", Kind.TEXT)
          .means("Name of the checkpoint to restart from. Unset: the one marked current.");

  public static final Parameter<Boolean> DISTRIBUTE =
      RESTART
          .with("DISTRIBUTE", Kind.BOOLEAN, true)
          .means("0 leaves cached datasets alone at start, without a rebuild.");

  public static final Parameter<Boolean> GLOBAL_RESTART =
      RESTART
          .with("GLOBAL_RESTART", Kind.BOOLEAN, false)
          .means(
              "1 flushes at start and restarts from the prefix directory, for programs whose "
                  + "processes read each other's files.");

  public static final Parameter<Boolean> DROP_AFTER_CURRENT =
      RESTART
          .with("DROP_AFTER_CURRENT", Kind.BOOLEAN, false)
          .means(
              "1 drops from the index what is newer than the checkpoint that the program makes "
                  + "current.");

  // Flush and fetch

  public static final Parameter<Boolean> FETCH =
      FLUSHING
          .with("FETCH", Kind.BOOLEAN, true)
          .means("0 never reads a checkpoint from the prefix directory at start.");

  public static final Parameter<Boolean> FETCH_BYPASS =
      FLUSHING
          .with("FETCH_BYPASS", Kind.BOOLEAN, false)
          .means("1 reads files where they are instead of copying them to the cache first.");

  public static final Parameter<Integer> FETCH_WIDTH =
      FLUSHING
          .with("FETCH_WIDTH", Kind.integer(1), 256)
          .means("Most processes that read from the prefix directory at once.");

  public static final Parameter<Integer> FLUSH =
      FLUSHING
          .with("FLUSH", Kind.integer(0), 10)
          .means(
              "Every how many checkpoints one is flushed to the prefix directory; 0 flushes none.");

  public static final Parameter<Boolean> FLUSH_ASYNC = FlushParameters.FLUSH_ASYNC;

  public static final Parameter<Long> FLUSH_ASYNC_BW = FlushParameters.FLUSH_ASYNC_BW;

  public static final Parameter<Double> FLUSH_ASYNC_PERCENT = FlushParameters.FLUSH_ASYNC_PERCENT;

  public static final Parameter<Integer> FLUSH_ASYNC_USLEEP = FlushParameters.FLUSH_ASYNC_USLEEP;

  public static final Parameter<Boolean> FLUSH_POSTSTAGE = FlushParameters.FLUSH_POSTSTAGE;

  public static final Parameter<String> FLUSH_TYPE = FlushParameters.FLUSH_TYPE;

  public static final Parameter<Integer> FLUSH_WIDTH = FlushParameters.FLUSH_WIDTH;

  public static final Parameter<Boolean> FLUSH_ON_RESTART =
      FLUSHING
          .with("FLUSH_ON_RESTART", Kind.BOOLEAN, false)
          .means(
              "1 flushes cached datasets at start, for programs that find their own files; set "
                  + "FETCH to 0 with it.");

  public static final Parameter<Integer> PREFIX_SIZE =
      FLUSHING
          .with("PREFIX_SIZE", Kind.integer(0), 0)
          .means(
              "Most checkpoints kept in the prefix directory: older ones are deleted once a newer "
                  + "one is there whole; 0 keeps all. Output and the current one are never deleted.");

  public static final Parameter<Boolean> PREFIX_PURGE =
      FLUSHING
          .with("PREFIX_PURGE", Kind.BOOLEAN, false)
          .means("1 deletes all datasets from the prefix directory when the program starts.");

  public static final Parameter<Long> FILE_BUF_SIZE =
      FLUSHING
          .in("bytes")
          .with("FILE_BUF_SIZE", Kind.BYTES, 32L << 20)
          .means("Buffer for copying files between cache and prefix directory.");

  public static final Parameter<Boolean> CRC_ON_FLUSH =
      FLUSHING
          .with("CRC_ON_FLUSH", Kind.BOOLEAN, true)
          .means("0 leaves out CRC-32 checks in flush, fetch and scavenge.");

  public static final Parameter<Boolean> COPY_METADATA =
      FLUSHING
          .with("COPY_METADATA", Kind.BOOLEAN, true)
          .means("0 leaves out owner, mode and times when files are copied.");

  public static final Parameter<Boolean> AXL_MKDIR =
      FLUSHING
          .with("AXL_MKDIR", Kind.BOOLEAN, false)
          .means("1 has each transfer make the directories that it needs.");

  // When to checkpoint

  public static final Parameter<Integer> CHECKPOINT_INTERVAL =
      WHEN.with("CHECKPOINT_INTERVAL", Kind.integer(0), 0)
          .means(
              "A checkpoint is due every so many questions whether one is; 0 sets no such rule.");

  public static final Parameter<Duration> CHECKPOINT_SECONDS =
      WHEN.in("s")
          .with("CHECKPOINT_SECONDS", Kind.SECONDS, Duration.ZERO)
          .means("A checkpoint is due that long after the last one; 0 sets no such rule.");

  public static final Parameter<Double> CHECKPOINT_OVERHEAD =
      WHEN.in("%")
          .with("CHECKPOINT_OVERHEAD", Kind.PERCENT, 0.0)
          .means(
              "A checkpoint is due whenever all of them cost less than this share of the run time; "
                  + "0 sets no such rule.");

  // When to stop

  public static final Parameter<Duration> HALT_SECONDS =
      HALT.in("s")
          .with("HALT_SECONDS", Kind.SECONDS, Duration.ZERO)
          .means(
              "The job stops once less than this is left of the allocation; 0 sets no such rule.");

  public static final Parameter<Boolean> HALT_EXIT =
      HALT.with("HALT_EXIT", Kind.BOOLEAN, false)
          .means(
              "1 has the library end the program when a halt condition holds, after a checkpoint.");

  // Running a job

  public static final Parameter<Integer> RUNS =
      RUNNING
          .with("RUNS", Kind.integer(-1), 1)
          .means("Most times that the program is started in the allocation; -1 sets no bound.");

  public static final Parameter<Integer> RETRIES =
      RUNNING
          .without("RETRIES", Kind.integer(-1))
          .means(
              "Older form of SCR_RUNS, which wins: most times that the program is started again.");

  public static final Parameter<Integer> RUNS_WITHOUT_PROGRESS =
      RUNNING
          .newIn("0.1")
          .with("RUNS_WITHOUT_PROGRESS", Kind.integer(0), 3)
          .means(
              "Most runs in a row that end without a new checkpoint before scr_run gives up; runs that "
                  + "lost a node do not count; 0 sets no such rule.");

  public static final Parameter<Integer> MIN_NODES =
      RUNNING
          .without("MIN_NODES", Kind.integer(1))
          .means(
              "Least number of nodes that a run needs. Unset: as many as the last run had, or all.");

  public static final Parameter<String> NODELIST =
      RUNNING
          .without("NODELIST", Kind.TEXT)
          .means("Nodes of the allocation, as a node set. Unset: what the resource manager says.");

  public static final Parameter<String> EXCLUDE_NODES =
      RUNNING
          .without("EXCLUDE_NODES", Kind.TEXT)
          .means(
              "Node set of nodes to leave out of runs; those outside the allocation are passed "
                  + "over.");

  public static final Parameter<List<String>> NODE_TESTS =
      RUNNING
          .with("NODE_TESTS", Kind.WORDS, List.of("ping", "echo", "dir_capacity"))
          .means(
              "Tests that a node must pass before a run: ping, echo, dir_capacity, and absolute paths "
                  + "of scripts of your own; none for none.");

  public static final Parameter<String> NODE_TESTS_FILE =
      RUNNING
          .without("NODE_TESTS_FILE", Kind.PATH)
          .means(
              "File that lists the node tests, between commas or on lines; SCR_NODE_TESTS wins.");

  public static final Parameter<Duration> NODE_MONITOR =
      RUNNING
          .newIn("0.1")
          .in("s")
          .with("NODE_MONITOR", Kind.SECONDS, Duration.ofSeconds(2))
          .means(
              "How often scr_run asks the nodes of a running step for a sign of life, so that a silent "
                  + "death is noticed before the scheduler does; 0 never.");

  public static final Parameter<Boolean> WATCHDOG =
      RUNNING
          .with("WATCHDOG", Kind.BOOLEAN, false)
          .means(
              "1 ends a run that makes no progress within the time-outs below, both of which it needs.");

  public static final Parameter<Duration> WATCHDOG_TIMEOUT =
      RUNNING
          .in("s")
          .without("WATCHDOG_TIMEOUT", Kind.SECONDS)
          .means("Longest time between two datasets before a run counts as hanging.");

  public static final Parameter<Duration> WATCHDOG_TIMEOUT_PFS =
      RUNNING
          .in("s")
          .without("WATCHDOG_TIMEOUT_PFS", Kind.SECONDS)
          .means(
              "As SCR_WATCHDOG_TIMEOUT, while a dataset is flushed, and where datasets are written "
                  + "straight to the prefix directory.");

  public static final Parameter<String> RESOURCE_MANAGER =
      RUNNING
          .newIn("0.1")
          .without("RESOURCE_MANAGER", Kind.TEXT)
          .means(
              "Resource manager to use: SLURM, FLUX, LSF, ALPS (or APRUN), MOAB, PBS, HOSTS (or NONE) or "
                  + "LOCAL. Unset: the one that is found.");

  public static final Parameter<String> LAUNCHER =
      RUNNING
          .newIn("0.1")
          .without("LAUNCHER", Kind.TEXT)
          .means(
              "Launcher of commands that are told none, such as scr_postrun. Unset: the usual one "
                  + "of the resource manager.");

  public static final Parameter<String> REMOTE_SHELL =
      RUNNING
          .newIn("0.1")
          .without("REMOTE_SHELL", Kind.TEXT)
          .means(
              "What runs commands on nodes: srun, flux, clush, pdsh, ssh, aprun or local. Unset: the "
                  + "first that can be used of those that suit the resource manager.");

  public static final Parameter<String> HOSTS =
      RUNNING
          .newIn("0.1")
          .without("HOSTS", Kind.TEXT)
          .means("Where there is no scheduler: the hosts to run on, as a node set.");

  public static final Parameter<Instant> END_TIME =
      RUNNING
          .in("s since 1970")
          .environment("END_TIME", Kind.EPOCH)
          .means("End of the allocation, set by scr_run for the program; 0 where it is unknown.");

  // Logs

  public static final Parameter<Boolean> LOG_ENABLE =
      LOG.with("LOG_ENABLE", Kind.BOOLEAN, false)
          .means("1 logs events; the switches below say where.");

  public static final Parameter<Boolean> LOG_TXT_ENABLE =
      LOG.with("LOG_TXT_ENABLE", Kind.BOOLEAN, true)
          .means("Log to .scr/log in the prefix directory.");

  public static final Parameter<Boolean> LOG_SYSLOG_ENABLE =
      LOG.with("LOG_SYSLOG_ENABLE", Kind.BOOLEAN, true).means("Log to syslog.");

  public static final Parameter<Boolean> LOG_DB_ENABLE =
      LOG.with("LOG_DB_ENABLE", Kind.BOOLEAN, false).means("Log to a MySQL database.");

  public static final Parameter<Integer> LOG_DB_DEBUG =
      LOG.with("LOG_DB_DEBUG", Kind.integer(0), 0)
          .means("1 shows each statement that is sent to the database.");

  public static final Parameter<String> LOG_DB_HOST =
      LOG.without("LOG_DB_HOST", Kind.TEXT).means("Host of the database.");

  public static final Parameter<String> LOG_DB_NAME =
      LOG.without("LOG_DB_NAME", Kind.TEXT).means("Name of the database.");

  public static final Parameter<String> LOG_DB_USER =
      LOG.without("LOG_DB_USER", Kind.TEXT).means("User of the database.");

  public static final Parameter<String> LOG_DB_PASS =
      LOG.without("LOG_DB_PASS", Kind.TEXT).means("Password of that user.");

  // Ours

  public static final Parameter<FileLock> FILE_LOCK =
      NEW.with("FILE_LOCK", Kind.oneOf(FileLock.class), FileLock.FLOCK)
          .means(
              "How state files are locked; must be what LLNL's library was built for where that "
                  + "works on the same files.");

  public static final Parameter<String> LOCAL_DIR =
      NEW.environment("LOCAL_DIR", Kind.PATH)
          .means(
              "Directory of the virtual cluster on this machine. Unset: scr_local.USER in TMPDIR or "
                  + "/tmp.");

  public static final Parameter<CommunicatorKind> COMMUNICATOR =
      CommunicationParameters.COMMUNICATOR;

  public static final Parameter<String> MPI_LIBRARY = CommunicationParameters.MPI_LIBRARY;

  public static final Parameter<String> STORAGE_ROOT = VirtualNodeParameters.STORAGE_ROOT;

  private Parameters() {}

  /** All parameters, in the order of their declaration. */
  public static List<Parameter<?>> all() {
    return List.copyOf(Section.DECLARED.values());
  }

  /** The parameter called {@code name}, with its {@code SCR_}. */
  public static Optional<Parameter<?>> named(String name) {
    return Optional.ofNullable(Section.DECLARED.get(name));
  }
}
