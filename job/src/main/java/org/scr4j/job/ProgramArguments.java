package org.scr4j.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.dataset.DatasetIndex;

/** What the launcher is given in each run. */
final class ProgramArguments {

  private static final String CHECKPOINT_NAME = "SCR_CKPT_NAME";

  private final JobContext job;
  private final JobRun.Commands commands;

  ProgramArguments(JobContext job, JobRun.Commands commands) {
    this.job = job;
    this.commands = commands;
  }

  /** The arguments of run number {@code run}, counted from 1. */
  List<String> forRun(int run, Map<String, String> failed)
      throws IOException, JobException, InterruptedException {
    Optional<String> checkpoint =
        commands.restartCommand().isPresent() ? checkpoint(run, failed) : Optional.empty();
    if (checkpoint.isPresent()) {
      String name = checkpoint.get();
      return with(
          words(commands.restartCommand().get()).stream()
              .map(word -> word.replace(CHECKPOINT_NAME, name))
              .toList());
    }
    return with(commands.runCommand().map(ProgramArguments::words).orElse(List.of()));
  }

  /**
   * The checkpoint to restart from. Its name is given to a program that may open the files under
   * the prefix itself, so what is in cache is saved first.
   */
  private Optional<String> checkpoint(int run, Map<String, String> failed)
      throws IOException, JobException, InterruptedException {
    if (run > 1) {
      new Postrun(job).run(failed);
    }
    return job.index().read().flatMap(DatasetIndex::current);
  }

  private List<String> with(List<String> command) {
    List<String> all = new ArrayList<>(commands.launcherArguments());
    all.addAll(command);
    return all;
  }

  private static List<String> words(String command) {
    return Arrays.stream(command.strip().split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }
}
