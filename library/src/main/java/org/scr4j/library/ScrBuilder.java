package org.scr4j.library;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.scr4j.config.ConfigException;
import org.scr4j.config.Configuration;
import org.scr4j.config.ProgramSettings;
import org.scr4j.library.comm.Communicator;
import org.scr4j.library.comm.Communicators;

/**
 * What a program wants of its run before that begins. Every rank sets the same.
 *
 * <pre>{@code
 * try (Scr scr = Scr.builder().set("SCR_FLUSH", 5).set("SCR_COPY_TYPE", "RS").init()) {
 *   ...
 * }
 * }</pre>
 *
 * <p>A parameter that the environment or the user's file sets keeps that value: users know their
 * system better than programs do. What a program sets is left in {@code .scr/app.conf} of the
 * prefix directory, where the commands find it, as with SCR_Config of LLNL's library.
 */
public final class ScrBuilder {

  private final List<PhaseListener> listeners = new ArrayList<>();
  private ProgramSettings settings = ProgramSettings.NONE;
  private Map<String, String> environment = System.getenv();
  private Optional<Communicator> given = Optional.empty();
  private Runnable exit = () -> System.exit(0);

  ScrBuilder() {}

  /**
   * Sets a parameter.
   *
   * @param parameter with its {@code SCR_}
   * @param value as a line of a configuration file would have it; 1 and 0 for yes and no
   * @throws IllegalArgumentException if there is no such parameter, or it is not a program's to set
   */
  public ScrBuilder set(String parameter, Object value) {
    return change(() -> settings.with(parameter, value.toString()));
  }

  /**
   * Adds a line of a configuration file: {@code CKPT=0 TYPE=XOR SET_SIZE=16}, or {@code
   * SCR_FLUSH=5}.
   *
   * @throws IllegalArgumentException if it cannot be understood, or is not a program's to set
   */
  public ScrBuilder line(String line) {
    return change(() -> settings.withLine(line));
  }

  /** Forgets what was set of a parameter; what others have set of it stays. */
  public ScrBuilder unset(String parameter) {
    settings = settings.without(parameter);
    return this;
  }

  /** Tells {@code listener} where phases begin and end. */
  public ScrBuilder listen(PhaseListener listener) {
    listeners.add(Objects.requireNonNull(listener));
    return this;
  }

  /** Takes these variables instead of the environment of this process. */
  public ScrBuilder environment(Map<String, String> variables) {
    environment = Map.copyOf(variables);
    return this;
  }

  /** Takes this communicator instead of one of its own; the caller closes it. */
  public ScrBuilder communicator(Communicator communicator) {
    given = Optional.of(communicator);
    return this;
  }

  /** What SCR_HALT_EXIT does instead of ending the process. */
  ScrBuilder exit(Runnable action) {
    exit = action;
    return this;
  }

  /**
   * The value that a parameter would have now, by environment, files, and what was set here.
   *
   * @param name a parameter, or a descriptor and one of its properties: {@code CKPT=0 TYPE}
   * @return nothing where it is not set and has no default
   * @throws ScrException if a file cannot be read
   * @throws IllegalArgumentException if there is no such parameter
   */
  public Optional<String> value(String name) {
    return textOf(Start.configuration(environment, settings), name);
  }

  static Optional<String> textOf(Configuration configuration, String name) {
    try {
      return configuration.text(name);
    } catch (ConfigException unknown) {
      throw new IllegalArgumentException(unknown.getMessage(), unknown);
    }
  }

  /**
   * Begins the run. Collective.
   *
   * @throws ScrException on every rank, if a parameter, the prefix, or the storage of any node
   *     cannot be used
   * @throws IllegalStateException on every rank, if they do not all set the same
   * @see Scr#init()
   */
  public Scr init() {
    if (given.isPresent()) {
      return begin(given.get(), false);
    }
    Configuration configuration = Start.configuration(environment, settings);
    Communicator communicator = Communicators.connect(environment, configuration);
    try {
      return begin(communicator, true);
    } catch (RuntimeException failure) {
      communicator.close();
      throw failure;
    }
  }

  private Scr begin(Communicator communicator, boolean own) {
    Ranks ranks = new Ranks(communicator);
    ranks.agree("init with the settings [" + settings.text().strip().replace("\n", "; ") + "]");
    Phases phases = new Phases(listeners);
    Start.Started started = Start.run(environment, settings, ranks, communicator, phases);
    Scr scr = new Scr(communicator, own, ranks, started, phases, exit);
    scr.exitIfAsked();
    return scr;
  }

  /** A change of the settings that may be refused. */
  @FunctionalInterface
  private interface Change {
    ProgramSettings make() throws ConfigException;
  }

  private ScrBuilder change(Change change) {
    try {
      settings = change.make();
      return this;
    } catch (ConfigException refused) {
      throw new IllegalArgumentException(refused.getMessage(), refused);
    }
  }
}
