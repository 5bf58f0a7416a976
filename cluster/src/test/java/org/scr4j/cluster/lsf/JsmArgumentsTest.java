package org.scr4j.cluster.lsf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.LauncherUsageException;
import org.scr4j.cluster.NodeSet;

/** Arguments of jsrun and lrun, as users write them. */
class JsmArgumentsTest {

  private static final NodeSet ALL = NodeSet.parse("a01n[03-06]");
  private static final NodeSet UP = NodeSet.of("a01n03", "a01n05", "a01n06");

  private static JsmArguments parse(String line) throws LauncherUsageException {
    List<String> words = List.of(line.split(" "));
    JsmDialect dialect = words.get(0).equals("lrun") ? JsmDialect.LRUN : JsmDialect.JSRUN;
    return JsmArguments.parse(dialect, words.subList(1, words.size()));
  }

  private static String command(String line, NodeSet usable) throws ClusterException {
    JsmArguments arguments = parse(line);
    String launcher = line.substring(0, line.indexOf(' '));
    return String.join(" ", arguments.command(launcher, arguments.choose(usable), ALL));
  }

  @ParameterizedTest
  @CsvSource({
    "jsrun -n 8 -r 2 a.out, 4",
    "jsrun -n8 -r2 a.out, 4",
    "jsrun --nrs=7 --rs_per_host 2 a.out, 4",
    "jsrun --np 6 -r6 a.out, 1",
    "jsrun -r 1 a.out, -1",
    "jsrun -nALL_HOSTS -r1 -a4 -cALL_CPUS a.out, -1",
    "jsrun -n 8 a.out, -1",
    "jsrun -n 8 -K 1 a.out, -1",
    "jsrun a.out -n 8 -r 2, -1",
    "lrun -T4 -N2 a.out, 2",
    "lrun -N 2 -n 8 a.out, 2",
    "lrun -n8 -T4 a.out, 2",
    "lrun -p9 -T4 a.out, 3",
    "lrun -T4 a.out, -1",
    "lrun -n8 a.out, -1",
    "lrun -1 make, 1"
  })
  void theNumberOfNodesIsKnownWhereTheArgumentsSayIt(String line, int nodes) throws Exception {
    assertThat(parse(line).count())
        .isEqualTo(nodes < 0 ? OptionalInt.empty() : OptionalInt.of(nodes));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      textBlock =
          """
          jsrun -n 6 -r 2 -a 1 -bpacked:7 a.out -n 3 > jsrun --exclude_hosts a01n04 -n 6 -r 2 -a 1 -bpacked:7 a.out -n 3
          jsrun -n 2 -r 1 a.out > jsrun --exclude_hosts a01n04,a01n06 -n 2 -r 1 a.out
          jsrun -n 2 a.out > jsrun --exclude_hosts a01n04,a01n06 -n 2 a.out
          jsrun -r 1 a.out > jsrun --exclude_hosts a01n04 -r 1 a.out
          jsrun -x a01n03 -r1 a.out > jsrun --exclude_hosts a01n03,a01n04 -r1 a.out
          jsrun --smpiargs=-gpu -E OMP_NUM_THREADS=4 -r1 a.out > jsrun --exclude_hosts a01n04 --smpiargs=-gpu -E OMP_NUM_THREADS=4 -r1 a.out
          jsrun -r1 --new_option a.out -v > jsrun --exclude_hosts a01n04 -r1 --new_option a.out -v
          jsrun -h /tmp -n 3 -r 1 -X 1 a.out > jsrun --exclude_hosts a01n04 -h /tmp -n 3 -r 1 -X 1 a.out
          jsrun -f apps.txt > jsrun --exclude_hosts a01n04 -f apps.txt
          jsrun -r1 -- a.out > jsrun --exclude_hosts a01n04 -r1 -- a.out
          /opt/ibm/jsrun -r1 a.out > /opt/ibm/jsrun --exclude_hosts a01n04 -r1 a.out
          lrun -T2 a.out > lrun --exclude_hosts=a01n04 -N3 -T2 a.out
          lrun -T2 -N2 --mpibind=off a.out > lrun --exclude_hosts=a01n04,a01n06 -N2 -T2 --mpibind=off a.out
          lrun -n 2 -v a.out > lrun --exclude_hosts=a01n04,a01n06 -N2 -n 2 -v a.out
          lrun -1 make -j > lrun --exclude_hosts=a01n04,a01n05,a01n06 -1 make -j
          lrun --exclude_hosts=a01n03 -T1 a.out > lrun --exclude_hosts=a01n03,a01n04 -N2 -T1 a.out
          """)
  void allButTheChoiceOfNodesIsPassedOnAsItIs(String line, String command) throws Exception {
    assertThat(command(line, UP)).isEqualTo(command);
  }

  @Test
  void withAllNodesUpNothingIsExcluded() throws Exception {
    assertThat(command("jsrun -r 1 a.out", ALL)).isEqualTo("jsrun -r 1 a.out");
    assertThat(command("lrun -T1 a.out", ALL)).isEqualTo("lrun -N4 -T1 a.out");
  }

  @Test
  void theFirstNodesArePreferred() throws Exception {
    assertThat(parse("jsrun -n 4 -r 2 a.out").choose(UP).toList())
        .containsExactly("a01n03", "a01n05");
  }

  @Test
  void tooFewNodesAreAnErrorWithTheRemedy() {
    assertThatThrownBy(() -> parse("jsrun -n 8 -r 2 a.out").choose(UP))
        .isInstanceOf(ClusterException.class)
        .hasMessage(
            "jsrun: 4 nodes wanted, 3 usable (a01n[03,05-06]); ask for fewer, or allocate more");
    assertThatThrownBy(() -> parse("jsrun -x a01n[03,05-06] -r1 a.out").choose(UP))
        .hasMessageContaining("1 nodes wanted, 0 usable without those of --exclude_hosts");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jsrun --erf_input file a.out",
        "jsrun --erf_input=file a.out",
        "jsrun -U file a.out",
        "jsrun -J 1 a.out",
        "jsrun -A 1 a.out",
        "jsrun -i a.out",
        "jsrun --immediate -r1 a.out",
        "lrun --erf_input=file a.out"
      })
  void whatChoosesHostsItselfOrIsNotWaitedForIsRefused(String line) {
    assertThatThrownBy(() -> parse(line))
        .isInstanceOf(LauncherUsageException.class)
        .hasMessageContaining("cannot be combined with scr_run, which chooses the nodes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jsrun -n 0 -r 1 a.out",
        "jsrun -n x a.out",
        "jsrun -n 99999999999 a.out",
        "lrun -N0 a.out",
        "jsrun -n 4",
        "jsrun -n",
        "jsrun --nrs",
        "jsrun -x a[ a.out",
        "lrun -T4"
      })
  void wrongUseIsRefusedInOneLine(String line) {
    assertThatThrownBy(() -> parse(line))
        .isInstanceOf(LauncherUsageException.class)
        .satisfies(error -> assertThat(error.getMessage()).doesNotContain("\n"));
  }
}
