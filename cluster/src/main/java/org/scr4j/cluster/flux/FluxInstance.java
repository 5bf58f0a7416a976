package org.scr4j.cluster.flux;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.NodeSetException;

/**
 * What {@code flux lsattr -v} tells of an instance: flux-broker-attributes(7).
 *
 * @param hosts name of each broker's host, lost ones included; the index is the broker's rank
 * @param jobId of the instance in the instance around it, with a plain f in front; nothing where
 *     there is none
 * @param rank of the broker that was asked
 * @param uri where that broker listens
 * @param owner number of the user whose instance it is, empty where it is not told
 */
record FluxInstance(
    List<String> hosts, Optional<String> jobId, int rank, String uri, String owner) {

  private static final int MAX_HOSTS = 1 << 20;

  /** Copies the list. */
  FluxInstance {
    hosts = List.copyOf(hosts);
  }

  /**
   * Reads lines of a name, blanks, and a value, {@code -} for none.
   *
   * @throws ClusterException if they do not tell the hosts
   */
  static FluxInstance parse(String output) throws ClusterException {
    Map<String, String> values = new HashMap<>();
    for (String line : output.lines().toList()) {
      String[] words = line.strip().split("\\s+", 2);
      if (words.length == 2 && !words[1].equals("-")) {
        values.put(words[0], words[1].strip());
      }
    }
    List<String> hosts = hosts(values.getOrDefault("hostlist", ""));
    String rank = values.getOrDefault("rank", "");
    if (!rank.matches("[0-9]{1,7}") || Integer.parseInt(rank) >= hosts.size()) {
      throw new ClusterException(
          "flux lsattr: rank '" + FluxText.shown(rank) + "' of " + hosts.size() + " brokers");
    }
    Optional<String> job = Optional.ofNullable(values.get("jobid"));
    if (job.isPresent() && FluxText.jobId(job.get()).isEmpty()) {
      throw new ClusterException(
          "flux lsattr: jobid '" + FluxText.shown(job.get()) + "' is not the id of a job");
    }
    return new FluxInstance(
        hosts,
        job.flatMap(FluxText::jobId),
        Integer.parseInt(rank),
        values.getOrDefault("local-uri", ""),
        values.getOrDefault("security.owner", ""));
  }

  /** The names one by one: the same host may come several times, which a set would not tell. */
  private static List<String> hosts(String text) throws ClusterException {
    List<String> hosts = new ArrayList<>();
    try {
      int start = 0;
      int depth = 0;
      for (int at = 0; at <= text.length(); at++) {
        char c = at < text.length() ? text.charAt(at) : ',';
        depth += c == '[' ? 1 : c == ']' ? -1 : 0;
        if (c == ',' && (depth == 0 || at == text.length())) {
          NodeSet part = NodeSet.parse(text.substring(start, at));
          if (hosts.size() + part.size() > MAX_HOSTS) {
            throw new ClusterException("flux lsattr: more than " + MAX_HOSTS + " hosts");
          }
          hosts.addAll(part.toList());
          start = at + 1;
        }
      }
    } catch (NodeSetException e) {
      throw new ClusterException("flux lsattr: hostlist: " + e.getMessage(), e);
    }
    if (hosts.isEmpty()) {
      throw new ClusterException("flux lsattr does not tell the hosts (attribute hostlist)");
    }
    return hosts;
  }

  /** The hosts, each once. */
  NodeSet nodes() {
    return NodeSet.of(hosts);
  }

  /** Ranks of brokers by the names of their hosts, the first one of each. */
  Map<String, Integer> ranks() {
    Map<String, Integer> ranks = new HashMap<>();
    for (int rank = 0; rank < hosts.size(); rank++) {
      ranks.putIfAbsent(hosts.get(rank), rank);
    }
    return ranks;
  }
}
