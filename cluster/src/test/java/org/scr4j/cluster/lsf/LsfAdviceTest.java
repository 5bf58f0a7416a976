package org.scr4j.cluster.lsf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job lacks that is to survive its nodes. */
class LsfAdviceTest {

  @TempDir Path home;

  private Map<String, String> variables(boolean steps) {
    Map<String, String> variables = new HashMap<>(Map.of("HOME", home.toString()));
    variables.put("LSB_DJOB_COMMFAIL_ACTION", "KILL_TASKS");
    if (steps) {
      variables.put("CSM_ALLOCATION_ID", "34435");
    }
    return variables;
  }

  @Test
  void aJobThatLsfEndsWithItsFirstNodeIsWarnedOf() {
    Map<String, String> variables = variables(false);
    assertThat(LsfAdvice.of(variables)).isEmpty();
    for (String value : List.of("", "IGNORE_COMMFAIL", "kill_tasks")) {
      variables.put("LSB_DJOB_COMMFAIL_ACTION", value);
      assertThat(LsfAdvice.of(variables))
          .singleElement()
          .asString()
          .contains("bsub -env \"all, LSB_DJOB_COMMFAIL_ACTION=KILL_TASKS\"");
    }
  }

  @Test
  void aJsmThatStopsWithItsFirstNodeIsWarnedOf() throws Exception {
    assertThat(LsfAdvice.of(variables(true))).singleElement().asString().contains("~/.jsm.conf");
    for (String line : List.of("#FAULT_TOLERANCE=1", "FAULT_TOLERANCE = 0", "USE_SPINDLE=1")) {
      Files.writeString(home.resolve(".jsm.conf"), line + "\n");
      assertThat(LsfAdvice.of(variables(true))).as(line).hasSize(1);
    }
    for (String line : List.of("FAULT_TOLERANCE=1", " FAULT_TOLERANCE = 1 # ours")) {
      Files.writeString(home.resolve(".jsm.conf"), "USE_SPINDLE=1\n" + line + "\n");
      assertThat(LsfAdvice.of(variables(true))).as(line).isEmpty();
    }
  }
}
