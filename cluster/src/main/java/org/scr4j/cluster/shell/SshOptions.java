package org.scr4j.cluster.shell;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How ssh is called: it never asks anybody anything, and never waits for ever. */
public final class SshOptions {

  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);

  private SshOptions() {}

  /**
   * Options of ssh.
   *
   * @param limit for the whole call; a connection must be there in a part of it
   */
  public static List<String> of(Duration limit) {
    return List.of(
        "-oBatchMode=yes",
        "-oConnectTimeout=" + connectSeconds(limit),
        "-oConnectionAttempts=1",
        "-oServerAliveInterval=15",
        "-oServerAliveCountMax=3",
        "-oLogLevel=ERROR");
  }

  /** How long to wait for a connection, in whole seconds. */
  static long connectSeconds(Duration limit) {
    return Math.max(1, Math.min(LONGEST_CONNECT.toSeconds(), limit.toSeconds() / 3));
  }

  /** The variables that programs for remote commands get: nothing that makes ssh ask. */
  public static Map<String, String> environment(Map<String, String> own) {
    Map<String, String> environment = new HashMap<>(own);
    List.of("DISPLAY", "SSH_ASKPASS", "SSH_ASKPASS_REQUIRE").forEach(environment::remove);
    // Messages are read: in one language.
    environment.put("LC_ALL", "C");
    environment.remove("LANGUAGE");
    return environment;
  }
}
