package org.scr4j.cluster.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.shell.RemoteCommand;
import org.scr4j.cluster.shell.SshMessages;
import org.scr4j.fuzz.Holds;
import org.scr4j.fuzz.Input;
import org.scr4j.fuzz.Target;

/** Lists of hosts, what ssh and an agent print, arguments. */
public final class SshTargets {

  private static final String TOKEN = "\u0001scr4j:";

  private SshTargets() {}

  /** All of them. */
  public static List<Target> all() {
    return List.of(
        new Target("host-list", SshTargets::hosts),
        new Target("ssh-arguments", SshTargets::arguments),
        new Target("ssh-output", SshTargets::output),
        new Target("agent-lines", SshTargets::agent));
  }

  private static void hosts(Input input) throws Exception {
    Holds.orDocumented(ClusterException.class, () -> HostList.ofLines("hosts", input.lines()));
  }

  private static void arguments(Input input) throws Exception {
    Holds.orDocumented(ClusterException.class, () -> SshArguments.parse(input.words()));
  }

  private static void output(Input input) throws Exception {
    SshMessages.obstacle(input.lines()).ifPresent(Holds::oneLine);
    Holds.orDocumented(ClusterException.class, () -> RemoteCommand.line(input.text()));
  }

  /** However its bytes are cut, the same passes through and the same lines are heard. */
  private static void agent(Input input) throws IOException {
    int cut = input.choice(input.bytes().length + 1);
    Holds.same(heard(input.bytes(), input.bytes().length), heard(input.bytes(), cut));
  }

  private static String heard(byte[] bytes, int cut) throws IOException {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    List<String> lines = new ArrayList<>();
    try (AgentLines stream = new AgentLines(TOKEN, rest, lines::add)) {
      stream.write(bytes, 0, cut);
      stream.write(bytes, cut, bytes.length - cut);
    }
    return lines + "|" + rest;
  }
}
