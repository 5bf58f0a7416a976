package org.scr4j.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.DatasetException;
import org.scr4j.dataset.FlushState;
import org.scr4j.dataset.Summary;
import org.scr4j.kvtree.CorruptTreeException;

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
    Path file = directory.resolve(MARK);
    if (!Files.exists(file)) {
      // Whole or not at all: what was collected here is never to be taken for another dataset's.
      Path beside = directory.resolve("." + MARK);
      Files.writeString(beside, mark + "\n");
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private boolean isFor(Path directory, int id, String mark) throws IOException {
    Path file = directory.resolve(MARK);
    if (Files.exists(file)) {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip().equals(mark);
    }
    Optional<Summary> summary;
    try {
      summary = Summary.read(job.files(), job.layout().summary(id));
    } catch (CorruptTreeException | DatasetException e) {
      job.messages().say(e.getMessage());
      return false;
    }
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
