package org.scr4j.cluster.lsf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.scr4j.cluster.ConformanceWorld;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.PlatformConformance;
import org.scr4j.cluster.Wanted;

/** LSF with jsrun, by commands that answer as theirs, does what every platform has to do. */
class LsfConformanceTest extends PlatformConformance {

  @Override
  protected ConformanceWorld create(Path home) throws Exception {
    return new World(new EmulatedLsf(home), Files.createDirectory(home.resolve("empty")), "jsrun");
  }

  /**
   * Emulated LSF.
   *
   * @param launcher one of its two launchers
   */
  record World(EmulatedLsf lsf, Path empty, String launcher) implements ConformanceWorld {

    @Override
    public Map<String, String> environment() {
      Map<String, String> environment = lsf.environment();
      if (Files.exists(lsf.state("missing"))) {
        environment.put("PATH", empty.toString());
      }
      return environment;
    }

    @Override
    public Wanted wanted() {
      return new Wanted(
          Optional.of(launcher), Optional.empty(), Optional.empty(), Optional.of("ssh"));
    }

    @Override
    public String manager() {
      return "LSF";
    }

    @Override
    public String jobId() {
      return "748";
    }

    @Override
    public NodeSet nodes() {
      return EmulatedLsf.NODES;
    }

    /** Without a run limit; what bjobs prints of one is tested elsewhere. */
    @Override
    public Optional<Instant> end() {
      return Optional.empty();
    }

    @Override
    public List<String> arguments(int nodes, List<String> program) {
      List<String> arguments =
          new ArrayList<>(
              launcher.equals("lrun")
                  ? List.of("-T1", "-N" + nodes)
                  : List.of("-n", Integer.toString(nodes), "-r", "1"));
      arguments.addAll(program);
      return arguments;
    }

    @Override
    public String nodeName() {
      return "echo $EMULATED_NODE";
    }

    @Override
    public void kill(String node) throws Exception {
      lsf.kill(node, false);
    }

    @Override
    public Set<Fault> faults() {
      return Set.of(Fault.values());
    }

    @Override
    public void inject(Fault fault) throws IOException {
      for (String tool : List.of("bjobs", "bhosts", "jslist", "jskill", "jsrun")) {
        switch (fault) {
          case FAILS -> lsf.mode(tool, "fail 1 LSF is down. Please wait ...");
          case HANGS -> lsf.mode(tool, "hang");
          case GARBAGE -> lsf.mode(tool, "garbage");
          case LOCALE -> lsf.mode(tool, "locale");
          case MISSING -> lsf.write("missing", "");
        }
      }
    }

    @Override
    public boolean isAllocationAlive() throws IOException {
      return lsf.isAllocationAlive();
    }

    @Override
    public void close() throws Exception {
      lsf.close();
    }
  }
}
