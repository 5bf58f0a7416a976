package org.scr4j.cluster.slurm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.NodeSetException;

/**
 * A step as {@code scontrol -o show step} prints it.
 *
 * @param id {@code <job>.<step>}
 * @param nodes where it runs; empty where that is not told
 * @param name of the program, or what {@code -J} said
 * @param host where its {@code srun} runs; empty where it has none
 * @param pid of its {@code srun}
 */
record SlurmStep(String id, NodeSet nodes, String name, String host, OptionalLong pid) {

  private static final Pattern ID = Pattern.compile("StepId=([0-9]+\\.[0-9]+)(?=\\s|$)");
  private static final Pattern NODES = Pattern.compile(" NodeList=(\\S+)");
  private static final Pattern NAME = Pattern.compile(" Name=(.*?) Network=");
  private static final Pattern SRUN = Pattern.compile(" SrunHost:Pid=([^\\s:]+):([0-9]{1,10})");

  /** The arguments that ask for the steps of a job. */
  static List<String> command(String jobId) {
    return List.of("scontrol", "-o", "show", "step", jobId);
  }

  /**
   * Reads the answer. Only what {@code srun} started counts: {@code batch}, {@code extern} and
   * {@code interactive} are passed over, and so is any line that describes no step.
   */
  static List<SlurmStep> parse(String output) {
    List<SlurmStep> steps = new ArrayList<>();
    for (String line : output.lines().toList()) {
      Matcher id = ID.matcher(line);
      if (id.lookingAt()) {
        Matcher srun = SRUN.matcher(line);
        boolean known = srun.find() && !srun.group(1).equals("(null)");
        steps.add(
            new SlurmStep(
                id.group(1),
                find(NODES, line).map(SlurmStep::nodes).orElse(NodeSet.empty()),
                find(NAME, line).orElse(""),
                known ? srun.group(1) : "",
                known ? OptionalLong.of(Long.parseLong(srun.group(2))) : OptionalLong.empty()));
      }
    }
    return steps;
  }

  private static Optional<String> find(Pattern pattern, String line) {
    Matcher matcher = pattern.matcher(line);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static NodeSet nodes(String text) {
    try {
      return text.startsWith("(") ? NodeSet.empty() : NodeSet.parse(text);
    } catch (NodeSetException notNodes) {
      return NodeSet.empty();
    }
  }

  /** Whether its srun is process {@code pid} of {@code host}; domains are left aside. */
  boolean isOf(String host, long pid) {
    return this.pid.isPresent()
        && this.pid.getAsLong() == pid
        && plain(this.host).equalsIgnoreCase(plain(host));
  }

  static String plain(String host) {
    int dot = host.indexOf('.');
    return dot > 0 ? host.substring(0, dot) : host;
  }
}
