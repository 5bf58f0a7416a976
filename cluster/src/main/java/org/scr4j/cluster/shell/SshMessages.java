package org.scr4j.cluster.shell;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What ssh itself says where it cannot reach a node: OpenSSH, {@code sshconnect.c, packet.c}. */
public final class SshMessages {

  private static final int LONGEST = 160;

  private static final Pattern OBSTACLE =
      Pattern.compile(
          "(ssh: .*"
              + "|[^ ]+: Permission denied \\(.*\\)\\.?"
              + "|Permission denied.*"
              + "|Host key verification failed\\."
              + "|No .* host key is known for .*"
              + "|(Connection|Timeout|Disconnected|Disconnecting|Received disconnect)\\b.*"
              + "|(kex_exchange_identification|ssh_exchange_identification|ssh_dispatch_run_fatal"
              + "|banner exchange|client_loop|packet_write_wait|mux_client_request_session)\\b.*"
              + "|.*@\\S+: Permission denied.*)");

  private SshMessages() {}

  /** The last line of {@code lines} that is ssh's own; one line that can be shown. */
  public static Optional<String> obstacle(List<String> lines) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      String line = lines.get(i).strip();
      if (OBSTACLE.matcher(line).matches()) {
        return Optional.of(shown(line));
      }
    }
    return Optional.empty();
  }

  /** The first line of {@code text} that can be shown, cut where it is long. */
  static String shown(String text) {
    String line = text.strip().lines().findFirst().orElse("").replaceAll("\\p{Cc}", "?");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
  }
}
