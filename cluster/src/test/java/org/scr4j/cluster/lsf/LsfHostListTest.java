package org.scr4j.cluster.lsf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.cluster.ClusterException;

/** Hosts of a job as LSF's variables and its host file list them. */
class LsfHostListTest {

  @TempDir Path directory;

  private List<String> nodes(Map<String, String> variables) throws ClusterException {
    return LsfHostList.nodes(variables).toList();
  }

  private String file(String text) throws IOException {
    return Files.write(directory.resolve("hosts"), text.getBytes(StandardCharsets.ISO_8859_1))
        .toString();
  }

  /** With the program that shows that job steps are started by JSM. */
  private Map<String, String> withJsrun(Map<String, String> variables) throws IOException {
    Path bin = Files.createDirectories(directory.resolve("bin"));
    Path jsrun = bin.resolve("jsrun");
    if (!Files.exists(jsrun)) {
      Files.createFile(
          jsrun,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }
    Map<String, String> all = new HashMap<>(variables);
    all.put("PATH", bin.toString());
    return all;
  }

  @Test
  void theOrderOfTheHostFileIsKeptAndSlotsAreFolded() throws Exception {
    String file = file("batch2\na35n03\na35n03\na35n03\na02n11\na02n11\na35n04\na35n03\n");
    assertThat(nodes(withJsrun(Map.of("LSB_DJOB_HOSTFILE", file))))
        .containsExactly("a35n03", "a02n11", "a35n04");
  }

  @Test
  void theLaunchNodeIsLeftOutWhereJsrunStartsTheSteps() throws Exception {
    String file = file("lassen710\nlassen11\nlassen11\nlassen12\nlassen12\n");
    assertThat(nodes(withJsrun(Map.of("LSB_DJOB_HOSTFILE", file))))
        .containsExactly("lassen11", "lassen12");
    assertThat(nodes(Map.of("LSB_DJOB_HOSTFILE", file, "CSM_ALLOCATION_ID", "34435")))
        .containsExactly("lassen11", "lassen12");
  }

  @Test
  void aLaunchNodeWithSlotsOfItsOwnStays() throws Exception {
    String file = file("lassen710\nlassen710\nlassen710\nlassen711\nlassen711\n");
    assertThat(nodes(withJsrun(Map.of("LSB_DJOB_HOSTFILE", file))))
        .containsExactly("lassen710", "lassen711");
    assertThat(nodes(withJsrun(Map.of("LSB_MCPU_HOSTS", "lassen710 40 lassen711 40"))))
        .containsExactly("lassen710", "lassen711");
  }

  @Test
  void plainLsfHasNoLaunchNode() throws Exception {
    // One slot on the first host may be all that was free there.
    String file = file("hostA\nhostB\nhostB\nhostB\n");
    assertThat(nodes(Map.of("LSB_DJOB_HOSTFILE", file, "PATH", "/nonexistent")))
        .containsExactly("hostA", "hostB");
    assertThat(nodes(Map.of("LSB_MCPU_HOSTS", "grid03 1 grid05 1 grid01 2")))
        .containsExactly("grid03", "grid05", "grid01");
    assertThat(nodes(Map.of("LSB_HOSTS", "grid01 grid01 grid05 grid03")))
        .containsExactly("grid01", "grid05", "grid03");
  }

  @Test
  void aSingleHostIsNeverLeftOut() throws Exception {
    assertThat(nodes(withJsrun(Map.of("LSB_MCPU_HOSTS", "hostA 1")))).containsExactly("hostA");
  }

  @Test
  void aCutListOfHostsIsNotUsedWhereThereIsAWholeOne() throws Exception {
    Map<String, String> variables =
        Map.of("LSB_HOSTS", "batch3 a01n02", "LSB_MCPU_HOSTS", "batch3 1 a01n02 42 a01n06 42");
    assertThat(nodes(withJsrun(variables))).containsExactly("a01n02", "a01n06");
    Map<String, String> withFile = new HashMap<>(variables);
    withFile.put("LSB_DJOB_HOSTFILE", file("batch3\na01n02\na01n02\na01n06\na01n06\na01n07\n"));
    assertThat(nodes(withJsrun(withFile))).containsExactly("a01n02", "a01n06", "a01n07");
  }

  @Test
  void aHostFileThatIsGoneIsReplacedByTheVariables() throws Exception {
    Map<String, String> variables =
        Map.of("LSB_DJOB_HOSTFILE", directory + "/gone", "LSB_MCPU_HOSTS", "hostA 2 hostB 2");
    assertThat(nodes(variables)).containsExactly("hostA", "hostB");
  }

  @Test
  void withoutAnyListTheHostFileIsNamed() throws Exception {
    assertThatThrownBy(() -> nodes(Map.of("LSB_DJOB_HOSTFILE", directory + "/gone")))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("cannot read host file ")
        .hasMessageContaining("no such file")
        .hasMessageContaining("SCR_HOSTS");
    String empty = file("\n \n");
    assertThatThrownBy(() -> nodes(Map.of("LSB_DJOB_HOSTFILE", empty)))
        .hasMessageContaining("is empty");
    assertThatThrownBy(() -> nodes(Map.of("LSB_DJOB_HOSTFILE", directory.toString())))
        .hasMessageContaining("not a file");
    assertThatThrownBy(() -> nodes(Map.of()))
        .hasMessageContaining("none of LSB_DJOB_HOSTFILE, LSB_MCPU_HOSTS, LSB_HOSTS is set");
  }

  @Test
  void linesMayEndAsOnOtherSystems() throws Exception {
    String file = file("batch2\r\na35n03\r\na35n03\r\n\r\na35n04\r\n");
    assertThat(nodes(withJsrun(Map.of("LSB_DJOB_HOSTFILE", file))))
        .containsExactly("a35n03", "a35n04");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a01;rm", "ho\u0001st", "[", "h\u00e9te", "-x"})
  void whatIsNoNameIsRefusedInOneLine(String name) throws Exception {
    String file = file("hostA\n" + name + "\n");
    assertThatThrownBy(() -> nodes(Map.of("LSB_DJOB_HOSTFILE", file)))
        .isInstanceOf(ClusterException.class)
        .hasMessageStartingWith("LSB_DJOB_HOSTFILE=")
        .satisfies(error -> assertThat(error.getMessage()).doesNotContain("\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hostA", "hostA 2 hostB", "hostA two", "hostA 2 hostB 99999999999"})
  void slotsThatAreNoNumbersAreRefused(String pairs) {
    assertThatThrownBy(() -> nodes(Map.of("LSB_MCPU_HOSTS", pairs)))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("is not followed by its number of slots");
  }

  @Test
  void tenThousandHostsOfManySlotsAreFolded() throws Exception {
    StringBuilder slots = new StringBuilder("batch1\n");
    for (int i = 1; i <= 10_000; i++) {
      slots.append(("c" + i + "\n").repeat(42));
    }
    String file = file(slots.toString());
    assertThat(LsfHostList.nodes(withJsrun(Map.of("LSB_DJOB_HOSTFILE", file))).compressed())
        .isEqualTo("c[1-10000]");
  }
}
