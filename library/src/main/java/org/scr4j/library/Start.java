package org.scr4j.library;

import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.scr4j.config.ConfigException;
import org.scr4j.config.Configuration;
import org.scr4j.config.Parameters;
import org.scr4j.config.ProgramSettings;
import org.scr4j.dataset.EventLog;
import org.scr4j.dataset.PrefixLayout;
import org.scr4j.kvtree.LockKind;
import org.scr4j.kvtree.StateFiles;
import org.scr4j.library.comm.Communicator;
import org.scr4j.library.comm.CommunicatorExchange;

/** Reads the parameters and joins the parts of a run. */
final class Start {

  /** Transfer types that mean copies by the processes themselves. */
  private static final List<String> OWN_COPIES = List.of("SYNC", "PTHREAD", "DEFAULT", "NATIVE");

  private Start() {}

  /** What a run was begun with. */
  record Started(Engine engine, Configuration configuration) {}

  /** The parameters of this process, with what the program sets itself. */
  static Configuration configuration(Map<String, String> environment, ProgramSettings program) {
    try {
      return Configuration.load(
          environment, Optional.empty(), Path.of("").toAbsolutePath().normalize(), program);
    } catch (ConfigException wrong) {
      throw new ScrException(wrong.getMessage(), wrong);
    }
  }

  /** Begins a run. Collective. */
  static Started run(
      Map<String, String> environment,
      ProgramSettings program,
      Ranks ranks,
      Communicator communicator,
      Phases phases) {
    Started[] started = new Started[1];
    Run[] run = new Run[1];
    Ranks.must(
        ranks.attempt(
            () -> {
              Configuration configuration = configuration(environment, program);
              Engine engine;
              if (configuration.get(Parameters.ENABLE)) {
                run[0] = join(configuration, environment, ranks, communicator, phases);
                engine = run[0];
              } else {
                engine = new Disabled(ranks, new PrefixLayout(configuration.prefix()));
              }
              started[0] = new Started(engine, configuration);
            }));
    if (run[0] != null) {
      boolean begun = false;
      try {
        run[0].begin(program);
        begun = true;
      } finally {
        if (!begun) {
          run[0].close();
        }
      }
    }
    return started[0];
  }

  private static Run join(
      Configuration configuration,
      Map<String, String> environment,
      Ranks ranks,
      Communicator communicator,
      Phases phases)
      throws ConfigException {
    Settings settings = Settings.of(configuration, environment);
    Protection protection =
        new Protection(settings.checkpoints(), settings.groups(), communicator.nodes());
    Clock clock = Clock.system(ZoneId.systemDefault());
    PrefixLayout prefix = new PrefixLayout(configuration.prefix());
    Console console = new Console(System.err, ranks.isRoot(), configuration.get(Parameters.DEBUG));
    Optional<EventLog> log =
        ranks.isRoot()
                && configuration.get(Parameters.LOG_ENABLE)
                && configuration.get(Parameters.LOG_TXT_ENABLE)
            ? Optional.of(
                new EventLog(prefix.log(), clock, ranks.node(), settings.directories().jobId()))
            : Optional.empty();
    tellUnsupported(configuration, console);
    protection.warnings().forEach(console::say);
    StateFiles files =
        new StateFiles(LockKind.parse(configuration.lockKind().toString()), console::say);
    Site site =
        new Site(
            ranks,
            new CommunicatorExchange(communicator),
            settings,
            protection,
            files,
            prefix,
            console,
            new Journal(log, console),
            phases,
            clock);
    Pace pace =
        new Pace(
            configuration.get(Parameters.CHECKPOINT_INTERVAL),
            configuration.get(Parameters.CHECKPOINT_SECONDS).toSeconds(),
            configuration.get(Parameters.CHECKPOINT_OVERHEAD),
            System.nanoTime());
    return new Run(site, pace);
  }

  /** A switch that does nothing must not look as if it did. */
  private static void tellUnsupported(Configuration configuration, Console console)
      throws ConfigException {
    String type = configuration.get(Parameters.FLUSH_TYPE);
    if (!OWN_COPIES.contains(type.toUpperCase(Locale.ROOT))) {
      console.say(
          Parameters.FLUSH_TYPE
              + "="
              + type
              + " has no effect in scr4j: the ranks copy by themselves");
    }
    if (configuration.get(Parameters.FLUSH_POSTSTAGE)) {
      console.say(
          Parameters.FLUSH_POSTSTAGE
              + "=1: no copy outlives its rank in scr4j, so the end waits for all; scr_poststage"
              + " completes what a crash leaves");
    }
  }
}
