package org.scr4j.cluster.flux;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.scr4j.cluster.ConformanceWorld;

/** An instance of Flux, real or not: it has no time limit. */
abstract class FluxWorld implements ConformanceWorld {

  @Override
  public String manager() {
    return "FLUX";
  }

  @Override
  public Optional<Instant> end() {
    return Optional.empty();
  }

  @Override
  public List<String> arguments(int nodes, List<String> program) {
    List<String> arguments = new ArrayList<>(List.of("run", "-N" + nodes, "-n" + nodes));
    arguments.addAll(program);
    return arguments;
  }
}
