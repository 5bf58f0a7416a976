package org.scr4j.library;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
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
 * abnormal end, as when an exception unwinds the block above: it exchanges nothing with any peer,
 * records nothing, and leaves, so that the cache is found again by the next run.
 *
 * <p><b>Errors.</b> A call in the wrong state throws {@link IllegalStateException}; a lost peer
 * {@link org.scr4j.library.comm.CommunicationException}; a failure of this rank's storage in a call
 * that has no {@code boolean} for it {@link ScrException}. After a {@code CommunicationException}
 * only {@code close} may be called.
 */
public final class Scr implements AutoCloseable {

  /** What a dataset is good for; both may be said of one. */
  public enum Flag {
    /** The program can restart from it. */
    CHECKPOINT,
    /** It is a result: it is always copied to the prefix, and never dropped before. */
    OUTPUT
  }

  private final Communicator communicator;

  private Scr(Communicator communicator) {
    this.communicator = communicator;
  }

  /**
   * Starts, in the environment of this process, with a communicator of its own, which {@link
   * #close} closes. What the cache holds is rebuilt; where it holds no checkpoint, the newest good
   * one is fetched from the prefix.
   *
   * <p>Never exits the process: if a halt condition holds already, {@link #shouldExit} says so at
   * once.
   */
  public static Scr init() {
    if (Thread.currentThread().isInterrupted()) {
      return null;
    }
    throw new ScrException("the library is being built");
  }

  /** Like {@link #init()}, with what is given; the caller closes the communicator. */
  public static Scr init(Map<String, String> environment, Communicator communicator) {
    return new Scr(communicator);
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
    return false;
  }

  /**
   * Begins a dataset. The oldest in the cache make room for it.
   *
   * @param name of the dataset, the same on every rank; {@code scr_index} lists it so
   * @param flags what it is; none means {@link Flag#CHECKPOINT}
   */
  public void startOutput(String name, Flag... flags) {}

  /**
   * Where to write or read a file of this rank. Between {@link #startOutput} and {@link
   * #completeOutput} the file is thereby registered, and the directory of the answer exists.
   * Between {@link #startRestart} and {@link #completeRestart} the answer is where the file is now.
   *
   * @param file relative to the prefix, or absolute and below it
   * @throws ScrException if it is outside the prefix, or, in a restart, not among this rank's files
   */
  public Path routeFile(String file) {
    return Path.of(file);
  }

  /**
   * Ends the dataset: protects its files, records it, and flushes it if it is time.
   *
   * @param valid whether this rank wrote all it had to
   * @return whether the dataset is good: valid on every rank, and protected
   */
  public boolean completeOutput(boolean valid) {
    return valid;
  }

  /** The name of the checkpoint to restart from, if there is one. The same on every rank. */
  public Optional<String> haveRestart() {
    return Optional.empty();
  }

  /** Begins to read the checkpoint that {@link #haveRestart} names, and returns its name. */
  public String startRestart() {
    return haveRestart()
        .orElseThrow(() -> new ScrException("no checkpoint to restart from; ask haveRestart"));
  }

  /**
   * Ends the restart.
   *
   * @param valid whether this rank has read all it needs
   * @return whether every rank has; where not, the checkpoint is dropped, marked failed in the
   *     index, and {@link #haveRestart} offers the next older one
   */
  public boolean completeRestart(boolean valid) {
    return valid;
  }

  /**
   * Whether the program should end now, by the halt file of the prefix. The same answer on every
   * rank.
   */
  public boolean shouldExit() {
    return false;
  }

  /**
   * The normal end: flushes the newest checkpoint if the prefix lacks it, and records that the
   * program is done, unless a halt condition is what ended it. Then only {@link #communicator} and
   * {@link #close} may be called.
   */
  public void finish() {}

  /**
   * Leaves. Never waits for a peer and never throws; without {@link #finish} before, an abnormal
   * end.
   */
  @Override
  public void close() {}
}
