package org.scr4j.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.scr4j.config.ConfigException;
import org.scr4j.config.Configuration;
import org.scr4j.config.Parameters;
import org.scr4j.dataset.FlushFile;
import org.scr4j.dataset.FlushState;
import org.scr4j.kvtree.CorruptTreeException;

/**
 * Tells whether a run hangs, by the flush file, in which the library enters each dataset and where
 * it is.
 *
 * <p>A run hangs once nothing of that has changed for SCR_WATCHDOG_TIMEOUT; for
 * SCR_WATCHDOG_TIMEOUT_PFS while a dataset is on its way to the prefix, and where datasets are
 * written straight to it. Until its first new dataset a run has twice both together, since it
 * starts, reads its input and a checkpoint, and rebuilds before it computes.
 */
public final class Watchdog {

  /**
   * The parameters.
   *
   * @param wanted SCR_WATCHDOG
   * @param cache SCR_WATCHDOG_TIMEOUT
   * @param prefix SCR_WATCHDOG_TIMEOUT_PFS
   * @param bypass whether datasets are written straight to the prefix
   */
  public record Limits(
      boolean wanted, Optional<Duration> cache, Optional<Duration> prefix, boolean bypass) {

    static Limits of(Configuration from) throws ConfigException {
      return new Limits(
          from.get(Parameters.WATCHDOG),
          some(from.find(Parameters.WATCHDOG_TIMEOUT)),
          some(from.find(Parameters.WATCHDOG_TIMEOUT_PFS)),
          from.get(Parameters.CACHE_BYPASS));
    }

    private static Optional<Duration> some(Optional<Duration> time) {
      return time.isPresent() && time.get().isZero() ? Optional.empty() : time;
    }

    /** Whether both time-outs are known. */
    boolean complete() {
      return cache.isPresent() && prefix.isPresent();
    }
  }

  /** What shows that a file was written anew, without reading it. */
  private record Stamp(Object key, long modified, long size) {}

  /** A dataset, told from an earlier one of the same number. */
  private record Made(int id, long created) {}

  private final FlushFile file;
  private final Duration cache;
  private final Duration prefix;
  private final boolean bypass;
  private final LongSupplier clock;
  private final Set<Made> made = new HashSet<>();
  private Optional<Stamp> stamp = Optional.empty();
  private List<FlushState.Entry> state = List.of();
  private boolean wrote;
  private long since;

  Watchdog(
      FlushFile file, Duration cache, Duration prefix, boolean bypass, LongSupplier nanoseconds) {
    this.file = file;
    this.cache = cache;
    this.prefix = prefix;
    this.bypass = bypass;
    this.clock = nanoseconds;
    this.since = clock.getAsLong();
  }

  /** One for a run that starts now; nothing where none is wanted, or its time-outs are not set. */
  static Optional<Watchdog> start(JobContext job) throws IOException {
    Limits limits = job.settings().watchdog();
    if (!limits.wanted() || !limits.complete()) {
      return Optional.empty();
    }
    Watchdog watchdog =
        new Watchdog(
            job.flush(),
            limits.cache().get(),
            limits.prefix().get(),
            limits.bypass(),
            System::nanoTime);
    watchdog.begin();
    return Optional.of(watchdog);
  }

  /** Takes what earlier runs left as such. */
  void begin() throws IOException {
    look();
    wrote = false;
  }

  /**
   * Looks at the flush file.
   *
   * @return why the run is held to hang; nothing where it is not
   */
  Optional<String> look() throws IOException {
    Optional<Stamp> now = stamp(file.path());
    if (!now.equals(stamp)) {
      stamp = now;
      take();
    }
    Duration silent = Duration.ofNanos(clock.getAsLong() - since);
    Duration most = most();
    return silent.compareTo(most) < 0 ? Optional.empty() : Optional.of(reason(most));
  }

  private void take() throws IOException {
    List<FlushState.Entry> next;
    try {
      next = file.read().datasets();
    } catch (CorruptTreeException e) {
      // Something writes to it; whoever needs what it says will tell of the damage.
      since = clock.getAsLong();
      return;
    }
    if (!next.equals(state)) {
      since = clock.getAsLong();
      state = next;
      for (FlushState.Entry dataset : next) {
        long created =
            dataset.descriptor().map(known -> known.createdMicros().orElse(0)).orElse(0L);
        wrote |= made.add(new Made(dataset.id(), created));
      }
    }
  }

  private Duration most() {
    if (!wrote) {
      return cache.plus(prefix).multipliedBy(2);
    }
    return flushing() ? prefix : cache;
  }

  private boolean flushing() {
    return bypass
        || state.stream()
            .anyMatch(
                dataset ->
                    dataset.at(FlushState.Location.SYNC_FLUSHING)
                        || dataset.at(FlushState.Location.FLUSHING));
  }

  private String reason(Duration most) {
    return (wrote ? "no progress" : "no dataset")
        + " for "
        + most.toSeconds()
        + " s ("
        + rule()
        + ")";
  }

  private String rule() {
    String both = Parameters.WATCHDOG_TIMEOUT + " and " + Parameters.WATCHDOG_TIMEOUT_PFS;
    if (!wrote) {
      return "twice " + both + " together, since the run began";
    }
    return (flushing() ? Parameters.WATCHDOG_TIMEOUT_PFS : Parameters.WATCHDOG_TIMEOUT).name();
  }

  private static Optional<Stamp> stamp(Path file) throws IOException {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(
          new Stamp(
              Optional.ofNullable(found.fileKey()),
              found.lastModifiedTime().toMillis(),
              found.size()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
