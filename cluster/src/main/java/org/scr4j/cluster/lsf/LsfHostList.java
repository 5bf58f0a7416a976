package org.scr4j.cluster.lsf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.SearchPath;
import org.scr4j.cluster.ToolText;

/**
 * The hosts of a job, as its variables list them: {@code LSB_DJOB_HOSTFILE} (a line for each slot),
 * else {@code LSB_MCPU_HOSTS} (pairs of host and slots), else {@code LSB_HOSTS} (a word for each
 * slot), which LSF leaves out or cuts for large jobs.
 *
 * <p>Where jsrun is used, the first entry is the launch node: the batch script runs there and no
 * task does, unless that host has further slots. Plain LSF has no such entry.
 */
final class LsfHostList {

  static final String HOST_FILE = "LSB_DJOB_HOSTFILE";
  static final String COUNTED = "LSB_MCPU_HOSTS";
  static final String HOSTS = "LSB_HOSTS";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,254}");

  private static final String CSM = "CSM_ALLOCATION_ID";

  /** Ten thousand nodes of two hundred slots each have 50 MB. */
  private static final long LONGEST_FILE = 256L << 20;

  private LsfHostList() {}

  /**
   * The nodes on which tasks can run, each once, in the scheduler's order.
   *
   * @throws ClusterException if no variable tells them, or what they tell cannot be read
   */
  static NodeSet nodes(Map<String, String> environment) throws ClusterException {
    Optional<String> obstacle = Optional.empty();
    Optional<String> file = LsfVariables.find(HOST_FILE, environment);
    if (file.isPresent()) {
      List<String> slots = List.of();
      try {
        slots = readFile(file.get());
        obstacle = Optional.of("host file " + ToolText.shown(file.get()) + " is empty");
      } catch (IOException e) {
        String why = ToolText.shown(String.valueOf(e.getMessage()));
        obstacle = Optional.of("cannot read host file " + ToolText.shown(file.get()) + ": " + why);
      }
      if (!slots.isEmpty()) {
        return fold(HOST_FILE + "=" + file.get(), slots, environment);
      }
    }
    Optional<String> counted = LsfVariables.find(COUNTED, environment);
    if (counted.isPresent()) {
      return fold(COUNTED, pairs(counted.get()), environment);
    }
    Optional<String> hosts = LsfVariables.find(HOSTS, environment);
    if (hosts.isPresent()) {
      return fold(HOSTS, words(hosts.get()), environment);
    }
    throw new ClusterException(
        "the nodes of the job are not known: "
            + obstacle.orElse("none of " + HOST_FILE + ", " + COUNTED + ", " + HOSTS + " is set")
            + "; work in a job of LSF, or name them: SCR_RESOURCE_MANAGER=HOSTS SCR_HOSTS=...");
  }

  private static List<String> readFile(String name) throws IOException {
    Path path = Path.of(name);
    if (!Files.isRegularFile(path)) {
      throw new IOException(Files.exists(path) ? "not a file" : "no such file");
    }
    if (Files.size(path) > LONGEST_FILE) {
      throw new IOException("it is longer than " + LONGEST_FILE + " bytes");
    }
    // Any byte is a character here; what is no name is refused below.
    return words(Files.readString(path, StandardCharsets.ISO_8859_1));
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
  }

  /** {@code batch3 1 a01n02 42}: a word for the first slot, and one more where there are more. */
  private static List<String> pairs(String text) throws ClusterException {
    List<String> words = words(text);
    List<String> slots = new ArrayList<>();
    for (int i = 0; i < words.size(); i += 2) {
      if (i + 1 == words.size() || !words.get(i + 1).matches("[0-9]{1,9}")) {
        throw new ClusterException(
            COUNTED
                + ": '"
                + ToolText.shown(words.get(i))
                + "' is not followed by its number of slots; see LSB_DJOB_HOSTFILE");
      }
      slots.add(words.get(i));
      if (Integer.parseInt(words.get(i + 1)) > 1) {
        slots.add(words.get(i));
      }
    }
    return slots;
  }

  private static NodeSet fold(String source, List<String> slots, Map<String, String> environment)
      throws ClusterException {
    List<String> compute = hasJobSteps(environment) ? slots.subList(1, slots.size()) : slots;
    NodeSet nodes = NodeSet.of(names(source, compute.isEmpty() ? slots : compute));
    if (!nodes.isEmpty()) {
      return nodes;
    }
    throw new ClusterException(source + " lists no host; see bjobs -l");
  }

  private static Set<String> names(String source, List<String> slots) throws ClusterException {
    Set<String> names = new LinkedHashSet<>(slots);
    for (String name : names) {
      if (!NAME.matcher(name).matches()) {
        throw new ClusterException(
            source + ": '" + ToolText.shown(name) + "' is no name of a host");
      }
    }
    return names;
  }

  /** Whether this is a system with job steps of jsrun, and with it a launch node. */
  static boolean hasJobSteps(Map<String, String> environment) {
    return LsfVariables.find(CSM, environment).isPresent()
        || SearchPath.find(JsmDialect.JSRUN.program(), environment).isPresent();
  }
}
