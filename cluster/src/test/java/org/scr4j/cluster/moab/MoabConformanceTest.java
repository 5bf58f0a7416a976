package org.scr4j.cluster.moab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.ConformanceWorld;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.PlatformConformance;
import org.scr4j.cluster.Wanted;
import org.scr4j.cluster.pbs.EmulatedPbs;

/** MOAB over PBS, by commands that answer as theirs, does what every platform has to do. */
class MoabConformanceTest extends PlatformConformance {

  @Override
  protected ConformanceWorld create(Path home) throws Exception {
    return new World(home);
  }

  private static final class World extends EmulatedPbs {

    World(Path home) throws IOException {
      super(
          home,
          NodeSet.parse("n[1-4]"),
          "moab",
          List.of("checkjob", "showq", "mdiag", "canceljob", "mjobctl"));
    }

    @Override
    public Map<String, String> environment() {
      Map<String, String> environment = super.environment();
      environment.put("MOAB_JOBID", "4761849");
      return environment;
    }

    @Override
    public Wanted wanted() {
      return new Wanted(
          Optional.of("ssh"), Optional.of("MOAB"), Optional.empty(), Optional.of("ssh"));
    }

    @Override
    public String manager() {
      return "MOAB";
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
