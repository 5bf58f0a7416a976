package org.scr4j.job;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.scr4j.cluster.StepOutput;

/**
 * Log files of runs in a directory of the user's: {@code run.1.out} and {@code run.1.err} hold what
 * the first run writes to standard output and standard error. No file is written over: where one of
 * an earlier scr_run has that name, it is {@code run.1.2.out}, and so on.
 */
public final class RunLogs {

  private final Path directory;
  private final List<StepOutput> open = new ArrayList<>();

  private RunLogs(Path directory) {
    this.directory = directory;
  }

  /**
   * Logs in {@code directory}, which is made where it is missing.
   *
   * @throws JobException if no file can be made there
   */
  public static RunLogs in(Path directory) throws JobException {
    try {
      Files.createDirectories(directory);
      Files.delete(Files.createTempFile(directory, ".run", ""));
    } catch (AccessDeniedException e) {
      throw new JobException(
          ExitCode.NOT_PERMITTED,
          "--log-dir " + directory + ": permission denied; choose another directory",
          e);
    } catch (IOException e) {
      throw new JobException(
          ExitCode.CANNOT_WRITE,
          "--log-dir " + directory + " cannot be written (" + e + "); choose another directory",
          e);
    }
    return new RunLogs(directory);
  }

  /**
   * Where run {@code run} writes to. A directory that cannot be written any more costs the log and
   * never the run.
   */
  StepOutput forRun(int run, Consumer<String> warnings) {
    try {
      String name = make(run);
      Path out = directory.resolve(name + ".out");
      Path err = directory.resolve(name + ".err");
      StepOutput output =
          StepOutput.recorded(
              new FileOutputStream(out.toFile(), true),
              new FileOutputStream(err.toFile(), true),
              why -> warnings.accept("warning: the log of run " + run + " is cut off: " + why));
      synchronized (open) {
        open.add(output);
      }
      return output;
    } catch (IOException e) {
      warnings.accept("warning: run " + run + " has no log: " + e);
      return StepOutput.inherited();
    }
  }

  /** Makes the two files of a run, and returns what their names have in common. */
  private String make(int run) throws IOException {
    String name = "run." + run;
    for (int copy = 2; !made(name); copy++) {
      name = "run." + run + "." + copy;
    }
    return name;
  }

  private boolean made(String name) throws IOException {
    try {
      Files.createFile(directory.resolve(name + ".out"));
      Files.createFile(directory.resolve(name + ".err"));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /**
   * Waits for what the runs have written until now, and closes the files of those that are done.
   */
  void finish(Duration limit) throws InterruptedException {
    List<StepOutput> all;
    synchronized (open) {
      all = List.copyOf(open);
    }
    for (StepOutput output : all) {
      if (output.finish(limit)) {
        synchronized (open) {
          open.remove(output);
        }
      }
    }
  }
}
