package org.scr4j.cluster.pbs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.scr4j.cluster.ConformanceWorld;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.PlatformConformance;
import org.scr4j.cluster.Wanted;

/** PBS, by commands that answer as its own, and ssh do what every platform has to do. */
class PbsConformanceTest extends PlatformConformance {

  @Override
  protected ConformanceWorld create(Path home) throws Exception {
    return new World(home);
  }

  private static final class World extends EmulatedPbs {

    World(Path home) throws IOException {
      super(home, NodeSet.of("p9", "p2", "p3", "p10"), "pbs", List.of());
    }

    @Override
    public Wanted wanted() {
      return Wanted.NOTHING.with(Optional.of("ssh"));
    }

    @Override
    public String manager() {
      return "PBS";
    }

    @Override
    public List<String> arguments(int nodes, List<String> program) {
      List<String> arguments = new ArrayList<>(List.of("-N" + nodes, "-n" + nodes));
      arguments.addAll(program);
      return arguments;
    }

    @Override
    public String nodeName() {
      return "echo $EMULATED_NODE";
    }
  }
}
