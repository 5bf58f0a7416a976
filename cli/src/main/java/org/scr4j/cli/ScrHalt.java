package org.scr4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.scr4j.config.Configuration;
import org.scr4j.config.Times;
import org.scr4j.dataset.HaltConditions;
import org.scr4j.dataset.HaltFile;
import org.scr4j.dataset.PrefixLayout;
import org.scr4j.job.ExitCode;
import org.scr4j.job.ImmediateHalt;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets, lists and lifts halt conditions. */
@picocli.CommandLine.Command(
    description = {
      "Tells a job to stop. Without options: after its next checkpoint.",
      "TIME is like 2026-07-04T21:00:00, '8:30am tomorrow', '12pm 8/10' or +2h."
    })
final class ScrHalt implements Command {

  /** The reason that LLNL's command leaves. */
  private static final String REASON = "JOB_HALTED";

  @Mixin StandardOptions standard;
  @Mixin DryRunOption dryRun;

  @Option(
      names = {"-c", "--checkpoints"},
      paramLabel = "N",
      description = "Stop after N more checkpoints.")
  Long checkpoints;

  @Option(
      names = {"-b", "--before"},
      paramLabel = "TIME",
      description = "Stop before TIME, less the halt seconds.")
  String before;

  @Option(
      names = {"-a", "--after"},
      paramLabel = "TIME",
      description = "Stop after the first checkpoint past TIME.")
  String after;

  @Option(
      names = {"-i", "--immediate"},
      description = "End the run that is going on now.")
  boolean immediate;

  @Option(
      names = {"-s", "--seconds"},
      paramLabel = "N",
      description = "Set the halt seconds (SCR_HALT_SECONDS).")
  Long seconds;

  @Option(
      names = {"-l", "--list"},
      description = "List the conditions; change none.")
  boolean list;

  @Option(names = "--unset-checkpoints", description = "Lift --checkpoints.")
  boolean unsetCheckpoints;

  @Option(names = "--unset-before", description = "Lift --before.")
  boolean unsetBefore;

  @Option(names = "--unset-after", description = "Lift --after.")
  boolean unsetAfter;

  @Option(names = "--unset-seconds", description = "Lift --seconds.")
  boolean unsetSeconds;

  @Option(
      names = "--unset-reason",
      description = "Lift the reason, such as that of a finished job.")
  boolean unsetReason;

  @Option(
      names = {"-r", "--remove"},
      description = "Lift everything: remove the halt file.")
  boolean remove;

  @Option(names = "--json", description = "Print the conditions as a JSON array.")
  boolean json;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..*",
      description = "Prefix directories; default SCR_PREFIX, then the current one.")
  List<String> directories = new ArrayList<>();

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    HaltEdit edit = edit(context);
    List<Optional<String>> prefixes = new ArrayList<>();
    directories.forEach(directory -> prefixes.add(Optional.of(directory)));
    if (prefixes.isEmpty()) {
      prefixes.add(Optional.empty());
    }
    Map<Path, HaltConditions> results = new LinkedHashMap<>();
    for (Optional<String> prefix : prefixes) {
      Configuration configuration = Jobs.configuration(context, prefix);
      PrefixLayout layout = Jobs.layout(configuration);
      Jobs.requireDirectory(layout.prefix());
      HaltFile file = new HaltFile(Jobs.files(context, configuration), layout.halt());
      results.put(file.path(), change(layout, file, edit));
    }
    if (dryRun.wanted && !list) {
      context
          .err()
          .println(
              context.command()
                  + ": nothing is changed; this is what would hold"
                  + (immediate ? ", and the run that is going on would be ended" : ""));
    }
    print(context, results);
    return ExitCode.DONE;
  }

  private HaltConditions change(PrefixLayout layout, HaltFile file, HaltEdit edit)
      throws IOException {
    if (list) {
      return file.read();
    }
    if (dryRun.wanted) {
      return remove ? HaltConditions.NONE : edit.apply(file.read());
    }
    if (remove) {
      file.remove();
      ImmediateHalt.clear(layout);
      return HaltConditions.NONE;
    }
    HaltConditions now = file.update(edit::apply);
    if (immediate) {
      ImmediateHalt.request(layout);
    }
    return now;
  }

  private HaltEdit edit(Context context) throws UsageException {
    HaltEdit edit = new HaltEdit();
    notNegative("--checkpoints", checkpoints).ifPresent(n -> edit.checkpoints(OptionalLong.of(n)));
    notNegative("--seconds", seconds).ifPresent(n -> edit.seconds(OptionalLong.of(n)));
    time(context, "--before", before).ifPresent(at -> edit.before(OptionalLong.of(at)));
    time(context, "--after", after).ifPresent(at -> edit.after(OptionalLong.of(at)));
    if (unsetCheckpoints) {
      edit.checkpoints(OptionalLong.empty());
    }
    if (unsetBefore) {
      edit.before(OptionalLong.empty());
    }
    if (unsetAfter) {
      edit.after(OptionalLong.empty());
    }
    if (unsetSeconds) {
      edit.seconds(OptionalLong.empty());
    }
    if (unsetReason) {
      edit.reason(Optional.empty());
    }
    if ((list ? 1 : 0) + (remove ? 1 : 0) + (edit.isEmpty() && !immediate ? 0 : 1) > 1) {
      throw new UsageException("--list and --remove go with no other change");
    }
    if (immediate || edit.isEmpty()) {
      edit.reason(Optional.of(REASON));
    }
    return edit;
  }

  private static Optional<Long> notNegative(String option, Long value) throws UsageException {
    if (value != null && value < 0) {
      throw new UsageException(option + " " + value + ": must not be negative");
    }
    return Optional.ofNullable(value);
  }

  private static OptionalLong time(Context context, String option, String text)
      throws UsageException {
    if (text == null) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(
          Times.parse(text, context.clock(), ZoneId.systemDefault()).getEpochSecond());
    } catch (IllegalArgumentException e) {
      throw new UsageException(option + ": " + e.getMessage());
    }
  }

  private void print(Context context, Map<Path, HaltConditions> results) throws IOException {
    for (HaltConditions halt : results.values()) {
      halt.warnings()
          .forEach(line -> context.err().println(context.command() + ": warning: " + line));
    }
    if (json) {
      Json.print(
          context.out(),
          out -> {
            out.writeStartArray();
            for (Map.Entry<Path, HaltConditions> result : results.entrySet()) {
              HaltText.json(out, result.getKey(), result.getValue());
            }
            out.writeEndArray();
          });
    } else {
      results.forEach((file, halt) -> HaltText.print(context.out(), file, halt));
    }
  }
}
