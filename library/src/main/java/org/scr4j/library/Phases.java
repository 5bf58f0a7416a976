package org.scr4j.library;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Times the phases of a run on this rank, and tells those who listen. */
final class Phases {

  /** One phase that goes on. */
  final class Going {
    private final Phase phase;
    private final String dataset;
    private final long begin = System.nanoTime();

    private Going(Phase phase, String dataset) {
      this.phase = phase;
      this.dataset = dataset;
    }

    /** The phase ends here; says how many seconds it took. */
    double end(boolean good) {
      Duration time = Duration.ofNanos(System.nanoTime() - begin);
      timings.merge(phase, Timing.NONE.with(time), (before, one) -> before.with(time));
      listeners.forEach(listener -> listener.ended(phase, dataset, time, good));
      return time.toNanos() / 1e9;
    }
  }

  private final List<PhaseListener> listeners;
  private final Map<Phase, Timing> timings = new EnumMap<>(Phase.class);

  Phases(List<PhaseListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  /** A phase begins for a dataset. */
  Going begin(Phase phase, String dataset) {
    listeners.forEach(listener -> listener.begun(phase, dataset));
    return new Going(phase, dataset);
  }

  /** The timings of all phases that have ended. */
  Map<Phase, Timing> timings() {
    return Map.copyOf(timings);
  }
}
