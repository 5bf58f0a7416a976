package org.scr4j.cluster.mpi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.ConformanceWorld;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.Platforms;
import org.scr4j.cluster.Wanted;

/** Steps of an emulated mpirun. */
class MpiLauncherTest {

  @TempDir Path directory;

  private Launcher launcher(ConformanceWorld world) throws ClusterException {
    return Platforms.detect(world.environment(), world.wanted()).platform().launcher();
  }

  private ConformanceWorld world(String family) throws IOException {
    return MpiWorlds.of(directory, family, family.equals("openmpi") ? "-N" : "-ppn");
  }

  @ParameterizedTest
  @CsvSource({"openmpi, 'beta slots=1,gamma slots=1'", "mpich, 'beta:1,gamma:1'"})
  void theHostFileHoldsExactlyTheHealthyNodesForItsOwnerAloneAndIsRemoved(
      String family, String lines) throws Exception {
    try (ConformanceWorld world = world(family)) {
      Launcher.Request request =
          new Launcher.Request(
              world.arguments(2, List.of("true")), NodeSet.of("beta", "gamma"), Map.of());
      assertThat(launcher(world).launch(request).await()).isEqualTo(new Launcher.Exited(0));
      Path state = directory.resolve("state");
      assertThat(Files.readAllLines(state.resolve("hosts.last"))).containsExactly(lines.split(","));
      assertThat(Files.readString(state.resolve("hosts.mode"))).isEqualTo("-rw-------\n");
      try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
        String text = lines.replace(",", "\n") + "\n";
        assertThat(left.filter(file -> file.toString().endsWith(".hosts")))
            .noneMatch(file -> holds(file, text));
      }
    }
  }

  private static boolean holds(Path file, String text) {
    try {
      return Files.readString(file).equals(text);
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void theCommandIsShownAsItCouldBeTypedIn() throws Exception {
    try (ConformanceWorld world = world("mpich")) {
      List<String> command =
          launcher(world)
              .command(
                  new Launcher.Request(
                      world.arguments(2, List.of("./a")), world.nodes(), Map.of()));
      assertThat(command).startsWith("mpirun", "-hosts", "alpha:1,delta:1").endsWith("./a");
    }
  }

  @Test
  void aStepIsCancelledByItsIdAndNothingElseIs() throws Exception {
    try (ConformanceWorld world = world("openmpi")) {
      Launcher launcher = launcher(world);
      Launcher.Step step =
          launcher.launch(
              new Launcher.Request(
                  world.arguments(1, List.of("sleep", "300")), world.nodes(), Map.of()));
      assertThat(step.id()).matches("job7\\.[0-9a-f]{8}");
      assertThat(launcher.cancel("job7.00000000", Duration.ofSeconds(20))).isFalse();
      assertThatThrownBy(() -> launcher.cancel("job7", Duration.ofSeconds(20)))
          .isInstanceOf(ClusterException.class)
          .hasMessageContaining("no step");
      assertThat(step.await(Duration.ofMillis(1))).isEmpty();
      while (!launcher.cancel(step.id(), Duration.ofSeconds(20))) {
        // The rank may not have begun yet.
        assertThat(step.await(Duration.ofMillis(50))).isEmpty();
      }
      assertThat(step.await(Duration.ofSeconds(30))).isPresent();
      assertThat(step.await()).isNotEqualTo(new Launcher.Exited(0));
    }
  }

  @Test
  void withinSlurmItsDaemonsShareCpusAndRanksAreNotToldTheNameOfThisNode() throws Exception {
    try (ConformanceWorld world = world("openmpi")) {
      Map<String, String> environment = new HashMap<>(world.environment());
      environment.put("SLURM_JOB_ID", "7");
      environment.put("SLURMD_NODENAME", "login");
      Path said = directory.resolve("said");
      List<String> program =
          List.of("sh", "-c", "echo $SLURM_OVERLAP.$SLURMD_NODENAME > \"$0\"", said.toString());
      Launcher.Request request =
          new Launcher.Request(world.arguments(1, program), world.nodes(), Map.of());
      Wanted wanted =
          new Wanted(
              world.wanted().launcher(),
              Optional.of("HOSTS"),
              Optional.empty(),
              Optional.of("ssh"));
      Launcher launcher = Platforms.detect(environment, wanted).platform().launcher();
      assertThat(launcher.launch(request).await()).isEqualTo(new Launcher.Exited(0));
      assertThat(said).hasContent("1.");
    }
  }

  @Test
  void anMpirunOfNobodyKnownIsRefused() throws Exception {
    try (ConformanceWorld world = world("other")) {
      Files.writeString(directory.resolve("state/version"), "mpirun of my own, 1.0\n");
      Launcher launcher = launcher(world);
      assertThatThrownBy(() -> launcher.nodesWanted(List.of("-n", "1", "true")))
          .isInstanceOf(ClusterException.class)
          .hasMessageContaining("mpirun of my own, 1.0")
          .hasMessageContaining("PATH");
    }
  }
}
