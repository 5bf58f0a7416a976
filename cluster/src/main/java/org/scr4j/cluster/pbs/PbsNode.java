package org.scr4j.cluster.pbs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.scr4j.cluster.Health;

/**
 * A node as {@code pbsnodes -a} of OpenPBS, PBS Professional or Torque prints it.
 *
 * @param name as the scheduler calls it
 * @param aliases other names of its host
 * @param states words such as {@code free}, {@code job-busy}, {@code down}, in lower case
 * @param comment why it is not as it should be, in the administrator's or the server's words; empty
 *     where nothing is said. It stays when a node is well again.
 */
record PbsNode(String name, Set<String> aliases, Set<String> states, String comment) {

  /** States in which nothing can or should be started, each with what it means; the worst first. */
  private static final Map<String, String> UNUSABLE = new LinkedHashMap<>();

  /** States that say that the server itself does not know, each with what it means. */
  private static final Map<String, String> UNSURE = new LinkedHashMap<>();

  private static final Set<String> USABLE =
      Set.of(
          "free",
          "busy",
          "job-busy",
          "job-exclusive",
          "job-sharing",
          "resv-exclusive",
          "reserve",
          "time-shared");

  static {
    // A server that has just started calls every node both unknown and down.
    UNSURE.put("state-unknown", "not heard of since the server started");
    UNSURE.put("initializing", "starting");
    UNSURE.put("mom-list-not-sent", "not set up by the server yet");
    UNUSABLE.put("offline", "offline");
    UNUSABLE.put("offline_by_mom", "set offline by its own daemon");
    UNUSABLE.put("stale", "not known to its own daemon any more");
    UNUSABLE.put("unresolvable", "without an address");
    UNUSABLE.put("unresolvable-hostname", "without an address");
    UNUSABLE.put("maintenance", "in maintenance");
    UNUSABLE.put("wait-provisioning", "about to be provisioned");
    UNUSABLE.put("provisioning", "being provisioned");
    UNUSABLE.put("sleep", "asleep");
    UNUSABLE.put("down", "down");
  }

  /** The arguments that ask for all nodes: the form that all families and versions share. */
  static List<String> command() {
    return List.of("pbsnodes", "-a");
  }

  /** Reads the answer; what describes no node is passed over. */
  static List<PbsNode> parse(String output) {
    List<PbsNode> nodes = new ArrayList<>();
    for (PbsText.Block block : PbsText.blocks(output)) {
      Optional<String> state = block.get("state");
      if (state.isPresent() && block.head().matches("\\S+")) {
        Set<String> aliases = new LinkedHashSet<>();
        block.get("Mom").ifPresent(aliases::add);
        block.get("resources_available.host").ifPresent(aliases::add);
        nodes.add(
            new PbsNode(
                block.head(),
                aliases,
                states(state.get()),
                block.get("comment").or(() -> block.get("note")).map(PbsText::shown).orElse("")));
      }
    }
    return nodes;
  }

  private static Set<String> states(String text) {
    Set<String> states = new LinkedHashSet<>();
    for (String word : text.toLowerCase(Locale.ROOT).split("[,\\s]+")) {
      if (!word.isEmpty()) {
        states.add(word);
      }
    }
    return states;
  }

  /** What the scheduler's word means for a run. */
  Health health() {
    Optional<String> wrong = meaning(UNUSABLE);
    Optional<String> unsure = meaning(UNSURE);
    boolean onlyDown = wrong.isPresent() && wrong.get().equals("down");
    if (wrong.isPresent() && !(onlyDown && unsure.isPresent())) {
      return new Health.Failed(why(wrong.get()));
    }
    if (unsure.isPresent()) {
      return new Health.Unknown(why(unsure.get()));
    }
    return states.stream()
        .filter(state -> !USABLE.contains(state))
        .findFirst()
        .<Health>map(
            state -> new Health.Unknown("PBS: state '" + PbsText.shown(state) + "' is not known"))
        .orElse(states.isEmpty() ? new Health.Unknown("PBS: no state") : new Health.Healthy());
  }

  private Optional<String> meaning(Map<String, String> meanings) {
    return meanings.entrySet().stream()
        .filter(entry -> states.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private String why(String meaning) {
    boolean said = comment.isEmpty() || comment.equalsIgnoreCase(meaning);
    return "PBS: " + meaning + (said ? "" : " (" + comment + ")");
  }
}
