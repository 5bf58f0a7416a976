package org.scr4j.cluster.mpi;

import java.nio.file.Path;
import org.scr4j.cluster.ConformanceWorld;
import org.scr4j.cluster.PlatformConformance;

/** An mpirun that speaks as that of MPICH does what every platform has to do. */
class MpichConformanceTest extends PlatformConformance {

  @Override
  protected ConformanceWorld create(Path home) throws Exception {
    return MpiWorlds.of(home, "mpich", "-ppn");
  }
}
