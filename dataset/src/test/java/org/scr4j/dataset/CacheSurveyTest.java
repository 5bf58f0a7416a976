package org.scr4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.config.NodeStorage;

/** What nodes hold, and what it suffices for. */
class CacheSurveyTest {

  private static final String DIRECTORY = "/dev/shm/root/scr.38/scr.dataset.2";

  @TempDir Path temp;

  private final List<String> details = new ArrayList<>();

  private List<CachedPart> parts(Path root, String control) throws IOException {
    return new CacheInventory(Reference.stateFiles(), new NodeStorage(root), details::add)
        .parts(control);
  }

  /** Ids of what can be had back from some nodes of a reference. */
  private String recoverable(String scheme, String nodes) throws IOException {
    CacheSurvey survey = new CacheSurvey();
    for (String node : nodes.split(" ")) {
      parts(Reference.path(scheme + "/cache/" + node), "/dev/shm/root/scr.38").forEach(survey::add);
    }
    return ids(survey);
  }

  private static String ids(CacheSurvey survey) {
    return survey.states().stream()
        .filter(state -> state.lost().isEmpty())
        .map(state -> "" + state.id())
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "single,  node1 node2 node3 node4, 1 2",
    "single,  node1 node3 node4,       ''",
    "partner, node1 node2 node3 node4, 1 2",
    "partner, node1 node3 node4,       1 2",
    "partner, node1 node3,             1 2",
    "partner, node1 node4,             ''",
    "xor,     node1 node2 node3 node4, 1 2",
    "xor,     node1 node3 node4,       1 2",
    "xor,     node1 node4,             ''",
    "rs,      node1 node2 node3 node4, 1 2",
    "rs,      node1 node3 node4,       1 2",
    "rs,      node1 node4,             1 2",
    "rs,      node4,                   ''",
  })
  void everySchemeByWhatItSurvives(String scheme, String nodes, String expected)
      throws IOException {
    assertThat(recoverable(scheme, nodes)).isEqualTo(expected);
  }

  @Test
  void aNodesPartsAreLinesAsTheirScriptReadsThem() throws IOException {
    assertThat(parts(Reference.path("rs/cache/node2"), "/dev/shm/root/scr.38"))
        .extracting(CachedPart::line)
        .containsExactly(
            "DSET=1 RANK=2 TYPE=RS GROUPS=2 GROUP_ID=0 GROUP_SIZE=4 GROUP_RANK=1 FILES=1"
                + " FAILURES=2 MAPS=1",
            "DSET=1 RANK=3 TYPE=RS GROUPS=2 GROUP_ID=1 GROUP_SIZE=4 GROUP_RANK=1 FILES=1"
                + " FAILURES=2 MAPS=1",
            "DSET=2 RANK=2 TYPE=RS GROUPS=2 GROUP_ID=0 GROUP_SIZE=4 GROUP_RANK=1 FILES=1"
                + " FAILURES=2 MAPS=1",
            "DSET=2 RANK=3 TYPE=RS GROUPS=2 GROUP_ID=1 GROUP_SIZE=4 GROUP_RANK=1 FILES=1"
                + " FAILURES=2 MAPS=1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        DIRECTORY + "/rank_2.ckpt",
        DIRECTORY + "/.scr/filemap_2",
        DIRECTORY + "/.scr/reddesc.er.2.xor.grp_1_of_2.mem_2_of_4.redset"
      })
  void aRankOfWhichAnythingIsMissingOrCutOffIsNotWhole(String name) throws IOException {
    Reference.copy(Reference.path("xor/cache/node2"), temp);
    Path file = temp.resolve(name.substring(1));
    byte[] all = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(all, all.length - 1));
    List<CachedPart> cut = parts(temp, "/dev/shm/root/scr.38");
    assertThat(cut).hasSize(3).noneMatch(part -> part.dataset() == 2 && part.rank() == 2);
    assertThat(details).singleElement().asString().contains("dataset 2, rank 2");
    Files.delete(file);
    assertThat(parts(temp, "/dev/shm/root/scr.38")).isEqualTo(cut);
  }

  @Test
  void aRankWhoseMapRedundancyIsDamagedCountsButHelpsNoOther() throws IOException {
    Reference.copy(Reference.path("xor/cache/node2"), temp);
    Files.write(
        temp.resolve(
            DIRECTORY.substring(1) + "/.scr/reddescmap.er.2.xor.grp_1_of_2.mem_2_of_4.redset"),
        new byte[] {1},
        StandardOpenOption.APPEND);
    List<CachedPart> damaged = parts(temp, "/dev/shm/root/scr.38");
    assertThat(damaged).hasSize(4).filteredOn(part -> !part.maps()).hasSize(1);

    CacheSurvey all = new CacheSurvey();
    CacheSurvey withoutNode1 = new CacheSurvey();
    for (String node : List.of("node1", "node3", "node4")) {
      for (CachedPart part : parts(Reference.path("xor/cache/" + node), "/dev/shm/root/scr.38")) {
        all.add(part);
        if (!node.equals("node1")) {
          withoutNode1.add(part);
        }
      }
    }
    damaged.forEach(all::add);
    damaged.forEach(withoutNode1::add);
    assertThat(ids(all)).isEqualTo("1 2");
    assertThat(ids(withoutNode1)).isEqualTo("1");
  }

  @Test
  void aNodeWithoutCacheHasNothing() throws IOException {
    assertThat(parts(temp, "/dev/shm/root/scr.38")).isEmpty();
  }

  @Test
  void aCacheThatLeadsElsewhereIsNotFollowed() throws IOException {
    CacheIndex.EMPTY
        .with(
            new CacheIndex.Entry(
                2, java.util.Optional.of("relative/../../.."), false, java.util.Optional.empty()))
        .write(
            Reference.stateFiles(),
            Files.createDirectories(temp.resolve("c")).resolve("cindex.scrinfo"));
    assertThat(parts(temp, "/c")).isEmpty();
    assertThat(details).singleElement().asString().contains("dataset 2");
  }

  private static CachedPart part(int group, int groups, int member, int size) {
    return new CachedPart(5, 0, "XOR", groups, group, size, member, 1, 1, true);
  }

  @Test
  void aSetOfWhichNothingIsLeftIsLost() {
    CacheSurvey survey = new CacheSurvey();
    survey.add(part(0, 2, 0, 1));
    assertThat(survey.states())
        .containsExactly(
            new CacheSurvey.State(5, java.util.Optional.of("nothing is left of 1 of its 2 sets")));
  }

  @Test
  void partsThatContradictEachOtherAreNotPutTogether() {
    CacheSurvey oneSet = new CacheSurvey();
    oneSet.add(part(0, 1, 0, 2));
    oneSet.add(part(0, 1, 1, 3));
    assertThat(ids(oneSet)).isEmpty();
    CacheSurvey twoSets = new CacheSurvey();
    twoSets.add(part(0, 1, 0, 1));
    twoSets.add(part(1, 2, 0, 1));
    assertThat(ids(twoSets)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "DSET=1 RANK=2",
        "DSET=1 RANK=2 TYPE=XOR GROUPS=2 GROUP_ID=2 GROUP_SIZE=4 GROUP_RANK=1 FILES=1"
            + " FAILURES=1 MAPS=1",
        "DSET=1 RANK=2 TYPE=XOR GROUPS=2 GROUP_ID=0 GROUP_SIZE=4 GROUP_RANK=4 FILES=1"
            + " FAILURES=1 MAPS=1",
        "DSET=99999999999 RANK=2 TYPE=XOR GROUPS=2 GROUP_ID=0 GROUP_SIZE=4 GROUP_RANK=1 FILES=1"
            + " FAILURES=1 MAPS=1",
        "DSET=-1 RANK=2 TYPE=XOR GROUPS=2 GROUP_ID=0 GROUP_SIZE=4 GROUP_RANK=1 FILES=1"
            + " FAILURES=1 MAPS=1",
        "DSET=1 RANK=2 TYPE=XOR GROUPS=2 GROUP_ID=0 GROUP_SIZE=4 GROUP_RANK=1 FILES=1"
            + " FAILURES=1 MAPS=2"
      })
  void whatIsNoSuchLineIsPassedOver(String line) {
    assertThat(CachedPart.parse(line)).isEmpty();
  }

  @Test
  void aLineIsReadAsItWasWritten() {
    CachedPart part = new CachedPart(7, 12, "PARTNER", 3, 2, 8, 5, 0, 2, false);
    assertThat(CachedPart.parse(part.line())).contains(part);
  }
}
