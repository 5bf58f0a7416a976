package org.scr4j.cluster.ssh;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.Allocation;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.ResourceManager;

/** Nobody: the hosts are those that the user names, for as long as the user likes. */
final class HostsResourceManager implements ResourceManager {

  private static final String JOB_ID = "SCR_JOB_ID";
  private static final String END_TIME = "SCR_END_TIME";
  private static final int DIGITS = 8;

  private final Map<String, String> environment;

  HostsResourceManager(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public String name() {
    return "hosts";
  }

  @Override
  public Allocation allocation() throws ClusterException {
    String list = environment.getOrDefault(HostList.VARIABLE, "");
    if (list.isBlank()) {
      throw new ClusterException(
          HostList.VARIABLE
              + " is not set; name the hosts to run on, such as "
              + HostList.VARIABLE
              + "=node[1-4], or a file with one on each line");
    }
    NodeSet hosts = HostList.read(list);
    return new Allocation(jobId(hosts), System.getProperty("user.name"), hosts, endTime());
  }

  /** The same for all commands that are given the same hosts. */
  private String jobId(NodeSet hosts) {
    String told = environment.getOrDefault(JOB_ID, "").strip();
    return told.isEmpty() ? "hosts-" + digest(hosts.compressed()) : told;
  }

  private static String digest(String text) {
    try {
      byte[] bytes =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private Optional<Instant> endTime() throws ClusterException {
    String told = environment.getOrDefault(END_TIME, "").strip();
    if (told.isEmpty() || told.equals("0")) {
      return Optional.empty();
    }
    if (!told.matches("[0-9]{1,11}")) {
      throw new ClusterException(
          END_TIME
              + "="
              + told
              + " is not a time in seconds since 1970; for an hour from now: $(($(date +%s)+3600))");
    }
    return Optional.of(Instant.ofEpochSecond(Long.parseLong(told)));
  }
}
