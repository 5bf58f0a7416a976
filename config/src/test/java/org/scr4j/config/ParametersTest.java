package org.scr4j.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ParametersTest {

  private static final Kind.Place PLACE = new Kind.Place(Path.of("/work"), Optional.empty());

  @Test
  void everyConstantIsRegisteredUnderItsName() throws Exception {
    List<Field> constants =
        Stream.of(Parameters.class.getFields(), VirtualNodeParameters.class.getDeclaredFields())
            .flatMap(Arrays::stream)
            .filter(field -> Modifier.isStatic(field.getModifiers()))
            .filter(field -> field.getType() == Parameter.class)
            .toList();
    assertThat(constants.stream().map(Field::getName).distinct()).hasSameSizeAs(Parameters.all());
    for (Field constant : constants) {
      Parameter<?> parameter = (Parameter<?>) constant.get(null);
      assertThat(parameter.name()).isEqualTo("SCR_" + constant.getName());
      assertThat(Parameters.named(parameter.name())).containsSame(parameter);
    }
    assertThat(Parameters.named("SCR_NOT_THERE")).isEmpty();
  }

  @Test
  void everyMeaningIsASentence() {
    assertThat(Parameters.all())
        .allSatisfy(p -> assertThat(p.meaning()).endsWith(".").doesNotContain("\n").isNotBlank());
  }

  @Test
  void everyDefaultCanBeWrittenAndReadBack() {
    Parameters.all().forEach(ParametersTest::defaultReadsBack);
  }

  private static <T> void defaultReadsBack(Parameter<T> parameter) {
    parameter
        .defaultValue()
        .ifPresent(
            value -> {
              String text = parameter.kind().write(value);
              assertThat(parameter.kind().read(text, PLACE)).isEqualTo(value);
            });
  }

  /** Figures of LLNL's source, version 3.1. */
  @Test
  void defaultsAreThoseOfLlnl() {
    assertThat(Parameters.CNTL_BASE.defaultValue()).contains("/dev/shm");
    assertThat(Parameters.CACHE_BASE.defaultValue()).contains("/dev/shm");
    assertThat(Parameters.CACHE_SIZE.defaultValue()).contains(1);
    assertThat(Parameters.CACHE_BYPASS.defaultValue()).contains(true);
    assertThat(Parameters.COPY_TYPE.defaultValue()).contains(CopyType.XOR);
    assertThat(Parameters.SET_SIZE.defaultValue()).contains(8);
    assertThat(Parameters.SET_FAILURES.defaultValue()).contains(2);
    assertThat(Parameters.FLUSH.defaultValue()).contains(10);
    assertThat(Parameters.MPI_BUF_SIZE.defaultValue()).contains(1048576L);
    assertThat(Parameters.FILE_BUF_SIZE.defaultValue()).contains(33554432L);
    assertThat(Parameters.FLUSH_ASYNC_BW.defaultValue()).contains(209715200L);
    assertThat(Parameters.DROP_AFTER_CURRENT.defaultValue()).contains(false);
    assertThat(Parameters.CRC_ON_FLUSH.defaultValue()).contains(true);
    assertThat(Parameters.LOG_ENABLE.defaultValue()).contains(false);
    assertThat(Parameters.RUNS.defaultValue()).contains(1);
  }

  @Test
  void theTableHasARowForEveryParameter() {
    String table = Documentation.markdownTable();
    for (Parameter<?> parameter : Parameters.all()) {
      assertThat(table).containsOnlyOnce("| `" + parameter.name() + "` |");
    }
    assertThat(table)
        .contains(
            """
            ### Cache and redundancy

            | name | type | unit | default | meaning |
            |---|---|---|---|---|
            """)
        .contains("| `SCR_FILE_BUF_SIZE` | size | bytes | `32MB` | Buffer for copying files")
        .contains("| `SCR_MIN_NODES` | number |  |  | Least number of nodes")
        .contains("Environment only. |\n");
    assertThat(table.lines().filter(line -> line.startsWith("|")))
        .allSatisfy(line -> assertThat(line.chars().filter(c -> c == '|').count()).isEqualTo(6));
  }
}
