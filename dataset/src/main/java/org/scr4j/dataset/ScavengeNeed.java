package org.scr4j.dataset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which datasets in cache are still to be brought to the prefix once a job has ended. */
public final class ScavengeNeed {

  private ScavengeNeed() {}

  /**
   * Whether the cache may hold something of {@code dataset} that the prefix lacks: the flush file
   * does not say that it is there, nor does the index have that very dataset as complete.
   */
  public static boolean of(FlushState.Entry dataset, DatasetIndex index) {
    return dataset.needsFlush() && !indexed(dataset, index);
  }

  /** Output to scavenge, oldest first: all of it is wanted. */
  public static List<FlushState.Entry> outputs(FlushState flush, DatasetIndex index) {
    return flush.datasets().stream()
        .filter(dataset -> dataset.output() && of(dataset, index))
        .toList();
  }

  /**
   * Checkpoints to scavenge, newest first: a caller stops at the first that succeeds. Those older
   * than the newest that is in the prefix already are left out.
   */
  public static List<FlushState.Entry> checkpoints(FlushState flush, DatasetIndex index) {
    List<FlushState.Entry> wanted = new ArrayList<>();
    List<FlushState.Entry> newestFirst = new ArrayList<>(flush.datasets());
    newestFirst.sort(Comparator.comparingInt(FlushState.Entry::id).reversed());
    for (FlushState.Entry dataset : newestFirst) {
      if (dataset.checkpoint()) {
        if (!of(dataset, index)) {
          break;
        }
        wanted.add(dataset);
      }
    }
    return wanted;
  }

  /** The time of creation tells a dataset from one of an earlier run with the same id and name. */
  private static boolean indexed(FlushState.Entry dataset, DatasetIndex index) {
    Optional<DatasetIndex.Entry> entry = index.dataset(dataset.id());
    return entry.isPresent()
        && entry.get().complete()
        && dataset.name().filter(entry.get().name()::equals).isPresent()
        && dataset
            .descriptor()
            .filter(
                descriptor ->
                    descriptor.createdMicros().equals(entry.get().descriptor().createdMicros()))
            .isPresent();
  }
}
