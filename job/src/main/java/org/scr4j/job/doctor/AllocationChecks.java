package org.scr4j.job.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.scr4j.cluster.Allocation;
import org.scr4j.job.JobContext;
import org.scr4j.job.terminal.Words;

/** What was granted, and its time limit against SCR_HALT_SECONDS. */
final class AllocationChecks {

  private static final Finding.Area AREA = Finding.Area.ALLOCATION;

  private final JobContext job;

  AllocationChecks(JobContext job) {
    this.job = job;
  }

  List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    Allocation allocation = job.allocation();
    findings.add(
        Finding.ok(
            AREA,
            "allocation",
            "job "
                + allocation.jobId()
                + " of "
                + allocation.user()
                + " on "
                + allocation.nodes().size()
                + " nodes: "
                + allocation.nodes()));
    findings.add(time(allocation.endTime()));
    for (String advice : job.platform().resourceManager().advice()) {
      findings.add(
          Finding.warning(AREA, "advice", advice, "set it when the next job is submitted"));
    }
    return findings;
  }

  private Finding time(Optional<Instant> end) {
    Duration keep = job.settings().haltSeconds();
    if (end.isEmpty()) {
      return keep.isZero()
          ? Finding.ok(AREA, "time", "no end of the allocation is known")
          : Finding.note(
              AREA,
              "time",
              "no end of the allocation is known, so SCR_HALT_SECONDS="
                  + keep.toSeconds()
                  + " has no effect",
              "set SCR_END_TIME to the end, in seconds since 1970");
    }
    Duration left = Duration.between(job.clock().instant(), end.get());
    String text = Words.duration(left) + " left, SCR_HALT_SECONDS=" + keep.toSeconds();
    if (left.compareTo(keep) <= 0) {
      return Finding.bad(
          AREA,
          "time",
          text + ": scr_run would not start a run",
          "submit with a longer time limit, or set a smaller SCR_HALT_SECONDS");
    }
    if (keep.isZero()) {
      return Finding.warning(
          AREA,
          "time",
          text + ": a run goes on until the scheduler kills it, with its newest work in cache only",
          "set SCR_HALT_SECONDS to the time that a checkpoint, its flush and a scavenge take");
    }
    if (keep.multipliedBy(2).compareTo(left) >= 0) {
      return Finding.warning(
          AREA,
          "time",
          text + ": half of the time that is left, or more, is kept free",
          "set a smaller SCR_HALT_SECONDS, or submit with a longer time limit");
    }
    return Finding.ok(AREA, "time", text);
  }
}
