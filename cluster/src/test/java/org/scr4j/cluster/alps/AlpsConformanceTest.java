package org.scr4j.cluster.alps;

import java.nio.file.Path;
import org.scr4j.cluster.ConformanceWorld;
import org.scr4j.cluster.PlatformConformance;

/** ALPS, by commands that answer as its own, does what every platform has to do. */
class AlpsConformanceTest extends PlatformConformance {

  @Override
  protected ConformanceWorld create(Path home) throws Exception {
    return new EmulatedAlps(home);
  }
}
