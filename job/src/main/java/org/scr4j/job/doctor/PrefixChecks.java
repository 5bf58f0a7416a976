package org.scr4j.job.doctor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.scr4j.config.ConfigException;
import org.scr4j.config.Configuration;
import org.scr4j.config.Parameters;
import org.scr4j.dataset.PrefixLayout;
import org.scr4j.job.JobContext;
import org.scr4j.job.status.DatasetStatus;
import org.scr4j.job.status.JobStatus;
import org.scr4j.job.status.StatusReader;
import org.scr4j.job.terminal.Words;
import org.scr4j.kvtree.LockKind;
import org.scr4j.kvtree.StateFiles;

/** The prefix directory: access, room, locks, and what dead jobs left in it. */
final class PrefixChecks {

  private static final Finding.Area AREA = Finding.Area.PREFIX;
  private static final int SHOWN = 5;

  private final Configuration configuration;
  private final Optional<JobContext> job;
  private final PrefixLayout layout;
  private final List<Finding> findings = new ArrayList<>();

  PrefixChecks(Configuration configuration, Optional<JobContext> job) {
    this.configuration = configuration;
    this.job = job;
    this.layout = new PrefixLayout(configuration.prefix());
  }

  /** What is to be done while a lock on a file in the prefix is held, if one could be had. */
  interface WhileLocked {
    void run(Optional<Path> locked) throws InterruptedException;
  }

  List<Finding> run(WhileLocked action) throws InterruptedException {
    Path prefix = layout.prefix();
    String origin = " (" + configuration.origin(Parameters.PREFIX) + ")";
    if (!Files.isDirectory(prefix)) {
      findings.add(
          Finding.bad(
              AREA,
              "directory",
              prefix + origin + " is not a directory",
              "make it, or name another with SCR_PREFIX"));
      action.run(Optional.empty());
      return findings;
    }
    boolean writable = Files.isReadable(prefix) && Files.isWritable(prefix);
    findings.add(
        writable
            ? Finding.ok(AREA, "directory", prefix + origin)
            : Finding.bad(
                AREA,
                "directory",
                prefix + origin + " cannot be read and written by this user",
                "change its mode, or name another with SCR_PREFIX"));
    if (writable) {
      space(prefix);
      locks(prefix, action);
    } else {
      action.run(Optional.empty());
    }
    state();
    return findings;
  }

  private void space(Path prefix) {
    try {
      long free = Files.getFileStore(prefix).getUsableSpace();
      findings.add(
          free > 0
              ? Finding.ok(AREA, "space", Words.bytes(free) + " free")
              : Finding.bad(
                  AREA,
                  "space",
                  "the file system is full",
                  "remove old datasets, or name another prefix with SCR_PREFIX"));
    } catch (IOException e) {
      findings.add(Finding.skipped(AREA, "space", Doctor.message(e), ""));
    }
  }

  private void locks(Path prefix, WhileLocked action) throws InterruptedException {
    LockKind kind;
    Path file;
    try {
      kind = LockKind.parse(configuration.get(Parameters.FILE_LOCK).toString());
      file = Files.createTempFile(prefix, ".scr_doctor.", ".lock");
    } catch (ConfigException e) {
      action.run(Optional.empty());
      return;
    } catch (IOException e) {
      findings.add(
          Finding.bad(
              AREA,
              "write",
              "no file can be made: " + Doctor.message(e),
              "free space or inodes there, or name another prefix with SCR_PREFIX"));
      action.run(Optional.empty());
      return;
    }
    lock(kind, file, action);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      findings.add(
          Finding.warning(
              AREA, "write", "cannot remove a file: " + Doctor.message(e), "remove it"));
    }
  }

  private void lock(LockKind kind, Path file, WhileLocked action) throws InterruptedException {
    if (kind == LockKind.NONE) {
      findings.add(
          Finding.note(
              AREA,
              "lock",
              "SCR_FILE_LOCK=none: state files are not locked",
              "change no halt condition while the program runs, or use flock"));
      action.run(Optional.empty());
      return;
    }
    List<String> refused = new ArrayList<>();
    InterruptedException[] interrupted = {null};
    try {
      new StateFiles(kind, refused::add)
          .update(
              file,
              tree -> {
                try {
                  boolean visible = refused.isEmpty() && kind == LockKind.FLOCK;
                  action.run(visible ? Optional.of(file) : Optional.empty());
                } catch (InterruptedException e) {
                  interrupted[0] = e;
                }
                return file;
              });
    } catch (IOException e) {
      refused.add(Doctor.message(e));
    }
    if (interrupted[0] != null) {
      throw interrupted[0];
    }
    findings.add(
        refused.isEmpty()
            ? Finding.ok(AREA, "lock", "locks of SCR_FILE_LOCK=" + kind + " work")
            : Finding.warning(
                AREA,
                "lock",
                refused.get(0),
                "state files may be damaged when two commands change them at once"));
  }

  private void state() {
    Optional<JobStatus> read = status();
    if (read.isEmpty()) {
      return;
    }
    JobStatus status = read.get();
    for (String problem : status.problems()) {
      findings.add(
          Finding.bad(
              AREA,
              "state",
              problem,
              "look at it with scr_print --describe, then move it out of " + layout.scrDir()));
    }
    if (status.halting().isPresent()) {
      findings.add(
          Finding.warning(
              AREA,
              "halt",
              "scr_run would not start a run: " + status.halting().get().text(),
              "see scr_halt --list " + layout.prefix() + ", lift it with --remove"));
    }
    dead(status);
    unfinished(status);
    aside();
  }

  private Optional<JobStatus> status() {
    try {
      LockKind kind = LockKind.parse(configuration.get(Parameters.FILE_LOCK).toString());
      Clock clock = job.map(JobContext::clock).orElseGet(Clock::systemDefaultZone);
      long haltSeconds = configuration.get(Parameters.HALT_SECONDS).toSeconds();
      return Optional.of(
          new StatusReader(new StateFiles(kind, line -> {}), layout, haltSeconds, clock).read());
    } catch (IOException e) {
      findings.add(Finding.skipped(AREA, "state", Doctor.message(e), ""));
      return Optional.empty();
    }
  }

  private void dead(JobStatus status) {
    if (status.life() == JobStatus.Life.DEAD && status.job().isPresent()) {
      boolean here = job.filter(now -> mine(now, status)).isPresent();
      findings.add(
          Finding.warning(
              AREA,
              "leftovers",
              "scr_run of job " + status.job().get().jobId() + " died without a word",
              here
                  ? "scr_postrun saves what is in cache; the next scr_run ends what is left of it"
                  : "scr_index --list tells what it saved; what was in its cache only is lost"));
    }
  }

  private static boolean mine(JobContext now, JobStatus status) {
    return status.job().get().jobId().equals(now.allocation().jobId());
  }

  private void unfinished(JobStatus status) {
    boolean busy = status.life() == JobStatus.Life.ALIVE || status.life() == JobStatus.Life.UNKNOWN;
    List<String> names = new ArrayList<>();
    for (DatasetStatus dataset : status.datasets()) {
      boolean cut =
          dataset.prefix() == DatasetStatus.InPrefix.INCOMPLETE
              || dataset.prefix() == DatasetStatus.InPrefix.FLUSHING;
      if (cut && !busy && names.size() < SHOWN) {
        names.add(Words.printable(dataset.name().orElse("dataset " + dataset.id())));
      }
    }
    if (!names.isEmpty()) {
      findings.add(
          Finding.note(
              AREA,
              "datasets",
              "not whole in the prefix: " + String.join(", ", names),
              "scr_index --build ID completes what was collected; --drop NAME forgets it"));
    }
  }

  private void aside() {
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> damaged = Files.newDirectoryStream(layout.scrDir(), "*.damaged.*")) {
      for (Path file : damaged) {
        found.add(Words.printable(file.getFileName().toString()));
      }
    } catch (IOException e) {
      // No such directory yet: then nothing was moved aside either.
      return;
    }
    if (!found.isEmpty()) {
      findings.add(
          Finding.note(
              AREA,
              "damaged",
              found.size() + " damaged files were moved aside, such as " + found.get(0),
              "remove them from " + layout.scrDir() + " once nobody wants to look at them"));
    }
  }
}
