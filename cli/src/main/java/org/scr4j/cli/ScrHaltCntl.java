package org.scr4j.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.scr4j.config.Configuration;
import org.scr4j.dataset.HaltConditions;
import org.scr4j.dataset.HaltFile;
import org.scr4j.job.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The helper of LLNL's scr_halt: one halt file, times in seconds. */
@picocli.CommandLine.Command(description = "Lists, sets and unsets values of one halt file.")
final class ScrHaltCntl implements Command {

  @Mixin StandardOptions standard;

  @Option(names = "-f", paramLabel = "FILE", required = true, description = "The halt file.")
  Path file;

  @Option(names = "-l", description = "List the values; change none.")
  boolean list;

  @Option(names = "-c", paramLabel = "N", description = "Set the checkpoints left.")
  Long checkpoints;

  @Option(names = "-b", paramLabel = "SECS", description = "Set the time to exit before.")
  Long before;

  @Option(names = "-a", paramLabel = "SECS", description = "Set the time to exit after.")
  Long after;

  @Option(names = "-s", paramLabel = "N", description = "Set the halt seconds.")
  Long seconds;

  @Option(names = "-r", paramLabel = "TEXT", description = "Set the exit reason.")
  String reason;

  @Option(names = "-xc", description = "Unset the checkpoints left.")
  boolean unsetCheckpoints;

  @Option(names = "-xb", description = "Unset the time to exit before.")
  boolean unsetBefore;

  @Option(names = "-xa", description = "Unset the time to exit after.")
  boolean unsetAfter;

  @Option(names = "-xs", description = "Unset the halt seconds.")
  boolean unsetSeconds;

  @Option(names = "-xr", description = "Unset the exit reason.")
  boolean unsetReason;

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    Configuration configuration = Jobs.configuration(context, Optional.empty());
    HaltFile halt =
        new HaltFile(Jobs.files(context, configuration), context.directory().resolve(file));
    HaltConditions now;
    if (list) {
      now = halt.read();
    } else {
      Path directory = halt.path().getParent();
      Jobs.requireDirectory(directory.endsWith(".scr") ? directory.getParent() : directory);
      HaltEdit edit = edit(context.out());
      context.out().println();
      now = halt.update(edit::apply);
    }
    HaltText.print(context.out(), file, now);
    return ExitCode.DONE;
  }

  private HaltEdit edit(PrintStream out) {
    HaltEdit edit = new HaltEdit();
    if (announced(out, "CheckpointsLeft", checkpoints != null, unsetCheckpoints)) {
      edit.checkpoints(value(checkpoints));
    }
    if (announced(out, "ExitAfter", after != null, unsetAfter)) {
      edit.after(value(after));
    }
    if (announced(out, "ExitBefore", before != null, unsetBefore)) {
      edit.before(value(before));
    }
    if (announced(out, "HaltSeconds", seconds != null, unsetSeconds)) {
      edit.seconds(value(seconds));
    }
    if (announced(out, "ExitReason", reason != null, unsetReason)) {
      edit.reason(Optional.ofNullable(reason));
    }
    return edit;
  }

  private static boolean announced(PrintStream out, String what, boolean set, boolean unset) {
    if (set || unset) {
      out.println((set ? "Setting " : "Unsetting ") + what);
    }
    return set || unset;
  }

  private static OptionalLong value(Long number) {
    return number == null ? OptionalLong.empty() : OptionalLong.of(number);
  }
}
