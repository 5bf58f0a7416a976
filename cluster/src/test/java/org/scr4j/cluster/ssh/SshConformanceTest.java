package org.scr4j.cluster.ssh;

import java.nio.file.Path;
import java.util.List;
import org.scr4j.cluster.ConformanceWorld;
import org.scr4j.cluster.EmulatedCommands;
import org.scr4j.cluster.PlatformConformance;

/** A list of hosts and ssh, by an ssh that stays here, do what every platform has to do. */
class SshConformanceTest extends PlatformConformance {

  @Override
  protected ConformanceWorld create(Path home) throws Exception {
    return new EmulatedHosts(
        new EmulatedCommands(home, "ssh", List.of(), "ssh"),
        SshLauncher.NAME,
        nodes -> List.of("-N" + nodes, "-n", Integer.toString(nodes)));
  }
}
