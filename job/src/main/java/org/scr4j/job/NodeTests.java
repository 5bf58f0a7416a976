package org.scr4j.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.scr4j.cluster.NodeCheck;
import org.scr4j.cluster.PingCheck;
import org.scr4j.cluster.Platform;
import org.scr4j.cluster.ProbeCheck;
import org.scr4j.config.ConfigException;
import org.scr4j.config.Configuration;
import org.scr4j.config.Origin;
import org.scr4j.config.Parameters;

/**
 * The tests that a node must pass, as SCR_NODE_TESTS or the file of SCR_NODE_TESTS_FILE names them.
 * What the resource manager says always counts, and so does SCR_EXCLUDE_NODES.
 *
 * @param ping whether the node is reachable over the network
 * @param echo whether a shell answers on the node
 * @param capacity whether control and cache directories can be written and are large enough
 * @param own the site's own scripts, named by their absolute paths
 */
public record NodeTests(boolean ping, boolean echo, boolean capacity, List<ProbeCheck.Script> own) {

  private static final String NAMES =
      "ping, echo, dir_capacity, resmgr, none, and absolute paths of scripts";

  /** All scripts travel to each node as one word of a command, of which a system takes 128 KB. */
  private static final int MOST_BYTES = 64 << 10;

  /** Copies the list. */
  public NodeTests {
    own = List.copyOf(own);
  }

  /**
   * Reads their names, and the scripts among them.
   *
   * @throws ConfigException naming what is no test, or a script that cannot be read
   */
  public static NodeTests of(Configuration from) throws ConfigException {
    Optional<String> file = from.find(Parameters.NODE_TESTS_FILE);
    boolean named = !(from.origin(Parameters.NODE_TESTS) instanceof Origin.Default);
    if (!named && file.isPresent()) {
      return of(words(file.get()), file.get() + " (" + Parameters.NODE_TESTS_FILE + ")");
    }
    return of(
        from.get(Parameters.NODE_TESTS),
        Parameters.NODE_TESTS + " (" + from.origin(Parameters.NODE_TESTS) + ")");
  }

  /** Names on any number of lines, between commas and blanks; # starts a comment. */
  private static List<String> words(String file) throws ConfigException {
    List<String> words = new ArrayList<>();
    for (String line : text(file, Parameters.NODE_TESTS_FILE.name()).lines().toList()) {
      for (String word : line.replaceFirst("#.*", "").split("[,\\s]+")) {
        if (!word.isEmpty()) {
          words.add(word);
        }
      }
    }
    return words;
  }

  private static NodeTests of(List<String> names, String where) throws ConfigException {
    boolean ping = false;
    boolean echo = false;
    boolean capacity = false;
    List<ProbeCheck.Script> own = new ArrayList<>();
    long bytes = 0;
    for (String name : names) {
      switch (name) {
        case "ping" -> ping = true;
        case "echo" -> echo = true;
        case "dir_capacity" -> capacity = true;
        case "resmgr", "scr_exclude_nodes", "none" -> {}
        default -> {
          if (!name.startsWith("/")) {
            throw new ConfigException(
                where + ": '" + name + "' is not a node test; there are " + NAMES);
          }
          String text = text(name, where);
          bytes += text.length();
          own.add(new ProbeCheck.Script(name, text, List.of()));
        }
      }
    }
    if (bytes > MOST_BYTES) {
      throw new ConfigException(
          where
              + ": its scripts have more than "
              + MOST_BYTES / 1024
              + " KB together; have a short one start the long one on the node");
    }
    return new NodeTests(ping, echo, capacity, own);
  }

  private static String text(String file, String where) throws ConfigException {
    try {
      return Files.readString(Path.of(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ConfigException(
          where + ": " + file + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  /**
   * The checks to make besides those of the resource manager.
   *
   * @param storage arguments of {@code scr_check_node}
   * @param messages gets a line where a check cannot be made at all
   */
  List<NodeCheck> checks(Platform platform, List<String> storage, Messages messages) {
    List<NodeCheck> checks = new ArrayList<>();
    if (ping) {
      platform
          .liveness()
          .ifPresent(liveness -> checks.add(new PingCheck(liveness, messages::detail)));
    }
    List<ProbeCheck.Script> scripts = new ArrayList<>();
    if (capacity) {
      scripts.add(ProbeCheck.storage(storage));
    }
    scripts.addAll(own);
    if (echo || !scripts.isEmpty()) {
      checks.add(new ProbeCheck(platform.remoteShell(), scripts));
    }
    return checks;
  }
}
