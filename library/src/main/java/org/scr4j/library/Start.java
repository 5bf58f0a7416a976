package org.scr4j.library;

import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.scr4j.config.CheckpointDescriptor;
import org.scr4j.config.ConfigException;
import org.scr4j.config.Configuration;
import org.scr4j.config.Parameter;
import org.scr4j.config.Parameters;
import org.scr4j.dataset.EventLog;
import org.scr4j.dataset.PrefixLayout;
import org.scr4j.kvtree.LockKind;
import org.scr4j.kvtree.StateFiles;
import org.scr4j.library.comm.Communicator;
import org.scr4j.library.comm.CommunicatorExchange;
import org.scr4j.redundancy.Scheme;

/** Reads the parameters and joins the parts of a run. */
final class Start {

  private Start() {}

  /** The parameters of this process. */
  static Configuration configuration(Map<String, String> environment) {
    try {
      return Configuration.load(
          environment, Optional.empty(), Path.of("").toAbsolutePath().normalize());
    } catch (ConfigException wrong) {
      throw new ScrException(wrong.getMessage(), wrong);
    }
  }

  /** Begins a run. Collective. */
  static Engine run(Map<String, String> environment, Communicator communicator) {
    Ranks ranks = new Ranks(communicator);
    Engine[] engine = new Engine[1];
    Run[] run = new Run[1];
    Ranks.must(
        ranks.attempt(
            () -> {
              Configuration configuration = configuration(environment);
              if (configuration.get(Parameters.ENABLE)) {
                run[0] = join(configuration, environment, ranks, communicator);
                engine[0] = run[0];
              } else {
                engine[0] = new Disabled(ranks, new PrefixLayout(configuration.prefix()));
              }
            }));
    if (run[0] != null) {
      run[0].begin();
    }
    return engine[0];
  }

  private static Run join(
      Configuration configuration,
      Map<String, String> environment,
      Ranks ranks,
      Communicator communicator)
      throws ConfigException {
    Settings settings = Settings.of(configuration, environment);
    settings.checkpoints().forEach(Protection::scheme);
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
    tellUnprotected(settings, ranks.nodeCount(), console);
    StateFiles files =
        new StateFiles(LockKind.parse(configuration.lockKind().toString()), console::say);
    Site site =
        new Site(
            ranks,
            new CommunicatorExchange(communicator),
            settings,
            files,
            prefix,
            console,
            new Journal(log, console),
            clock);
    Pace pace =
        new Pace(
            configuration.get(Parameters.CHECKPOINT_INTERVAL),
            configuration.get(Parameters.CHECKPOINT_SECONDS).toSeconds(),
            configuration.get(Parameters.CHECKPOINT_OVERHEAD),
            System.nanoTime());
    return new Run(site, pace);
  }

  private static void tellUnprotected(Settings settings, long nodes, Console console) {
    for (CheckpointDescriptor kept : settings.checkpoints()) {
      Scheme wanted = Protection.scheme(kept);
      if (!Protection.scheme(kept, nodes).equals(wanted)) {
        console.say(
            "all ranks are on one node: "
                + wanted.kind()
                + " cannot protect cached checkpoints there, SINGLE is used");
        return;
      }
    }
  }

  /** A switch that does nothing must not look as if it did. */
  private static void tellUnsupported(Configuration configuration, Console console)
      throws ConfigException {
    Map<Parameter<Boolean>, String> absent = new LinkedHashMap<>();
    absent.put(Parameters.FLUSH_ASYNC, "flushes run while the program waits");
    absent.put(Parameters.HALT_EXIT, "the program ends by itself once shouldExit says so");
    absent.put(Parameters.PREFIX_PURGE, "nothing is deleted from the prefix");
    for (Map.Entry<Parameter<Boolean>, String> one : absent.entrySet()) {
      if (configuration.get(one.getKey())) {
        console.say(one.getKey() + "=1 has no effect in scr4j: " + one.getValue());
      }
    }
    if (configuration.get(Parameters.PREFIX_SIZE) > 0) {
      console.say(Parameters.PREFIX_SIZE + " has no effect in scr4j: the prefix keeps everything");
    }
  }
}
