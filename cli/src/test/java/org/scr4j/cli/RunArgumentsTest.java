package org.scr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunArgumentsTest {

  @TempDir Path bin;

  private static RunArguments parse(String... words) throws UsageException {
    return RunArguments.parse("srun", List.of(words), Map.of("PATH", "/bin"));
  }

  @Test
  void withoutOurOptionsEverythingIsTheLaunchers() throws Exception {
    assertThat(parse("-n8", "-N", "4", "./app", "-x").launcherArguments())
        .containsExactly("-n8", "-N", "4", "./app", "-x");
  }

  @Test
  void runAndRestartCommandsMayStandAmongTheLaunchersOptions() throws Exception {
    RunArguments parsed = parse("-n", "8", "-rc", "./app in", "-rs=./app SCR_CKPT_NAME");
    assertThat(parsed.launcherArguments()).containsExactly("-n", "8");
    assertThat(parsed.runCommand()).isEqualTo(Optional.of("./app in"));
    assertThat(parsed.restartCommand()).isEqualTo(Optional.of("./app SCR_CKPT_NAME"));
  }

  @Test
  void argumentsOfTheProgramAreNeverOurs() throws Exception {
    RunArguments parsed = parse("-n8", "-N4", "app", "-rc", "x", "--restart-cmd=y");
    assertThat(parsed.launcherArguments())
        .containsExactly("-n8", "-N4", "app", "-rc", "x", "--restart-cmd=y");
    assertThat(parsed.runCommand()).isEmpty();
    assertThat(parsed.restartCommand()).isEmpty();
  }

  @Test
  void aProgramBehindAnOptionWithoutValueIsRecognized() throws Exception {
    Path app = Files.createFile(bin.resolve("app"));
    Files.setPosixFilePermissions(app, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(parse("--exclusive", app.toString(), "-rc", "x").runCommand()).isEmpty();
    assertThat(parse("--exclusive", "sh", "-rs", "x").restartCommand()).isEmpty();
  }

  @Test
  void aWordThatOnlyBeginsLikeOursIsNotOurs() throws Exception {
    assertThat(parse("-rcfile", "-n2", "./app").launcherArguments())
        .containsExactly("-rcfile", "-n2", "./app");
  }

  @Test
  void launcherOptionsMayFollowOurs() throws Exception {
    RunArguments parsed = parse("-n8", "--run-cmd", "./app", "--restart-cmd", "./app r", "-N4");
    assertThat(parsed.launcherArguments()).containsExactly("-n8", "-N4");
    assertThat(parsed.runCommand()).contains("./app");
    assertThat(parsed.restartCommand()).contains("./app r");
  }

  @Test
  void theVerbOfFluxIsNoProgram() throws Exception {
    for (List<String> words :
        List.of(List.of("run", "-N2", "-rc", "x"), List.of("mini", "run", "-N2", "-rc", "x"))) {
      RunArguments parsed = RunArguments.parse("flux", words, Map.of("PATH", "/bin"));
      assertThat(parsed.runCommand()).contains("x");
      assertThat(parsed.launcherArguments()).endsWith("run", "-N2");
    }
    assertThat(parse("run", "-N2", "-rc", "x").runCommand()).isEmpty();
  }

  @Test
  void ourOptionsNeedACommand() {
    assertThatThrownBy(() -> parse("-n2", "-rc")).isInstanceOf(UsageException.class);
  }
}
