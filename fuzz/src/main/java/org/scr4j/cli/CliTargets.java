package org.scr4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.scr4j.cluster.ClusterException;
import org.scr4j.fuzz.Holds;
import org.scr4j.fuzz.Input;
import org.scr4j.fuzz.Scratch;
import org.scr4j.fuzz.Target;

/** Words of commands, and the tables that read them fast. */
public final class CliTargets {

  private static final List<String> LAUNCHERS = List.of("srun", "flux", "jsrun", "mpirun");
  private static final List<String> PLAIN =
      Commands.NAMES.stream().filter(name -> OptionTables.of(name).isPresent()).toList();

  private CliTargets() {}

  /** All of them. */
  public static List<Target> all() {
    return List.of(
        new Target("run-arguments", CliTargets::run),
        new Target("quick-options", CliTargets::quick),
        new Target("option-table", CliTargets::table),
        new Target("failure-line", CliTargets::failure));
  }

  private static void run(Input input) throws Exception {
    String launcher = LAUNCHERS.get(input.choice(LAUNCHERS.size()));
    Holds.orDocumented(
        UsageException.class, () -> RunArguments.parse(launcher, input.rest().words(), Map.of()));
  }

  /** What the tables understand, picocli understands. */
  private static void quick(Input input) throws Exception {
    String name = PLAIN.get(input.choice(PLAIN.size()));
    String[] words = input.rest().words().toArray(new String[0]);
    String table = OptionTables.of(name).orElseThrow();
    if (fill(name, table, words)) {
      Command command = Commands.create(name).orElseThrow();
      new picocli.CommandLine(command).parseArgs(words);
    }
  }

  /** A table that is damaged leaves the words to picocli. */
  private static void table(Input input) throws Exception {
    fill("scr_halt", input.text(), "--list", "/prefix");
  }

  /** Whatever a message quotes, the user gets one line. */
  private static void failure(Input input) {
    Failures.Report report = Failures.of(new ClusterException(input.text()));
    Holds.that(
        report.line().chars().noneMatch(Character::isISOControl), "a line that a terminal obeys");
  }

  private static boolean fill(String name, String table, String... words) throws Exception {
    Path file =
        Scratch.file(
            "home/" + QuickOptions.PLACE + name,
            table.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    String home = file.toString();
    home = home.substring(0, home.length() - QuickOptions.PLACE.length() - name.length() - 1);
    return QuickOptions.fill(home, name, Commands.create(name).orElseThrow(), words);
  }
}
