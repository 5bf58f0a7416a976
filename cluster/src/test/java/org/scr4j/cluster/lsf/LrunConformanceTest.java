package org.scr4j.cluster.lsf;

import java.nio.file.Files;
import java.nio.file.Path;
import org.scr4j.cluster.ConformanceWorld;
import org.scr4j.cluster.PlatformConformance;

/** LSF with LLNL's lrun, by commands that answer as theirs, does what every platform has to do. */
class LrunConformanceTest extends PlatformConformance {

  @Override
  protected ConformanceWorld create(Path home) throws Exception {
    return new LsfConformanceTest.World(
        new EmulatedLsf(home), Files.createDirectory(home.resolve("empty")), "lrun");
  }
}
