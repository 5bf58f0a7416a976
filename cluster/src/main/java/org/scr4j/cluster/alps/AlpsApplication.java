package org.scr4j.cluster.alps;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An application that ALPS runs, that is a job step, as {@code apstat -avv} prints it.
 *
 * @param apid its number
 * @param nid the node on which its aprun runs
 * @param pid the process that is its aprun
 * @param batchId the job it belongs to, as the batch system writes it
 */
record AlpsApplication(String apid, OptionalInt nid, OptionalLong pid, Optional<String> batchId) {

  private static final Pattern HEAD =
      Pattern.compile("\\s*Ap\\[[0-9]+\\]: apid ([0-9]{1,18})(?:,.*|)");
  private static final Pattern ORIGIN =
      Pattern.compile("\\s*Originator: aprun on NID ([0-9]{1,7}), pid ([0-9]{1,10})\\s*");
  private static final Pattern BATCH = Pattern.compile("\\s*Batch System ID = (\\S+)\\s*");

  /** The arguments that ask for all applications. */
  static List<String> command() {
    return List.of("apstat", "-avv");
  }

  /** Reads the answer; what describes no application is passed over. */
  static List<AlpsApplication> parse(String output) {
    List<AlpsApplication> found = new ArrayList<>();
    for (String line : output.lines().toList()) {
      Matcher head = HEAD.matcher(line);
      if (head.matches()) {
        found.add(
            new AlpsApplication(
                head.group(1), OptionalInt.empty(), OptionalLong.empty(), Optional.empty()));
      } else if (!found.isEmpty()) {
        int last = found.size() - 1;
        found.set(last, found.get(last).with(line));
      }
    }
    return List.copyOf(found);
  }

  private AlpsApplication with(String line) {
    Matcher origin = ORIGIN.matcher(line);
    if (origin.matches()) {
      return new AlpsApplication(
          apid,
          OptionalInt.of(Integer.parseInt(origin.group(1))),
          OptionalLong.of(Long.parseLong(origin.group(2))),
          batchId);
    }
    Matcher batch = BATCH.matcher(line);
    return batch.matches()
        ? new AlpsApplication(apid, nid, pid, Optional.of(batch.group(1)))
        : this;
  }

  /** Whether process {@code aprun} of node {@code here} started it, in job {@code jobId}. */
  boolean isOf(OptionalInt here, long aprun, String jobId) {
    return pid.isPresent()
        && pid.getAsLong() == aprun
        && (here.isEmpty() || nid.isEmpty() || here.getAsInt() == nid.getAsInt())
        && (here.isPresent() || isOf(jobId));
  }

  /** Whether it belongs to job {@code jobId}; servers and versions differ in what follows a dot. */
  boolean isOf(String jobId) {
    return batchId.isPresent() && plain(batchId.get()).equals(plain(jobId));
  }

  private static String plain(String id) {
    int dot = id.indexOf('.');
    return dot > 0 ? id.substring(0, dot) : id;
  }
}
