package org.scr4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parameters that the program sets, as C programs do with SCR_Config. */
class ProgramSettingsTest {

  @TempDir Path directory;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void systemFile() throws IOException {
    Path system = directory.resolve("system.conf");
    Files.writeString(system, "SCR_FLUSH=3\n");
    environment.put("SCR_CONFIG_FILE", system.toString());
    environment.put("SCR_PREFIX", directory.toString());
  }

  private Configuration load(ProgramSettings program) throws ConfigException {
    return Configuration.load(environment, Optional.empty(), directory, program);
  }

  @Test
  void theyWinOverTheSystemsFileAndGiveWayToTheUser() throws IOException {
    ProgramSettings program = ProgramSettings.NONE.with("SCR_FLUSH", "7").with("SCR_RUNS", "5");
    assertThat(load(program).get(Parameters.FLUSH)).isEqualTo(7);
    Files.writeString(directory.resolve(".scrconf"), "SCR_FLUSH=8\n");
    assertThat(load(program).get(Parameters.FLUSH)).isEqualTo(8);
    environment.put("SCR_FLUSH", "9");
    assertThat(load(program).get(Parameters.FLUSH)).isEqualTo(9);
    assertThat(load(program).get(Parameters.RUNS)).isEqualTo(5);
    assertThat(load(program.without("SCR_RUNS")).get(Parameters.RUNS)).isEqualTo(1);
  }

  @Test
  void theyStandForWhatAnEarlierProgramHasLeft() throws IOException {
    Files.createDirectory(directory.resolve(".scr"));
    Files.writeString(directory.resolve(".scr/app.conf"), "SCR_FLUSH=4\nSCR_RUNS=6\n");
    assertThat(load(ProgramSettings.NONE).get(Parameters.FLUSH)).isEqualTo(4);
    Configuration own = load(ProgramSettings.NONE.with("SCR_FLUSH", "7"));
    assertThat(own.get(Parameters.FLUSH)).isEqualTo(7);
    assertThat(own.get(Parameters.RUNS)).isEqualTo(1);
  }

  @Test
  void whatIsWrittenForTheCommandsReadsTheSame() throws IOException {
    ProgramSettings program =
        ProgramSettings.NONE
            .with("SCR_JOB_ID", " #1 a#b #c ")
            .with("SCR_COPY_TYPE", "FILE")
            .withLine("CKPT=0 INTERVAL=1 TYPE=XOR SET_SIZE=4")
            .withLine("CKPT=1 INTERVAL=3 TYPE=RS SET_SIZE=4")
            .withLine("CKPT=1 SET_FAILURES=3");
    Files.createDirectory(directory.resolve(".scr"));
    Files.writeString(directory.resolve(".scr/app.conf"), program.text());
    for (Configuration one : List.of(load(program), load(ProgramSettings.NONE))) {
      assertThat(one.find(Parameters.JOB_ID)).contains("#1 a#b #c");
      assertThat(one.checkpoints()).hasSize(2);
      assertThat(one.checkpoints().get(1).setFailures()).isEqualTo(3);
      assertThat(one.text("CKPT=1 TYPE")).contains("RS");
      assertThat(one.text("CKPT=1 STORE")).isEmpty();
      assertThat(one.text("CKPT=2 TYPE")).isEmpty();
    }
  }

  @Test
  void aValueIsToldWithItsDefault() throws IOException {
    assertThat(load(ProgramSettings.NONE).text("SCR_SET_SIZE")).contains("8");
    assertThat(load(ProgramSettings.NONE).text("SCR_FLUSH")).contains("3");
    assertThat(load(ProgramSettings.NONE).text("SCR_CURRENT")).isEmpty();
    assertThatThrownBy(() -> load(ProgramSettings.NONE).text("SCR_FLSUH"))
        .hasMessage("no parameter is called SCR_FLSUH");
    assertThatThrownBy(() -> load(ProgramSettings.NONE).text("CKPT=0"))
        .hasMessageContaining("CKPT=0 TYPE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SCR_CACHE_BASE=/tmp", "SCR_CNTL_BASE=/tmp", "CACHEDIR=/tmp BYTES=1"})
  void whatCommandsNeedBeforeTheProgramStartsIsNotForItToSet(String line) {
    assertThatThrownBy(() -> ProgramSettings.NONE.withLine(line))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cannot be set by a program")
        .hasMessageContaining("environment");
  }

  @Test
  void mistakesAreRefusedAtOnce() {
    assertThatThrownBy(() -> ProgramSettings.NONE.with("SCR_FLSUH", "1"))
        .hasMessage("no parameter is called SCR_FLSUH");
    assertThatThrownBy(() -> ProgramSettings.NONE.with("SCR_FLUSH", "1\nSCR_RUNS=2"))
        .hasMessageContaining("not one line");
    assertThatThrownBy(() -> ProgramSettings.NONE.with("SCR_FLUSH", " "))
        .hasMessageContaining("not one line");
    assertThatThrownBy(() -> ProgramSettings.NONE.withLine("SCR_FLUSH"))
        .hasMessageContaining("SCR_FLUSH");
  }
}
