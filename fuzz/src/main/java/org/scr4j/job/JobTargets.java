package org.scr4j.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.scr4j.dataset.EventLogReader;
import org.scr4j.fuzz.Holds;
import org.scr4j.fuzz.Input;
import org.scr4j.fuzz.Scratch;
import org.scr4j.fuzz.Target;
import org.scr4j.job.doctor.DoctorTargets;
import org.scr4j.job.interval.LogTally;
import org.scr4j.job.status.JobRecord;
import org.scr4j.job.status.StatusTargets;
import org.scr4j.kvtree.KvTreeCodec;
import org.scr4j.kvtree.LockKind;
import org.scr4j.kvtree.StateFiles;

/** What a job has recorded, commands given as one text, answers of nodes. */
public final class JobTargets {

  private static final StateFiles FILES = new StateFiles(LockKind.NONE, warning -> {});

  private JobTargets() {}

  /** All of them. */
  public static List<Target> all() {
    return List.of(
        new Target("command-words", JobTargets::words),
        new Target("nodes-out", JobTargets::nodesOut),
        new Target("job-record", JobTargets::record),
        new Target("log-tally", JobTargets::tally),
        new Target("log-tail", StatusTargets::tail),
        new Target("node-probe", DoctorTargets::probe));
  }

  private static void words(Input input) throws Exception {
    Optional<List<String>> words =
        Holds.orDocumented(JobException.class, () -> CommandWords.of(input.text()));
    if (words.isPresent() && words.get().stream().noneMatch(word -> word.contains("'"))) {
      Holds.same(words.get(), CommandWords.of(CommandWords.shown(words.get())));
    }
  }

  private static void nodesOut(Input input) throws Exception {
    Path file = Scratch.file("out/nodes_out.scr", KvTreeCodec.toFile(input.tree()));
    NodeHistory.recorded(FILES, file.getParent(), "123");
  }

  private static void record(Input input) throws Exception {
    Path file = Scratch.file("job/job.scr", KvTreeCodec.toFile(input.tree()));
    Optional<JobRecord> record = JobRecord.read(FILES, file);
    if (record.isPresent()) {
      Path again = Scratch.file("job/again.scr", new byte[0]);
      record.get().write(FILES, again);
      Holds.same(record, JobRecord.read(FILES, again));
    }
  }

  private static void tally(Input input) throws IOException {
    LogTally.of(new EventLogReader(Scratch.file("tally", input.bytes())));
  }
}
