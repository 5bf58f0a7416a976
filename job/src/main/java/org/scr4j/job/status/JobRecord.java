package org.scr4j.job.status;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.StateFiles;

/**
 * What scr_run records of itself in {@code .scr/run.scr}, for others to read. LLNL's commands do
 * not know the file. Keys: JOB, USER, MANAGER, HOST, PID, PIDSPACE, PIDSTART, NODES, END, BEGAN,
 * PHASE, RUNS, EXIT, ENDING, and {@code RUN/<number>/} STEP, NODES, START, STOP, OUTCOME, FAILED.
 * Times are milliseconds since 1970. What cannot be read counts as absent.
 *
 * @param jobId the allocation's id
 * @param user whose job it is
 * @param manager name of the resource manager
 * @param process of scr_run
 * @param nodes all nodes of the allocation, as a node set; of the size of the text only
 * @param end of the allocation, where known
 * @param began when scr_run started
 * @param phase what it is doing
 * @param runsAllowed how many runs it may start; nothing where there is no bound
 * @param runs those that it started, oldest first; at most {@link #MOST_RUNS}, the latest
 * @param exitCode what it ended with, once it has
 * @param ending why it ended, once it has
 */
public record JobRecord(
    String jobId,
    String user,
    String manager,
    RunProcess process,
    String nodes,
    Optional<Instant> end,
    Instant began,
    Phase phase,
    OptionalLong runsAllowed,
    List<Run> runs,
    OptionalInt exitCode,
    Optional<String> ending) {

  /** So many runs are kept. */
  public static final int MOST_RUNS = 50;

  private static final String NAME = "run.scr";
  private static final String JOB = "JOB";
  private static final String USER = "USER";
  private static final String MANAGER = "MANAGER";
  private static final String HOST = "HOST";
  private static final String PID = "PID";
  private static final String PIDSPACE = "PIDSPACE";
  private static final String PIDSTART = "PIDSTART";
  private static final String NODES = "NODES";
  private static final String END = "END";
  private static final String BEGAN = "BEGAN";
  private static final String PHASE = "PHASE";
  private static final String RUNS = "RUNS";
  private static final String EXIT = "EXIT";
  private static final String ENDING = "ENDING";
  private static final String RUN = "RUN";
  private static final String STEP = "STEP";
  private static final String START = "START";
  private static final String STOP = "STOP";
  private static final String OUTCOME = "OUTCOME";
  private static final String FAILED = "FAILED";

  /** What scr_run is doing. */
  public enum Phase {
    /** Before the first run, or between two: nodes are checked. */
    CHECKING,
    /** The program runs. */
    RUNNING,
    /** What is in cache is being saved. */
    SAVING,
    /** It has ended. */
    ENDED,
    /** The record does not say. */
    UNKNOWN
  }

  /**
   * One run of the program.
   *
   * @param number from 1
   * @param step the step's id
   * @param nodes the nodes it runs on, as a node set
   * @param stop when it ended, once it has
   * @param outcome how it ended, once it has
   * @param failed whether it ended other than with status 0
   */
  public record Run(
      int number,
      String step,
      String nodes,
      Instant start,
      Optional<Instant> stop,
      Optional<String> outcome,
      boolean failed) {

    /** This run, which has ended. */
    public Run ended(Instant at, String how, boolean badly) {
      return new Run(number, step, nodes, start, Optional.of(at), Optional.of(how), badly);
    }
  }

  /** Copies the list and keeps its latest runs. */
  public JobRecord {
    runs = List.copyOf(runs.subList(Math.max(0, runs.size() - MOST_RUNS), runs.size()));
  }

  /** The file in {@code scrDir}, the hidden directory of a prefix. */
  public static Path file(Path scrDir) {
    return scrDir.resolve(NAME);
  }

  /** This record in another phase. */
  public JobRecord in(Phase next) {
    return now(end, next, runs, exitCode, ending);
  }

  /** This record with a run that has just begun, in an allocation that ends at {@code until}. */
  public JobRecord with(Run run, Optional<Instant> until) {
    List<Run> more = new ArrayList<>(runs);
    more.add(run);
    return now(until, Phase.RUNNING, more, exitCode, ending);
  }

  /** This record, whose last run has ended. */
  public JobRecord lastRunEnded(Instant at, String how, boolean badly) {
    List<Run> all = new ArrayList<>(runs);
    if (!all.isEmpty()) {
      all.add(all.remove(all.size() - 1).ended(at, how, badly));
    }
    return now(end, Phase.CHECKING, all, exitCode, ending);
  }

  /** This record, at its end. */
  public JobRecord ended(int status, String why) {
    return now(end, Phase.ENDED, runs, OptionalInt.of(status), Optional.of(why));
  }

  /** The same job with what can change. */
  private JobRecord now(
      Optional<Instant> until,
      Phase next,
      List<Run> known,
      OptionalInt status,
      Optional<String> why) {
    return new JobRecord(
        jobId, user, manager, process, nodes, until, began, next, runsAllowed, known, status, why);
  }

  /** The run that began last. */
  public Optional<Run> lastRun() {
    return runs.isEmpty() ? Optional.empty() : Optional.of(runs.get(runs.size() - 1));
  }

  /**
   * The record in {@code file}; nothing where there is none.
   *
   * @throws org.scr4j.kvtree.CorruptTreeException naming the file, if it is damaged
   */
  public static Optional<JobRecord> read(StateFiles files, Path file) throws IOException {
    return files.read(file).filter(tree -> tree.has(JOB)).map(JobRecord::of);
  }

  /** Puts the record into {@code file}. */
  public void write(StateFiles files, Path file) throws IOException {
    files.write(file, tree());
  }

  private static JobRecord of(KvTree tree) {
    List<Run> runs = new ArrayList<>();
    for (KvTree.Entry entry : tree.get(RUN).orElseGet(KvTree::new).entries()) {
      number(entry.key())
          .filter(n -> n > 0 && n <= Integer.MAX_VALUE && entry.key().equals(n.toString()))
          .ifPresent(n -> runs.add(run((int) (long) n, entry.tree())));
    }
    runs.sort(Comparator.comparingInt(Run::number));
    return new JobRecord(
        text(tree, JOB),
        text(tree, USER),
        text(tree, MANAGER),
        new RunProcess(
            text(tree, HOST), long0(tree, PID), text(tree, PIDSPACE), time(tree, PIDSTART)),
        text(tree, NODES),
        time(tree, END),
        time(tree, BEGAN).orElse(Instant.EPOCH),
        phase(text(tree, PHASE)),
        optional(tree, RUNS),
        runs,
        exit(optional(tree, EXIT)),
        tree.value(ENDING));
  }

  private static Run run(int number, KvTree tree) {
    return new Run(
        number,
        text(tree, STEP),
        text(tree, NODES),
        time(tree, START).orElse(Instant.EPOCH),
        time(tree, STOP),
        tree.value(OUTCOME),
        tree.value(FAILED).filter("1"::equals).isPresent());
  }

  private KvTree tree() {
    KvTree tree = new KvTree();
    tree.setValue(JOB, jobId);
    tree.setValue(USER, user);
    tree.setValue(MANAGER, manager);
    tree.setValue(HOST, process.host());
    tree.setValue(PID, process.pid());
    tree.setValue(PIDSPACE, process.space());
    process.started().ifPresent(at -> tree.setValue(PIDSTART, at.toEpochMilli()));
    tree.setValue(NODES, nodes);
    end.ifPresent(at -> tree.setValue(END, at.toEpochMilli()));
    tree.setValue(BEGAN, began.toEpochMilli());
    tree.setValue(PHASE, phase.name());
    runsAllowed.ifPresent(most -> tree.setValue(RUNS, most));
    exitCode.ifPresent(status -> tree.setValue(EXIT, status));
    ending.ifPresent(why -> tree.setValue(ENDING, why));
    for (Run run : runs) {
      KvTree below = tree.child(RUN, Integer.toString(run.number()));
      below.setValue(STEP, run.step());
      below.setValue(NODES, run.nodes());
      below.setValue(START, run.start().toEpochMilli());
      run.stop().ifPresent(at -> below.setValue(STOP, at.toEpochMilli()));
      run.outcome().ifPresent(how -> below.setValue(OUTCOME, how));
      if (run.failed()) {
        below.setValue(FAILED, 1);
      }
    }
    return tree;
  }

  private static Phase phase(String name) {
    for (Phase phase : Phase.values()) {
      if (phase.name().equals(name.toUpperCase(Locale.ROOT))) {
        return phase;
      }
    }
    return Phase.UNKNOWN;
  }

  private static String text(KvTree tree, String key) {
    return tree.value(key).orElse("");
  }

  private static long long0(KvTree tree, String key) {
    return optional(tree, key).orElse(0);
  }

  private static OptionalLong optional(KvTree tree, String key) {
    return tree.value(key)
        .flatMap(JobRecord::number)
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  private static OptionalInt exit(OptionalLong status) {
    return status.isPresent() ? OptionalInt.of((int) status.getAsLong()) : OptionalInt.empty();
  }

  private static Optional<Long> number(String text) {
    try {
      return Optional.of(Long.valueOf(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> time(KvTree tree, String key) {
    OptionalLong millis = optional(tree, key);
    try {
      return millis.isPresent()
          ? Optional.of(Instant.ofEpochMilli(millis.getAsLong()))
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
