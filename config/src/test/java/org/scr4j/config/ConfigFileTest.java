package org.scr4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {

  private static final Path FILE = Path.of("/etc/scr.conf");

  private static List<ConfigFile.Line> lines(String text) throws ConfigException {
    return ConfigFile.parse(FILE, text).lines();
  }

  private static ConfigFile.Line line(int number, String... pairs) {
    List<ConfigFile.Pair> all =
        java.util.stream.IntStream.range(0, pairs.length / 2)
            .mapToObj(i -> new ConfigFile.Pair(pairs[2 * i], pairs[2 * i + 1]))
            .toList();
    return new ConfigFile.Line(number, all.get(0), all.subList(1, all.size()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "SCR_FLUSH=20               | 20",
        "scr_flush=20               | 20",
        "SCR_FLUSH = 20             | 20",
        "\"\tSCR_FLUSH\t=\t20\t\"   | 20",
        "SCR_FLUSH=20 # every 20th  | 20",
        "\"SCR_FLUSH=20\t#comment\" | 20",
        "SCR_FLUSH=20#no comment    | 20#no comment",
        "SCR_FLUSH=a=b=c            | a=b=c",
        "SCR_FLUSH=/my files/x  y   | /my files/x  y",
        "SCR_FLUSH=a \\# b # c      | a \\# b",
        "\"SCR_FLUSH=20\r\"         | 20",
      })
  void aLineIsANameAndAValue(String text, String value) throws Exception {
    assertThat(lines(text)).containsExactly(line(1, "SCR_FLUSH", value));
  }

  @Test
  void commentsAndEmptyLinesCountAsLinesOnly() throws Exception {
    String text = "# comment\n\n  \t\n   # another\nSCR_A=1\r\n\r\nSCR_B=2";
    assertThat(lines(text)).containsExactly(line(5, "SCR_A", "1"), line(7, "SCR_B", "2"));
    assertThat(lines("")).isEmpty();
    assertThat(lines("\uFEFFSCR_A=1\n")).containsExactly(line(1, "SCR_A", "1"));
  }

  @Test
  void descriptorsHoldSeveralPairsALine() throws Exception {
    String text =
        "STORE=/dev/shm      GROUP=NODE\tCOUNT = 1 # one\nckpt=0 store=/my\\ ssd/a=b type=xor\n";
    assertThat(lines(text))
        .containsExactly(
            line(1, "STORE", "/dev/shm", "GROUP", "NODE", "COUNT", "1"),
            line(2, "CKPT", "0", "STORE", "/my\\ ssd/a=b", "TYPE", "xor"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SCR_FLUSH          | expected NAME=value, but no '=' follows SCR_FLUSH",
        "SCR_FLUSH 20       | expected NAME=value, but no '=' follows SCR_FLUSH",
        "SCR_FLUSH=         | SCR_FLUSH has no value",
        "SCR_FLUSH= # 20    | SCR_FLUSH has no value",
        "=20                | a value without a name",
        "STORE=/ssd COUNT   | expected NAME=value, but no '=' follows COUNT",
        "STORE=/ssd COUNT=  | COUNT has no value",
        "STORE=/my ssd      | expected NAME=value, but no '=' follows SSD",
      })
  void aLineThatCannotBeUnderstoodNamesFileAndLine(String text, String why) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> lines("\n\n" + text))
        .withMessage("/etc/scr.conf:3: " + why);
  }

  @Test
  void theLastLineOfANameCounts() throws Exception {
    ConfigFile file = ConfigFile.parse(FILE, "SCR_A=1\nSCR_B=3\nSCR_A=2\n");
    assertThat(file.last("SCR_A")).contains(line(3, "SCR_A", "2"));
    assertThat(file.last("SCR_C")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "$JOB, 7",
    "/tmp/$JOB/x, /tmp/7/x",
    "/tmp/${JOB}x, /tmp/7x",
    "$JOB$JOB, 77",
    "$A_1, under",
    "$, $",
    "a$/b, a$/b",
    "$5, $5",
    "${JOB, ${JOB",
    "${}, ${}",
    "$NEST, $JOB",
    "${BACK}, \\1$",
    "\\$JOB, $JOB",
    "a\\ b, a b",
    "a\\\\b, a\\b",
    "a\\, a\\",
    "\\#\\=, #=",
  })
  void variablesAndEscapesOfAFileAreReplaced(String text, String value) {
    Map<String, String> environment =
        Map.of("JOB", "7", "A_1", "under", "NEST", "$JOB", "BACK", "\\1$");
    assertThat(Expansion.escapedVariables(text, environment)).isEqualTo(value);
  }

  @Test
  void lettersBehindABackslashAreControlCharactersAsInC() {
    assertThat(Expansion.escapedVariables("a\\tb\\nc\\q", Map.of())).isEqualTo("a\tb\ncq");
  }

  @Test
  void anUnsetVariableIsNamed() {
    assertThatExceptionOfType(Expansion.UnsetException.class)
        .isThrownBy(() -> Expansion.variables("/dev/shm/$SLURM_JOBID", Map.of()))
        .withMessage("the environment variable SLURM_JOBID is not set");
  }

  @Test
  void aBackslashInTheEnvironmentIsABackslash() {
    assertThat(Expansion.variables("a\\tb$X", Map.of("X", "1"))).isEqualTo("a\\tb1");
  }
}
