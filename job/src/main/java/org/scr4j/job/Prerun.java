package org.scr4j.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.scr4j.dataset.FlushFile;
import org.scr4j.dataset.FlushState;
import org.scr4j.kvtree.CorruptTreeException;

/** Prepares prefix and allocation for the first run. */
public final class Prerun {

  /**
   * What was done.
   *
   * @param orphans one line for each step of a dead scr_run that was ended
   * @param flushFileKept whether datasets of this allocation still wait for being scavenged
   */
  public record Result(List<String> orphans, boolean flushFileKept) {}

  private final JobContext job;

  /** Prepares for {@code job}. */
  public Prerun(JobContext job) {
    this.job = job;
  }

  /**
   * Makes the metadata directory, ends what a dead scr_run left running, and clears what it
   * recorded, but for the halt file, which the user may have written, and for the flush file while
   * it names datasets of this allocation that are in cache only.
   *
   * @throws JobException if the prefix cannot be written
   * @throws IOException if state files cannot be read
   */
  public Result run() throws JobException, IOException, InterruptedException {
    makeDirectory(job.layout().scrDir());
    job.platform()
        .resourceManager()
        .advice()
        .forEach(line -> job.messages().say("warning: " + line));
    List<String> orphans =
        job.platform().launcher().endOrphans(job.allocation(), job.limits().orphans());
    orphans.forEach(line -> job.messages().say("ended what an earlier scr_run left: " + line));
    Files.deleteIfExists(job.layout().nodes());
    ImmediateHalt.clear(job.layout());
    return new Result(orphans, keepFlushFile());
  }

  /** What {@link #run} would do, for the user; looks, and changes nothing. */
  public List<String> plan() throws IOException {
    List<String> lines = new ArrayList<>();
    if (!Files.isDirectory(job.layout().scrDir())) {
      lines.add("would make " + job.layout().scrDir());
    }
    lines.add("would end what a dead scr_run has left running in this allocation, if anything");
    if (Files.exists(job.layout().nodes())) {
      lines.add("would remove " + job.layout().nodes());
    }
    if (ImmediateHalt.requested(job.layout())) {
      lines.add("would forget a request of scr_halt --immediate");
    }
    if (Files.exists(job.layout().flush())) {
      lines.add(planForFlushFile());
    }
    return lines;
  }

  private String planForFlushFile() throws IOException {
    Path file = job.flush().path();
    try {
      return job.flush().read().datasets().stream().anyMatch(this::stillNeeded)
          ? "would keep " + file + ", since datasets of this allocation are in cache only"
          : "would remove " + file;
    } catch (CorruptTreeException damaged) {
      return "would move aside " + file + ", which is damaged";
    }
  }

  private static void makeDirectory(Path directory) throws JobException {
    try {
      Files.createDirectories(directory);
    } catch (java.nio.file.AccessDeniedException e) {
      throw new JobException(
          ExitCode.NOT_PERMITTED,
          "cannot create " + directory + ": permission denied; choose another prefix",
          e);
    } catch (IOException e) {
      throw new JobException(
          ExitCode.CANNOT_WRITE,
          "cannot create " + directory + " (" + e + "); choose another prefix",
          e);
    }
    if (!Files.isWritable(directory)) {
      throw new JobException(
          ExitCode.NOT_PERMITTED,
          directory + " cannot be written by this user; choose another prefix or change its mode");
    }
  }

  private boolean keepFlushFile() throws IOException {
    FlushFile file = job.flush();
    FlushState state;
    try {
      state = file.read();
    } catch (CorruptTreeException damaged) {
      Path aside = job.files().moveAside(file.path());
      job.messages().say(damaged.getMessage() + "; moved to " + aside);
      return false;
    }
    boolean needed = state.datasets().stream().anyMatch(this::stillNeeded);
    if (!needed) {
      file.remove();
    }
    return needed;
  }

  /** What was on its way may all have arrived, though the cache that it came from is gone. */
  private boolean stillNeeded(FlushState.Entry dataset) {
    return dataset.onItsWay() || (dataset.needsFlush() && job.isOwn(dataset));
  }
}
