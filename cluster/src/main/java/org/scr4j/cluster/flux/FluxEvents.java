package org.scr4j.cluster.flux;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.NodeSetException;

/**
 * What has become of a job, as {@code flux job eventlog} prints it: a line for each event, {@code
 * 1795348121.872644 exception type="exec" severity=0 userid=0 note="node failure on node3 (rank
 * 2)"}.
 *
 * @param names of the events
 * @param fatal note of the first exception that ended the job, or its type where it has no note
 * @param lost nodes that failed under the job
 */
record FluxEvents(Set<String> names, Optional<String> fatal, NodeSet lost) {

  private static final Pattern LINE = Pattern.compile("[0-9]+(?:\\.[0-9]+)? ([a-z-]+)(?: (.*))?");
  private static final Pattern TYPE = Pattern.compile("(?:^| )type=\"([^\"]*)\"");
  private static final Pattern SEVERITY = Pattern.compile("(?:^| )severity=([0-9]+)");
  private static final Pattern NOTE = Pattern.compile("(?:^| )note=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** {@code src/modules/job-exec/bgexec.c}: severity 0 where the job ends with it. */
  private static final Pattern FAILURE =
      Pattern.compile("node failure on (\\S+) \\((?:shell )?ranks? [^)]*\\).*");

  /** Copies the set. */
  FluxEvents {
    names = Set.copyOf(names);
  }

  /** Reads the lines; any that is no event is passed over. */
  static FluxEvents parse(String output) {
    Set<String> names = new HashSet<>();
    Optional<String> fatal = Optional.empty();
    List<String> lost = new ArrayList<>();
    for (String line : output.lines().toList()) {
      Matcher event = LINE.matcher(line.strip());
      if (!event.matches()) {
        continue;
      }
      names.add(event.group(1));
      if (event.group(1).equals("exception")) {
        String context = event.group(2) == null ? "" : event.group(2);
        String note = find(NOTE, context).orElse("");
        lost.addAll(failed(note));
        if (fatal.isEmpty() && find(SEVERITY, context).orElse("").equals("0")) {
          String type = find(TYPE, context).orElse("exception");
          fatal = Optional.of(FluxText.shown(note.isEmpty() ? type : note));
        }
      }
    }
    return new FluxEvents(names, fatal, NodeSet.of(lost));
  }

  private static Optional<String> find(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static List<String> failed(String note) {
    Matcher failure = FAILURE.matcher(note);
    try {
      return failure.matches() ? NodeSet.parse(failure.group(1)).toList() : List.of();
    } catch (NodeSetException notNodes) {
      return List.of();
    }
  }

  /** Whether its shells were started. */
  boolean started() {
    return names.contains("start");
  }

  /** Whether nothing of it is left to Flux. */
  boolean over() {
    return names.contains("clean");
  }
}
