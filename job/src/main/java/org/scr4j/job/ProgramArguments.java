package org.scr4j.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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

  /**
   * The arguments of the next run. A restart command names the checkpoint to a program that may
   * open the files under the prefix itself, so what is in cache is saved first.
   *
   * @param history nodes that are out
   */
  List<String> forRun(NodeHistory history) throws IOException, JobException, InterruptedException {
    if (commands.restartCommand().isPresent()) {
      new Postrun(job).run(history);
    }
    return preview();
  }

  /** As {@link #forRun}, with what is in the prefix now. */
  List<String> preview() throws IOException, JobException {
    Optional<String> checkpoint =
        commands.restartCommand().isPresent()
            ? job.index().read().flatMap(DatasetIndex::current)
            : Optional.empty();
    if (checkpoint.isPresent()) {
      String name = checkpoint.get();
      return with(
          CommandWords.of(commands.restartCommand().get()).stream()
              .map(word -> word.replace(CHECKPOINT_NAME, name))
              .toList());
    }
    return with(
        commands.runCommand().isPresent()
            ? CommandWords.of(commands.runCommand().get())
            : List.of());
  }

  private List<String> with(List<String> command) {
    List<String> all = new ArrayList<>(commands.launcherArguments());
    all.addAll(command);
    return all;
  }
}
