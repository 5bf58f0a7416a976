package org.scr4j.cluster.alps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.cluster.NodeSet;

class NidsTest {

  @ParameterizedTest
  @CsvSource({
    "12, 12",
    "nid00012, 12",
    "nid000012, 12",
    "xc_12, 12",
    "cray_12_0, 12",
    "nid123456, 123456"
  })
  void aNodeIsKnownByAnyOfItsNames(String name, int nid) {
    assertThat(Nids.ofVnode(name)).hasValue(nid);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "login1", "nid", "nid12x", "mom4", "-12", "12345678901"})
  void otherHostsHaveNoNumber(String name) {
    assertThat(Nids.ofVnode(name)).isEmpty();
    assertThat(Nids.number(name)).isEmpty();
  }

  @Test
  void vnodesAreHostsOnceEachInTheirOrder() {
    assertThat(Nids.ofVnodes(List.of("xc_31_0", "login1", "xc_31_1", "xc_4")).toList())
        .containsExactly("nid00031", "nid00004");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,3-5,17|1,3-5,17",
        "5,4,3|3-5",
        "7|7",
        "2-2|2",
        "1,1|1",
        "99999,100000|99999-100000"
      })
  void listsAreReadAndWritten(String list, String again) {
    assertThat(Nids.list(Nids.parse(list).orElseThrow())).isEqualTo(again);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",", "1,", "a", "5-3", "1-2-3", "-3", "0-9999999", "1;2"})
  void whatIsNoListIsNone(String list) {
    assertThat(Nids.parse(list)).isEmpty();
  }

  @Test
  void namesHaveFiveDigitsAtLeast() {
    assertThat(Nids.parse("12,123456").orElseThrow())
        .isEqualTo(NodeSet.of("nid00012", "nid123456"));
  }
}
