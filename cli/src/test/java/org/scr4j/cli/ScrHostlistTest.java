package org.scr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScrHostlistTest {

  private static Called hostlist(String... words) {
    String[] all = new String[words.length + 1];
    all[0] = "scr_hostlist";
    System.arraycopy(words, 0, all, 1, words.length);
    return Called.in(Path.of("/"), all);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "n[008-011]             | -e           | n008,n009,n010,n011",
        "n[1-3,7]               | -c           | 4",
        "n[1-9]                 | -s 2         | n[1-2]",
        "n[1-9]                 | -s -2        | n[8-9]",
        "n[1-9]                 | -s 20        | n[1-9]",
        "n[1-9]                 | -n 3         | n3",
        "n[1-9]                 | -n -1        | n9",
        "n[1-6] n[3,5]          | -m           | n[1-2,4,6]",
        "n[1-6] n[3,5,7]        | -i           | n[3,5]",
        "n[1-3] n[2-4]          | -x           | n[1,4]",
        "n1 n2 n3 n5            | -v           | n[1-3,5]",
        "login                  | -v           | login",
        "ip-10-0-0-12           | -v           | ip-10-0-0-12",
        "n[1-3]                 | -e -d :      | n1:n2:n3",
      })
  void nodeSetArithmetic(String sets, String options, String expected) {
    Called called = hostlist((options + " " + sets).split(" +"));
    assertThat(called.out()).as(called.err()).isEqualTo(expected + "\n");
  }

  @Test
  void splitsIntoNearlyEqualParts() {
    assertThat(hostlist("--split", "3", "n[1-7]").out()).isEqualTo("n[1-3]\nn[4-5]\nn[6-7]\n");
  }

  @Test
  void theDelimiterMayBeANewline() {
    assertThat(hostlist("-e", "-d", "\\n", "n[1-2]").out()).isEqualTo("n1\nn2\n");
  }

  @Test
  void aMillionNodesAreCountedWithinASecond() {
    long start = System.nanoTime();
    assertThat(hostlist("-c", "n[1-1000000]").out()).isEqualTo("1000000\n");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @CsvSource({"-n 0,n1", "-n 3,n1", "-e -c,n1", "-m -i,n1", "-c,'n[1-'", "--split 0,n1"})
  void whatMakesNoSenseIsStatus64(String options, String set) {
    Called called = hostlist((options + " " + set).split(" "));
    assertThat(called.status()).isEqualTo(64);
    assertThat(called.err().lines()).hasSize(1);
  }

  @Test
  void jsonIsAnArrayOfNames() {
    assertThat(hostlist("--json", "n[1-2]").out()).contains("\"n1\"", "\"n2\"");
  }
}
