package org.scr4j.cluster.flux;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.scr4j.cluster.ConformanceWorld;
import org.scr4j.cluster.PlatformConformance;

/**
 * A real Flux does what every platform has to do. Needs {@code flux}: SCR4J_FLUX, else in PATH.
 * What a broken one would print is tried by {@link FluxConformanceTest}.
 */
class RealFluxConformanceTest extends PlatformConformance {

  private static Path flux;

  @BeforeAll
  static void findFlux() {
    Optional<Path> found =
        Stream.concat(
                Stream.ofNullable(System.getenv("SCR4J_FLUX")),
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                    .map(dir -> dir + "/flux"))
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(found.isPresent(), "no Flux to test on: flux is not in PATH, SCR4J_FLUX not set");
    flux = found.orElseThrow().toAbsolutePath();
  }

  @Override
  protected ConformanceWorld create(Path home) throws Exception {
    return new RealFlux(home, flux);
  }
}
