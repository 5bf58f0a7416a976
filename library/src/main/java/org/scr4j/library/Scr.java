package org.scr4j.library;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.scr4j.config.Configuration;
import org.scr4j.library.comm.CommunicationException;
import org.scr4j.library.comm.Communicator;

/**
 * Checkpoints of a parallel program that outlive its nodes.
 *
 * <p>Every rank makes the same calls in the same order; all but {@link #routeFile} and {@link
 * #communicator} are collective. The whole of a program:
 *
 * <pre>{@code
 * try (Scr scr = Scr.init()) {
 *   int step = 0;
 *   while (step == 0 && scr.haveRestart().isPresent()) {
 *     scr.startRestart();
 *     boolean good = read(scr.routeFile("ckpt/rank_" + rank));   // sets step
 *     if (!scr.completeRestart(good)) {
 *       step = 0;                                                // the next older one is offered
 *     }
 *   }
 *   while (step < last && !scr.shouldExit()) {
 *     step = advance();
 *     if (step % every == 0 || scr.needCheckpoint()) {
 *       scr.startOutput("ckpt." + step, Scr.Flag.CHECKPOINT);
 *       boolean good = write(scr.routeFile("ckpt/rank_" + rank));
 *       scr.completeOutput(good);
 *     }
 *   }
 *   scr.finish();
 * }
 * }</pre>
 *
 * <p><b>How a run ends.</b> {@link #finish} is the normal end: it flushes what the prefix lacks and
 * records in the halt file that the program is done. {@link #close} without {@code finish} is the
 * abnormal end, as when an exception unwinds the block above: it makes no collective call, records
 * nothing, and leaves, so that the cache is found again by the next run.
 *
 * <p><b>Errors.</b> A call in the wrong state throws {@link IllegalStateException}, and so does one
 * that not all ranks make, naming those that call something else; a lost peer {@link
 * org.scr4j.library.comm.CommunicationException}; a failure of this rank's storage in a call that
 * has no {@code boolean} for it {@link ScrException}. After a {@code CommunicationException} only
 * {@code close} may be called.
 */
public final class Scr implements AutoCloseable {

  /** What a dataset is good for; both may be said of one. */
  public enum Flag {
    /** The program can restart from it. */
    CHECKPOINT,
    /** It is a result: it is always copied to the prefix, and never dropped before. */
    OUTPUT
  }

  /** Where the program is between its calls. */
  private enum State {
    IDLE("in no dataset", ""),
    OUTPUT("writing a dataset", "call completeOutput first"),
    RESTART("reading a checkpoint", "call completeRestart first"),
    FINISHED("finished", "only close may follow"),
    BROKEN("without one of its peers", "only close may follow"),
    CLOSED("closed", "nothing may follow; start anew with Scr.init");

    private final String said;
    private final String remedy;

    State(String said, String remedy) {
      this.said = said;
      this.remedy = remedy;
    }
  }

  private final Communicator communicator;
  private final boolean own;
  private final Ranks ranks;
  private final Engine engine;
  private final Configuration configuration;
  private final Phases phases;
  private final Runnable exit;
  private State state = State.IDLE;

  Scr(
      Communicator communicator,
      boolean own,
      Ranks ranks,
      Start.Started started,
      Phases phases,
      Runnable exit) {
    this.communicator = communicator;
    this.own = own;
    this.ranks = ranks;
    this.engine = started.engine();
    this.configuration = started.configuration();
    this.phases = phases;
    this.exit = exit;
  }

  /**
   * Starts, in the environment of this process, with a communicator of its own, which {@link
   * #close} closes. What earlier runs of the job have left in the cache is rebuilt for the nodes
   * that this run has; what cannot be is dropped, and rank 0 says why.
   *
   * <p>Files go through the cache with SCR_CACHE_BYPASS=0; its default is 1, as in LLNL's library,
   * and has them written straight to the prefix.
   *
   * <p>Exits the process with SCR_HALT_EXIT=1 only; else, if a halt condition holds already, {@link
   * #shouldExit} says so at once.
   *
   * @throws ScrException on every rank, if a parameter, the prefix, or the storage of any node
   *     cannot be used
   */
  public static Scr init() {
    return builder().init();
  }

  /** Like {@link #init()}, with what is given; the caller closes the communicator. */
  public static Scr init(Map<String, String> environment, Communicator communicator) {
    return builder().environment(environment).communicator(communicator).init();
  }

  /** For a program that sets parameters itself, or wants to be told of {@link Phase}s. */
  public static ScrBuilder builder() {
    return new ScrBuilder();
  }

  /** The version of this library. */
  public static String version() {
    return Version.TEXT;
  }

  /**
   * The value of a parameter in this run.
   *
   * @param name a parameter, {@code SCR_FLUSH}, or a descriptor and one of its properties, {@code
   *     CKPT=0 TYPE}
   * @return nothing where it is not set and has no default
   * @throws IllegalArgumentException if there is no such parameter
   */
  public Optional<String> value(String name) {
    return ScrBuilder.textOf(configuration, name);
  }

  /** How long each phase that has ended took on this rank. */
  public Map<Phase, Timing> timings() {
    return phases.timings();
  }

  /** The ranks of this run; the program may use it between any two calls. */
  public Communicator communicator() {
    return communicator;
  }

  /**
   * Whether it is time for a checkpoint, by SCR_CHECKPOINT_INTERVAL (calls between two),
   * SCR_CHECKPOINT_SECONDS (time between two) and SCR_CHECKPOINT_OVERHEAD (percent of the time that
   * they may cost); and at once, where the run should end. The same answer on every rank.
   *
   * <p>Where none of the three is set, the answer is no until the run should end, as in LLNL's
   * library: then the program counts by itself, {@code step % every == 0 || scr.needCheckpoint()}.
   */
  public boolean needCheckpoint() {
    return within("needCheckpoint", State.IDLE, State.IDLE, engine::needCheckpoint);
  }

  /**
   * Begins a dataset. The oldest in the cache make room for it.
   *
   * @param name of the dataset, the same on every rank; {@code scr_index} lists it so
   * @param flags what it is; none means {@link Flag#CHECKPOINT}
   */
  public void startOutput(String name, Flag... flags) {
    Set<Flag> all = EnumSet.noneOf(Flag.class);
    all.addAll(flags.length == 0 ? List.of(Flag.CHECKPOINT) : Arrays.asList(flags));
    within(
        "startOutput",
        "(" + name + ", " + all + ")",
        State.IDLE,
        State.OUTPUT,
        () -> {
          engine.startOutput(name, all);
          return true;
        });
  }

  /**
   * Where to write or read a file of this rank. Between {@link #startOutput} and {@link
   * #completeOutput} the file is thereby registered, and the directory of the answer exists.
   * Between {@link #startRestart} and {@link #completeRestart} the answer is where the file is now.
   *
   * @param file relative to the prefix, or absolute and below it
   * @throws ScrException if it is outside the prefix, or, in a restart, not among this rank's files
   */
  public Path routeFile(String file) {
    return switch (state) {
      case OUTPUT -> engine.routeOutput(file);
      case RESTART -> engine.routeRestart(file);
      case IDLE ->
          throw new IllegalStateException(
              "routeFile called in no dataset: call startOutput or startRestart first");
      default -> throw misplaced("routeFile");
    };
  }

  /**
   * Ends the dataset: protects its files, records it, and flushes it if it is time.
   *
   * @param valid whether this rank wrote all it had to
   * @return whether the dataset is good: valid on every rank, and protected
   */
  public boolean completeOutput(boolean valid) {
    boolean good =
        within("completeOutput", State.OUTPUT, State.IDLE, () -> engine.completeOutput(valid));
    exitIfAsked();
    return good;
  }

  /**
   * The name of the checkpoint to restart from, if there is one: the newest that the cache has or
   * the prefix, from where it is then fetched into the cache. The same on every rank.
   */
  public Optional<String> haveRestart() {
    return within("haveRestart", State.IDLE, State.IDLE, engine::haveRestart);
  }

  /** Begins to read the checkpoint that {@link #haveRestart} names, and returns its name. */
  public String startRestart() {
    return within("startRestart", State.IDLE, State.RESTART, engine::startRestart);
  }

  /**
   * Ends the restart.
   *
   * @param valid whether this rank has read all it needs
   * @return whether every rank has; where not, the checkpoint is dropped, marked failed in the
   *     index, and {@link #haveRestart} offers the next older one
   */
  public boolean completeRestart(boolean valid) {
    return within(
        "completeRestart", State.RESTART, State.IDLE, () -> engine.completeRestart(valid));
  }

  /**
   * Whether the program should end now, by the halt file of the prefix. The same answer on every
   * rank.
   */
  public boolean shouldExit() {
    return within("shouldExit", State.IDLE, State.IDLE, engine::shouldExit);
  }

  /**
   * Makes a checkpoint the one to restart from, whatever is newer. Before {@link #haveRestart} it
   * asks for that one; a program that finds its files by itself says so which one it has read. What
   * the cache has of later datasets is deleted from there; the prefix keeps them.
   *
   * @return whether there is such a checkpoint, in cache or in the prefix; where not, nothing has
   *     changed
   */
  public boolean current(String name) {
    return manage("current", name, () -> engine.current(name));
  }

  /**
   * Removes a dataset from the index of the prefix; its files stay. For one that somebody has
   * deleted.
   *
   * @return whether the index had one of this name
   */
  public boolean drop(String name) {
    return manage("drop", name, () -> engine.drop(name));
  }

  /**
   * Deletes a dataset: its files in cache and in the prefix, what SCR has recorded of it, and the
   * directories that become empty.
   *
   * @return whether there was one of this name
   */
  public boolean delete(String name) {
    return manage("delete", name, () -> engine.delete(name));
  }

  private boolean manage(String call, String name, Supplier<Boolean> work) {
    return within(call, "(" + name + ")", State.IDLE, State.IDLE, work);
  }

  /**
   * The normal end: flushes the newest checkpoint if the prefix lacks it, and records that the
   * program is done, unless a halt condition is what ended it. Then only {@link #communicator} and
   * {@link #close} may be called.
   */
  public void finish() {
    within(
        "finish",
        State.IDLE,
        State.FINISHED,
        () -> {
          engine.finish();
          return true;
        });
  }

  /**
   * Leaves, and never throws; without {@link #finish} before, an abnormal end. A communicator of
   * its own is closed, which waits until messages sent before are delivered: not for a lost peer,
   * but for a silent one until it counts as lost.
   */
  @Override
  public void close() {
    if (state != State.CLOSED) {
      state = State.CLOSED;
      engine.close();
      if (own) {
        communicator.close();
      }
    }
  }

  /** The end that SCR_HALT_EXIT=1 asks for, once a halt condition holds. */
  void exitIfAsked() {
    if (engine.exits()) {
      close();
      exit.run();
    }
  }

  private <T> T within(String call, State from, State to, Supplier<T> work) {
    return within(call, "", from, to, work);
  }

  /** As above, for a call whose {@code arguments} must be the same on all ranks too. */
  private <T> T within(String call, String arguments, State from, State to, Supplier<T> work) {
    if (state != from) {
      throw misplaced(call, from);
    }
    try {
      ranks.agree(call + arguments);
      T result = work.get();
      state = to;
      return result;
    } catch (CommunicationException lost) {
      state = State.BROKEN;
      throw lost;
    } catch (ScrException failure) {
      // What was being written or read is over; what was to begin has not begun.
      state = State.IDLE;
      throw failure;
    }
  }

  private IllegalStateException misplaced(String call) {
    return new IllegalStateException(call + " called while " + state.said + ": " + state.remedy);
  }

  private IllegalStateException misplaced(String call, State wanted) {
    if (state != State.IDLE) {
      return misplaced(call);
    }
    String first = wanted == State.OUTPUT ? "startOutput" : "startRestart";
    return new IllegalStateException(call + " called in no dataset: call " + first + " first");
  }
}
