package org.scr4j.library;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.scr4j.config.CheckpointDescriptor;
import org.scr4j.config.ConfigException;
import org.scr4j.config.Configuration;
import org.scr4j.config.Directories;
import org.scr4j.config.GroupDescriptor;
import org.scr4j.config.NodeStorage;
import org.scr4j.config.Parameter;
import org.scr4j.config.Parameters;
import org.scr4j.config.StoreDescriptor;
import org.scr4j.dataset.DatasetDescriptor;

/**
 * The parameters of a run, understood and checked.
 *
 * @param storage the storage of this rank's node
 * @param directories control and cache directories
 * @param stores the classes of storage
 * @param checkpoints how checkpoints are kept; at least one is enabled with interval 1
 * @param groups what nodes have in common
 * @param origin who writes datasets
 * @param flush every how many checkpoints one is flushed; 0 for none
 * @param dropAfterCurrent whether later checkpoints go when an earlier one is made current
 * @param haltExit whether a halt condition ends the process
 * @param haltSeconds SCR_HALT_SECONDS, where it is set
 * @param allocationEnd when the allocation ends, where known
 * @param current SCR_CURRENT, where it is set
 * @param copying how datasets are copied between cache and prefix
 */
record Settings(
    NodeStorage storage,
    Directories directories,
    List<StoreDescriptor> stores,
    List<CheckpointDescriptor> checkpoints,
    List<GroupDescriptor> groups,
    DatasetDescriptor.Origin origin,
    int flush,
    boolean flushOnRestart,
    boolean globalRestart,
    boolean distribute,
    boolean purge,
    boolean fetch,
    boolean fetchBypass,
    boolean crcOnCopy,
    boolean crcOnDelete,
    boolean dropAfterCurrent,
    boolean haltExit,
    OptionalLong haltSeconds,
    Optional<Instant> allocationEnd,
    Optional<String> current,
    Copying copying) {

  /** What an allocation is called where nothing says so, as in LLNL's library. */
  private static final String NO_JOB = "defjobid";

  /**
   * Where schedulers tell it; the inner one first, since Flux also runs inside the others. Every
   * step of Flux is a job of its own, so the one around the steps comes before it.
   */
  private static final List<String> SCHEDULERS_JOB_IDS =
      List.of(
          "FLUX_ENCLOSING_ID",
          "FLUX_JOB_ID",
          "SLURM_JOB_ID",
          "SLURM_JOBID",
          "LSB_JOBID",
          "PBS_JOBID");

  /** Flux puts a letter before its ids that not every locale has, and takes f for it. */
  private static final Pattern HOOKED_F = Pattern.compile("^[^\\p{ASCII}]+");

  /**
   * Reads the parameters from {@code configuration}.
   *
   * @param environment that of this process
   */
  static Settings of(Configuration configuration, Map<String, String> environment)
      throws ConfigException {
    String user = configuration.userName();
    String job = configuration.find(Parameters.JOB_ID).orElseGet(() -> schedulersJob(environment));
    boolean global = configuration.get(Parameters.GLOBAL_RESTART);
    return new Settings(
        configuration.storage(),
        configuration.directories(user, job),
        configuration.stores(),
        usable(configuration.checkpoints()),
        configuration.groups(),
        new DatasetDescriptor.Origin(
            user,
            configuration.find(Parameters.JOB_NAME),
            job,
            configuration.find(Parameters.CLUSTER_NAME)),
        configuration.get(Parameters.FLUSH),
        global || configuration.get(Parameters.FLUSH_ON_RESTART),
        global,
        configuration.get(Parameters.DISTRIBUTE),
        configuration.get(Parameters.CACHE_PURGE),
        configuration.get(Parameters.FETCH),
        global || configuration.get(Parameters.FETCH_BYPASS),
        configuration.get(Parameters.CRC_ON_COPY),
        configuration.get(Parameters.CRC_ON_DELETE),
        configuration.get(Parameters.DROP_AFTER_CURRENT),
        configuration.get(Parameters.HALT_EXIT),
        seconds(configuration),
        configuration.find(Parameters.END_TIME).filter(end -> end.getEpochSecond() > 0),
        configuration.find(Parameters.CURRENT),
        Copying.of(configuration));
  }

  /** The descriptor of checkpoint {@code number}, or of pure output where that is nothing. */
  CheckpointDescriptor descriptorFor(boolean output, Optional<Integer> number) {
    Optional<CheckpointDescriptor> marked =
        output
            ? checkpoints.stream().filter(CheckpointDescriptor::output).findFirst()
            : Optional.empty();
    return marked.orElseGet(
        () ->
            checkpoints.stream()
                .filter(one -> number.map(n -> n % one.interval() == 0).orElse(one.interval() == 1))
                .reduce((best, next) -> next.interval() > best.interval() ? next : best)
                .orElseThrow());
  }

  /** The job that a program belongs to that was started without scr_run. */
  private static String schedulersJob(Map<String, String> environment) {
    return SCHEDULERS_JOB_IDS.stream()
        .map(name -> environment.getOrDefault(name, ""))
        .filter(id -> !id.isBlank())
        .findFirst()
        .map(id -> HOOKED_F.matcher(id).replaceFirst("f"))
        .orElse(NO_JOB);
  }

  /** How many datasets the store of {@code descriptor} may hold. */
  int capacity(CheckpointDescriptor descriptor) {
    return stores.stream()
        .filter(store -> store.base().equals(descriptor.store()))
        .mapToInt(StoreDescriptor::count)
        .findFirst()
        .orElse(1);
  }

  private static List<CheckpointDescriptor> usable(List<CheckpointDescriptor> all)
      throws ConfigException {
    List<CheckpointDescriptor> enabled =
        all.stream().filter(CheckpointDescriptor::enabled).toList();
    if (enabled.stream().noneMatch(one -> one.interval() == 1)) {
      throw new ConfigException(
          "no CKPT line has INTERVAL=1 and ENABLED=1: add one, so that every checkpoint is kept");
    }
    return enabled;
  }

  private static OptionalLong seconds(Configuration configuration) throws ConfigException {
    long seconds = value(configuration, Parameters.HALT_SECONDS).toSeconds();
    return seconds > 0 ? OptionalLong.of(seconds) : OptionalLong.empty();
  }

  private static <T> T value(Configuration configuration, Parameter<T> parameter)
      throws ConfigException {
    return configuration.get(parameter);
  }
}
