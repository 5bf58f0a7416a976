package org.scr4j.cluster.local;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.scr4j.cluster.ConformanceWorld;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.PlatformConformance;

/** Virtual nodes do what every platform has to do. */
class LocalConformanceTest extends PlatformConformance {

  @Override
  protected ConformanceWorld create(Path home) throws Exception {
    return new World(LocalCluster.up(home.resolve("cluster"), 5, Clock.systemUTC()), home);
  }

  private record World(LocalCluster cluster, Path home) implements ConformanceWorld {

    @Override
    public Map<String, String> environment() {
      Map<String, String> environment = new HashMap<>(System.getenv());
      environment.put(LocalVariables.DIRECTORY, home.resolve("cluster").toString());
      environment.put(LocalVariables.END_TIME, "1800000000");
      return environment;
    }

    @Override
    public String manager() {
      return "LOCAL";
    }

    @Override
    public String jobId() {
      return cluster.id();
    }

    @Override
    public NodeSet nodes() {
      return NodeSet.parse("node[1-5]");
    }

    @Override
    public Optional<Instant> end() {
      return Optional.of(Instant.ofEpochSecond(1_800_000_000));
    }

    @Override
    public List<String> arguments(int nodes, List<String> program) {
      List<String> arguments = new ArrayList<>(List.of("-N" + nodes, "-n" + nodes));
      arguments.addAll(program);
      return arguments;
    }

    @Override
    public String nodeName() {
      return "echo $SCR_LOCAL_NODE";
    }

    @Override
    public void kill(String node) throws Exception {
      cluster.fail(node);
    }

    /** No command is asked. */
    @Override
    public Set<Fault> faults() {
      return Set.of();
    }

    @Override
    public void inject(Fault fault) {
      throw new UnsupportedOperationException(fault.toString());
    }

    @Override
    public boolean isAllocationAlive() throws Exception {
      return LocalCluster.find(home.resolve("cluster")).isPresent();
    }

    @Override
    public void close() throws Exception {
      cluster.down();
    }
  }
}
