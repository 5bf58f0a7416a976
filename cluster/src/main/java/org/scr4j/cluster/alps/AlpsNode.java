package org.scr4j.cluster.alps;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.pbs.PbsText;

/**
 * The state of nodes as {@code xtprocadmin} or, where there is none, {@code apstat -n} prints it.
 */
final class AlpsNode {

  private static final Set<String> DOWN = Set.of("down", "admindown", "unavail", "dn");
  private static final Set<String> UNSURE = Set.of("suspect", "route", "unknown");

  /** More than so many are not named: all are asked for instead. */
  private static final int MOST_NAMED = 1000;

  private AlpsNode() {}

  /** The arguments that ask for {@code nodes}, or for all where they are many. */
  static List<String> xtprocadmin(NodeSet nodes) {
    if (nodes.size() > MOST_NAMED) {
      return List.of("xtprocadmin");
    }
    List<String> numbers = Nids.numbers(nodes).stream().map(String::valueOf).toList();
    return List.of("xtprocadmin", "-n", String.join(",", numbers));
  }

  /** The arguments that ask for all nodes. */
  static List<String> apstat() {
    return List.of("apstat", "-n");
  }

  /**
   * Reads a table in which columns have headlines and rows begin with the number of a node: column
   * {@code STATUS} of {@code xtprocadmin}. Rows that are not whole are passed over.
   *
   * @return each node's state, by the node's name
   */
  static Map<String, String> parseXtprocadmin(String output) {
    Map<String, String> states = new LinkedHashMap<>();
    List<String> heads = List.of();
    for (String line : output.lines().toList()) {
      List<String> words = words(line);
      if (words.contains("NID") && words.contains("STATUS")) {
        heads = words;
      } else if (!heads.isEmpty() && words.size() >= heads.size()) {
        String state = words.get(heads.indexOf("STATUS"));
        put(states, words.get(heads.indexOf("NID")), state);
      }
    }
    return states;
  }

  /** Reads the table of {@code apstat -n}, whose column State holds two words. */
  static Map<String, String> parseApstat(String output) {
    Map<String, String> states = new LinkedHashMap<>();
    int state = -1;
    for (String line : output.lines().toList()) {
      List<String> words = words(line);
      if (!words.isEmpty() && words.get(0).equals("NID") && words.contains("State")) {
        state = words.indexOf("State");
      } else if (line.startsWith("Compute node summary")) {
        break;
      } else if (state > 0 && words.size() > state + 1) {
        put(states, words.get(0), words.get(state));
      }
    }
    return states;
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    for (String word : line.strip().split("\\s+")) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }

  private static void put(Map<String, String> states, String nid, String state) {
    if (nid.matches("[0-9]{1,7}") && state.matches("[A-Za-z]+")) {
      states.put(Nids.name(Integer.parseInt(nid)), state.toLowerCase(Locale.ROOT));
    }
  }

  /** What a state means for a run. */
  static Health health(String state) {
    if (DOWN.contains(state)) {
      return new Health.Failed("ALPS: " + (state.equals("dn") ? "down" : PbsText.shown(state)));
    }
    if (state.equals("up")) {
      return new Health.Healthy();
    }
    return new Health.Unknown(
        UNSURE.contains(state)
            ? "ALPS: " + state
            : "ALPS: state '" + PbsText.shown(state) + "' is not known");
  }
}
