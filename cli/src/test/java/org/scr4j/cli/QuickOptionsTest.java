package org.scr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What is read by tables is what picocli reads. */
class QuickOptionsTest {

  private static final List<String> ODD =
      List.of(
          "",
          "-",
          "--",
          "@file",
          "-h",
          "--help",
          "--version",
          "-x1",
          "-5",
          "--no-such",
          "0x1F",
          "007",
          "7",
          "a b",
          "n[1-3]",
          "control",
          "=",
          "--json=true",
          "99999999999999999999",
          "3000000000",
          "ä",
          "\t",
          "--list=");

  @TempDir Path home;

  @BeforeEach
  void makeTables() throws IOException {
    OptionTables.main(new String[] {home.resolve(QuickOptions.PLACE).toString()});
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "scr_halt",
        "scr_env",
        "scr_hostlist",
        "scr_list_dir",
        "scr_should_exit",
        "scr_prerun"
      })
  void anyWordsGiveTheSameOptionsAsPicoclis(String name) throws Exception {
    List<String> words = words(name);
    Random random = new Random(name.hashCode());
    int understood = 0;
    for (int round = 0; round < 4000; round++) {
      List<String> line = new ArrayList<>();
      for (int count = random.nextInt(5); count > 0; count--) {
        line.add(words.get(random.nextInt(words.size())));
      }
      Command quick = Commands.create(name).orElseThrow();
      if (QuickOptions.fill(home.toString(), name, quick, line.toArray(new String[0]))) {
        understood++;
        Command full = Commands.create(name).orElseThrow();
        try {
          new CommandLine(full)
              .setOverwrittenOptionsAllowed(true)
              .parseArgs(line.toArray(new String[0]));
        } catch (ParameterException wrong) {
          throw new AssertionError(line + " is a mistake", wrong);
        }
        assertThat(options(quick)).as("%s %s", name, line).isEqualTo(options(full));
      }
    }
    assertThat(understood).isGreaterThan(100);
  }

  @Test
  void whatIsNotPlainIsLeftToPicocli() {
    for (String word :
        List.of("--help", "-h", "--version", "--cou", "-s5", "@args", "--", "--nth")) {
      assertThat(quick("scr_hostlist", word, "n1")).as(word).isFalse();
    }
    assertThat(quick("scr_hostlist")).as("no node set").isFalse();
    assertThat(quick("scr_list_dir", "control", "cache")).as("two words").isFalse();
    assertThat(quick("scr_halt", "--checkpoints", "-1")).isFalse();
  }

  @Test
  void plainWordsAreUnderstood() {
    assertThat(quick("scr_hostlist", "--count", "n1")).isTrue();
    assertThat(quick("scr_halt", "--list", "/p")).isTrue();
    assertThat(quick("scr_env", "--prefix=/p", "--jobid")).isTrue();
    assertThat(quick("scr_should_exit", "--min-nodes", "3", "-v")).isTrue();
  }

  @Test
  void withoutATableNothingIsUnderstood() {
    assertThat(quick("scr_run", "--dry-run")).isFalse();
    assertThat(
            QuickOptions.fill(
                "", "scr_env", Commands.create("scr_env").orElseThrow(), new String[] {"--user"}))
        .isFalse();
  }

  @Test
  void aTableThatDoesNotFitIsNoFault() throws IOException {
    Files.writeString(
        home.resolve(QuickOptions.PLACE).resolve("scr_env"), "nothing\tboolean\t--user\n");

    assertThat(quick("scr_env", "--user")).isFalse();
  }

  private boolean quick(String name, String... words) {
    return QuickOptions.fill(home.toString(), name, Commands.create(name).orElseThrow(), words);
  }

  /** Names and values that lines are made of. */
  private static List<String> words(String name) {
    List<String> words = new ArrayList<>(ODD);
    new CommandLine(Commands.create(name).orElseThrow())
        .getCommandSpec()
        .optionsMap()
        .keySet()
        .forEach(
            option -> {
              words.add(option);
              words.add(option);
              words.add(option + "=4");
            });
    words.addAll(List.of("4", "12", "n1", "x", "/p", "4", "n[2-3]"));
    return words;
  }

  private static Map<String, Object> options(Object owner) throws IllegalAccessException {
    Map<String, Object> values = new TreeMap<>();
    for (Field field : owner.getClass().getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers())) {
        continue;
      }
      field.setAccessible(true);
      Object value = field.get(owner);
      if (value != null && value.getClass().getName().startsWith("org.scr4j.cli")) {
        value = options(value);
      }
      values.put(field.getName(), String.valueOf(value));
    }
    return values;
  }
}
