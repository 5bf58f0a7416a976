package org.scr4j.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Optional;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.LauncherUsageException;
import org.scr4j.config.ConfigException;
import org.scr4j.job.ExitCode;
import org.scr4j.job.JobException;
import org.scr4j.job.terminal.Words;
import org.scr4j.library.ScrException;
import org.scr4j.library.comm.CommunicationException;

/** The one place that turns a fault into a line for the user and an exit status. */
final class Failures {

  /**
   * What the user gets.
   *
   * @param exitCode one of {@link ExitCode}
   * @param line without the command's name; whatever stood in a file, it is one line that a
   *     terminal shows as it is
   */
  record Report(int exitCode, String line) {
    Report {
      line = Words.printable(line);
    }
  }

  private static final List<String> UNWRITABLE =
      List.of("No space left on device", "Disk quota exceeded", "Read-only file system");

  private Failures() {}

  static Report of(Throwable fault) {
    if (fault instanceof UsageException) {
      return new Report(ExitCode.USAGE, fault.getMessage() + "; see --help");
    }
    if (fault instanceof JobException job) {
      return new Report(job.exitCode(), fault.getMessage());
    }
    if (fault instanceof ConfigException && fault.getCause() instanceof AccessDeniedException e) {
      return new Report(
          ExitCode.NOT_PERMITTED,
          e.getFile() + ": permission denied; check owner and mode of it and of its directory");
    }
    if (fault instanceof ConfigException) {
      return new Report(ExitCode.CONFIG, fault.getMessage());
    }
    if (fault instanceof LauncherUsageException) {
      return new Report(ExitCode.USAGE, fault.getMessage());
    }
    if (fault instanceof ClusterException) {
      return new Report(ExitCode.UNAVAILABLE, fault.getMessage());
    }
    Optional<Report> full = fault instanceof IOException io ? unwritable(io) : Optional.empty();
    if (full.isPresent()) {
      return full.get();
    }
    if (fault instanceof FileSystemException file) {
      return ofFile(file);
    }
    if (fault instanceof ScrException && fault.getCause() instanceof ConfigException) {
      return new Report(ExitCode.CONFIG, fault.getMessage());
    }
    if (fault instanceof CommunicationException) {
      return new Report(ExitCode.UNAVAILABLE, fault.getMessage());
    }
    if (fault instanceof IOException || fault instanceof ScrException) {
      return new Report(ExitCode.IO, text(fault));
    }
    if (fault instanceof InterruptedException) {
      return new Report(ExitCode.SOFTWARE, "interrupted");
    }
    return new Report(
        ExitCode.SOFTWARE,
        "internal fault: " + fault + "; call again with --verbose and report what it prints");
  }

  /** The system's messages for a file system that takes no more. */
  private static Optional<Report> unwritable(IOException fault) {
    String said = text(fault);
    for (String why : UNWRITABLE) {
      if (said.contains(why)) {
        return Optional.of(
            new Report(
                ExitCode.CANNOT_WRITE, said + "; free space there, or choose another directory"));
      }
    }
    return Optional.empty();
  }

  /** The JDK's messages for these are the bare path. */
  private static Report ofFile(FileSystemException fault) {
    String file = Optional.ofNullable(fault.getFile()).orElse("a file");
    if (fault instanceof AccessDeniedException) {
      return new Report(
          ExitCode.NOT_PERMITTED, file + ": permission denied; check its owner and mode");
    }
    if (fault instanceof NoSuchFileException) {
      String why = Optional.ofNullable(fault.getReason()).map(text -> "; " + text).orElse("");
      return new Report(
          ExitCode.IO,
          file + ": no such file or directory" + (why.isEmpty() ? "; check the path" : why));
    }
    if (fault instanceof NotDirectoryException) {
      return new Report(ExitCode.IO, file + ": not a directory; check the path");
    }
    return new Report(ExitCode.IO, text(fault));
  }

  private static String text(Throwable fault) {
    return Optional.ofNullable(fault.getMessage()).orElse(fault.toString());
  }
}
