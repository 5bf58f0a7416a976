package org.scr4j.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scr4j.config.CheckpointDescriptor;
import org.scr4j.config.CopyType;
import org.scr4j.config.GroupDescriptor;
import org.scr4j.redundancy.Scheme;

final class ProtectionTest {

  private static final List<GroupDescriptor> RACKS =
      List.of(
          new GroupDescriptor("n1", Map.of("RACK", "r1")),
          new GroupDescriptor("n2", Map.of("RACK", "r1")),
          new GroupDescriptor("n3", Map.of("RACK", "r2")));

  private static CheckpointDescriptor kept(CopyType type, String group) {
    return new CheckpointDescriptor(0, 1, group, "/dev/shm", type, false, 8, 2, false, true);
  }

  private static Protection of(CheckpointDescriptor kept, String nodes) {
    return new Protection(List.of(kept), RACKS, List.of(nodes.split(" ")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "XOR     | NODE  | n1 n1    | all ranks are on one node: XOR cannot protect cached"
            + " checkpoints there, SINGLE is used",
        "PARTNER | NODE  | n1 n2 n2 | 2 of 3 ranks are on node n2: PARTNER cannot protect cached"
            + " checkpoints there, SINGLE is used",
        "RS      | NODE  | n1 n2    | 1 of 2 ranks are on node n1: RS cannot survive 2 failures"
            + " there, XOR that survives 1 is used",
        "XOR     | RACK  | n1 n2 n3 | 2 of 3 ranks are in one RACK, r1: XOR cannot protect cached"
            + " checkpoints there, SINGLE is used",
        "XOR     | WORLD | n1 n2    | all ranks are in failure group WORLD: XOR cannot protect"
            + " cached checkpoints there, SINGLE is used",
      })
  void whatCannotBeProtectedAsAskedIsTold(
      CopyType type, String group, String nodes, String warning) {
    assertThat(of(kept(type, group), nodes).warnings()).containsExactly(warning);
  }

  @Test
  void aSchemeThatFitsIsUsedAsItIs() {
    CheckpointDescriptor kept = kept(CopyType.RS, "NODE");
    Protection protection = of(kept, "n1 n2 n3");
    assertThat(protection.warnings()).isEmpty();
    assertThat(protection.scheme(kept)).isEqualTo(Scheme.reedSolomon(8, 2));
  }

  @Test
  void aNodeWithoutTheGroupIsRefusedAtTheStart() {
    assertThatThrownBy(() -> of(kept(CopyType.XOR, "RACK"), "n1 n4"))
        .hasMessage("node n4 has no RACK in the GROUPS lines: add it, or set SCR_GROUP to NODE");
  }
}
