package org.scr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScrHaltTest {

  @TempDir Path root;
  private Path prefix;

  @BeforeEach
  void makePrefix() throws Exception {
    prefix = Files.createDirectory(root.resolve("a prefix with blanks"));
  }

  private String halt(String... options) {
    String[] words = new String[options.length + 1];
    words[0] = "scr_halt";
    System.arraycopy(options, 0, words, 1, options.length);
    Called called = Called.in(prefix, words);
    assertThat(called.status()).as(called.err()).isZero();
    return called.out();
  }

  @Test
  void withoutOptionsTheJobHaltsAfterItsNextCheckpoint() {
    assertThat(halt())
        .isEqualTo(
            "Halt file settings for "
                + prefix.resolve(".scr/halt.scr")
                + ":\n  ExitReason:      JOB_HALTED\n");
  }

  @Test
  void listingChangesNothingWhereverTheOptionStands() {
    assertThat(halt(prefix.toString(), "--list")).contains("  None");
    assertThat(halt("--list", prefix.toString())).contains("  None");
    assertThat(prefix.resolve(".scr")).doesNotExist();
  }

  @Test
  void zeroIsZero() {
    assertThat(halt("--checkpoints", "0"))
        .contains("CheckpointsLeft: 0")
        .doesNotContain("ExitReason");
    assertThat(halt("--seconds=0")).contains("HaltSeconds:     0").doesNotContain("ExitReason");
  }

  @Test
  void conditionsAddUpAndAreLiftedOneByOne() {
    halt("-c10");
    halt("--after", "2030-01-01T00:00:00");
    assertThat(halt("--unset-after")).contains("CheckpointsLeft: 10").doesNotContain("ExitAfter");
    assertThat(halt("--unset-checkpoints")).contains("  None");
  }

  @Test
  void removingTwiceIsNoFault() {
    halt();
    halt("--remove");
    assertThat(prefix.resolve(".scr/halt.scr")).doesNotExist();
    halt("--remove");
  }

  @Test
  void severalPrefixesAreAllHalted() throws Exception {
    Path other = Files.createDirectory(root.resolve("other"));
    halt(prefix.toString(), other.toString());
    assertThat(halt("--list", other.toString())).contains("JOB_HALTED");
    assertThat(halt("--list")).contains("JOB_HALTED");
  }

  @Test
  void timesPast2038KeepTheirValueAndWarn() {
    Called called = Called.in(prefix, "scr_halt", "--before", "2040-01-01T00:00:00");
    assertThat(called.out()).contains("2040");
    assertThat(called.err()).contains("2038");
  }

  @Test
  void listAndChangeTogetherAreRefused() {
    Called called = Called.in(prefix, "scr_halt", "--list", "-c", "1");
    assertThat(called.status()).isEqualTo(64);
    assertThat(prefix.resolve(".scr")).doesNotExist();
  }

  @Test
  void aTimeThatIsNoneIsRefused() {
    assertThat(Called.in(prefix, "scr_halt", "-b", "someday soon-ish").status()).isEqualTo(64);
  }

  @Test
  void aMistypedPrefixIsNotMade() {
    Called called = Called.in(prefix, "scr_halt", "no/such/place");
    assertThat(called.status()).isEqualTo(74);
    assertThat(prefix.resolve("no")).doesNotExist();
  }

  @Test
  void jsonHasTheConditionsThatAreSet() {
    halt("-c", "3");
    assertThat(halt("--list", "--json"))
        .contains("\"checkpoints_left\" : 3")
        .doesNotContain("exit_reason");
  }

  @Test
  void theOptionWinsOverTheVariableAndThatOverTheDirectory() throws Exception {
    Path byVariable = Files.createDirectory(root.resolve("variable"));
    Path byOption = Files.createDirectory(root.resolve("option"));
    var environment = java.util.Map.of("SCR_PREFIX", byVariable.toString());
    assertThat(Called.with(prefix, environment, "scr_halt").out()).contains("variable/.scr");
    assertThat(Called.with(prefix, environment, "scr_halt", byOption.toString()).out())
        .contains("option/.scr");
  }
}
