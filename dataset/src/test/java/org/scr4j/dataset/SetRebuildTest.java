package org.scr4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.redundancy.SetReport;

/** One redundancy set at a time, as LLNL's scr_index has it done. */
class SetRebuildTest {

  @TempDir Path temp;

  private Path prefix;
  private PrefixLayout layout;

  private SetRebuild collected(String scheme, String losses) throws IOException {
    prefix = temp.resolve("prefix");
    Reference.copy(Reference.path(scheme + "/" + losses + "/collected"), prefix);
    layout = new PrefixLayout(prefix, "/p/scratch/run/" + scheme.toUpperCase(Locale.ROOT));
    return new SetRebuild(Reference.stateFiles(), layout, 2);
  }

  private List<Path> redundancy(String beginning, int group) throws IOException {
    return Reference.find(
            layout.datasetDir(2),
            Pattern.quote(beginning) + "\\.[0-9]+\\.[a-z]+\\.grp_" + group + "_of_2.*")
        .stream()
        .map(Path::getFileName)
        .toList();
  }

  private void sameAsTheirs(String scheme) throws IOException {
    Path theirs = Reference.path(scheme + "/lost_node2/built");
    for (Path file : Reference.find(theirs, "rank_.*ckpt|filemap_.*|redd.*")) {
      assertThat(prefix.resolve(theirs.relativize(file).toString()))
          .as(file.toString())
          .hasSameBinaryContentAs(file);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"xor", "partner", "rs"})
  void setBySetTheSameComesOutAsOfTheirs(String scheme) throws IOException {
    SetRebuild rebuild = collected(scheme, "lost_node2");
    for (int group = 1; group <= 2; group++) {
      assertThat(rebuild.run(SetRebuild.What.MAPS, scheme, redundancy("reddescmap.er", group)))
          .isInstanceOf(SetReport.Rebuilt.class);
    }
    for (int group = 1; group <= 2; group++) {
      assertThat(rebuild.run(SetRebuild.What.FILES, scheme, redundancy("reddesc.er", group)))
          .isInstanceOf(SetReport.Rebuilt.class);
    }
    sameAsTheirs(scheme);
    assertThat(rebuild.run(SetRebuild.What.FILES, scheme, redundancy("reddesc.er", 1)))
        .isInstanceOf(SetReport.Complete.class);
    assertThat(Files.getPosixFilePermissions(prefix.resolve("ckpt.2/rank_2.ckpt"))).hasSize(2);
  }

  @Test
  void theOtherSetIsLeftAlone() throws IOException {
    SetRebuild rebuild = collected("xor", "lost_node2");
    rebuild.run(SetRebuild.What.MAPS, "xor", redundancy("reddescmap.er", 1));
    assertThat(layout.fileMap(2, 2)).exists();
    assertThat(layout.fileMap(2, 3)).doesNotExist();
  }

  @Test
  void tooMuchLostIsSaidAndNothingWritten() throws IOException {
    SetRebuild rebuild = collected("xor", "lost_node2_node3");
    SetReport report = rebuild.run(SetRebuild.What.MAPS, "xor", redundancy("reddescmap.er", 1));
    assertThat(report).isInstanceOf(SetReport.Lost.class);
    assertThat(layout.fileMap(2, 2)).doesNotExist();
  }

  @Test
  void withoutFileMapsNoFileHasAPlace() throws IOException {
    SetRebuild rebuild = collected("xor", "lost_node2");
    SetReport report = rebuild.run(SetRebuild.What.FILES, "xor", redundancy("reddesc.er", 1));
    assertThat(report)
        .isInstanceOfSatisfying(
            SetReport.Lost.class, lost -> assertThat(lost.reason()).contains("rank 2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "filemap_0",
        "reddescmap.er.0.xor.grp_1_of_2.mem_1_of_4.redset",
        "../reddesc.er.0.xor.grp_1_of_2.mem_1_of_4.redset",
        "/reddesc.er.0.xor.grp_1_of_2.mem_1_of_4.redset",
        "reddesc.er.0.rs.grp_1_of_2.mem_1_of_4.redset"
      })
  void otherFilesAreNotTaken(String name) {
    SetRebuild rebuild = new SetRebuild(Reference.stateFiles(), new PrefixLayout(temp), 2);
    assertThatThrownBy(() -> rebuild.run(SetRebuild.What.FILES, "xor", List.of(Path.of(name))))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining(name);
  }

  @Test
  void filesOfTwoSetsAreNotMixed() {
    SetRebuild rebuild = new SetRebuild(Reference.stateFiles(), new PrefixLayout(temp), 2);
    assertThatThrownBy(
            () ->
                rebuild.run(
                    SetRebuild.What.FILES,
                    "xor",
                    List.of(
                        Path.of("reddesc.er.0.xor.grp_1_of_2.mem_1_of_4.redset"),
                        Path.of("reddesc.er.1.xor.grp_2_of_2.mem_1_of_4.redset"))))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("another set");
  }

  @ParameterizedTest
  @ValueSource(strings = {"prefix", "prefix/.scr", "prefix/.scr/scr.dataset.x", "scr.dataset.2"})
  void aDirectoryThatIsNoDatasetsIsNamed(String directory) {
    assertThatThrownBy(() -> SetRebuild.in(Reference.stateFiles(), temp.resolve(directory)))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining(directory)
        .hasMessageContaining("PREFIX/.scr/scr.dataset.ID");
  }
}
