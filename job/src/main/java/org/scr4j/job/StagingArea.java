package org.scr4j.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.FlushState;
import org.scr4j.dataset.Summary;

/**
 * The metadata directory that a dataset is collected to. A job that had to go back to an older
 * checkpoint makes datasets again under ids that it has used before; parts of the two must never be
 * put together. {@code scavenge.created} tells which of them the directory is for, by the time that
 * SCR records for the dataset's creation.
 */
final class StagingArea {

  private static final String MARK = "scavenge.created";

  private final JobContext job;

  StagingArea(JobContext job) {
    this.job = job;
  }

  /** Makes the directory; what another dataset of this id left there is moved aside. */
  void prepare(FlushState.Entry dataset) throws IOException {
    Path directory = job.layout().datasetDir(dataset.id());
    String mark = created(dataset.descriptor());
    if (Files.isDirectory(directory) && !isFor(directory, dataset.id(), mark)) {
      Path aside = aside(directory);
      Files.move(directory, aside);
      job.messages().say("an earlier dataset " + dataset.id() + " was there; moved to " + aside);
    }
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(MARK), mark + "\n");
  }

  private boolean isFor(Path directory, int id, String mark) throws IOException {
    Path file = directory.resolve(MARK);
    if (Files.exists(file)) {
      return Files.readString(file).strip().equals(mark);
    }
    Optional<Summary> summary = Summary.read(job.files(), job.layout().summary(id));
    return summary.isPresent() && created(Optional.of(summary.get().descriptor())).equals(mark);
  }

  private static String created(Optional<DatasetDescriptor> descriptor) {
    return descriptor
        .map(known -> known.createdMicros().orElse(0) + " " + known.jobId().orElse(""))
        .orElse("unknown")
        .strip();
  }

  private static Path aside(Path directory) {
    for (int n = 1; ; n++) {
      Path aside = directory.resolveSibling(directory.getFileName() + ".earlier." + n);
      if (!Files.exists(aside)) {
        return aside;
      }
    }
  }
}
