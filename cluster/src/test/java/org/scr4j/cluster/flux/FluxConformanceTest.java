package org.scr4j.cluster.flux;

import java.nio.file.Path;
import org.scr4j.cluster.ConformanceWorld;
import org.scr4j.cluster.PlatformConformance;

/** Flux, by a command that answers as its own, does what every platform has to do. */
class FluxConformanceTest extends PlatformConformance {

  @Override
  protected ConformanceWorld create(Path home) throws Exception {
    return new EmulatedFlux(home);
  }
}
