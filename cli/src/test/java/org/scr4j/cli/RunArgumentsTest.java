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
    return RunArguments.parse(List.of(words), Map.of("PATH", "/bin"));
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
  void ourOptionsNeedACommand() {
    assertThatThrownBy(() -> parse("-n2", "-rc")).isInstanceOf(UsageException.class);
  }
}
