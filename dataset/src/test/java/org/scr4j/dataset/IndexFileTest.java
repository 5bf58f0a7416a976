package org.scr4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.kvtree.CorruptTreeException;

/** The index: operations by users, and by a flush. */
class IndexFileTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T11:08:29Z"), ZoneOffset.UTC);

  @TempDir Path prefix;

  private final List<String> warnings = new ArrayList<>();

  private IndexFile index() {
    return new IndexFile(Reference.stateFiles(), new PrefixLayout(prefix), CLOCK, warnings::add);
  }

  private Path file() {
    return prefix.resolve(".scr/index.scr");
  }

  @Test
  void theSequenceOfTheReferenceLeavesTheSameBytesAfterEachStep() throws IOException {
    Path reference = Reference.path("more/index");
    Reference.copy(reference.resolve("prefix"), prefix);
    Files.write(file(), Files.readAllBytes(reference.resolve("index.0.scr")));
    List<Step> steps =
        List.of(
            IndexFile::read,
            index -> index.setCurrent("ckpt.2"),
            IndexFile::read,
            index -> index.drop("ckpt.4"),
            IndexFile::read,
            index -> index.dropAfter("ckpt.2"),
            IndexFile::read,
            index -> index.add("ckpt.4"),
            IndexFile::read,
            index -> index.drop("ckpt.1"),
            IndexFile::read);
    for (int i = 0; i < steps.size(); i++) {
      steps.get(i).run(index());
      assertThat(file())
          .as("after step " + (i + 1))
          .hasSameBinaryContentAs(reference.resolve("index." + (i + 1) + ".scr"));
    }
    assertThatThrownBy(() -> index().drop("ckpt.9"))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("ckpt.9");
    assertThatThrownBy(() -> index().setCurrent("ckpt.9")).isInstanceOf(DatasetException.class);
    assertThat(file()).hasSameBinaryContentAs(reference.resolve("index.13.scr"));
    assertThat(warnings).isEmpty();
  }

  @FunctionalInterface
  private interface Step {
    void run(IndexFile index) throws IOException;
  }

  @Test
  void aFlushIsIncompleteUntilItIsComplete() throws IOException {
    DatasetDescriptor first = Samples.descriptor(1, "one", 1, 100);
    index().begin(first);
    assertThat(index().read().orElseThrow().dataset(1).orElseThrow().complete()).isFalse();
    assertThat(index().read().orElseThrow().current()).isEmpty();
    index().complete(first);
    DatasetIndex.Entry entry = index().read().orElseThrow().dataset("one").orElseThrow();
    assertThat(entry.valid()).isTrue();
    assertThat(entry.flushed()).contains("2026-11-22T11:08:29");
    assertThat(index().read().orElseThrow().current()).contains("one");
  }

  @Test
  void droppingTheCurrentCheckpointMakesTheNewestValidOneBeforeItCurrent() throws IOException {
    for (int id = 1; id <= 3; id++) {
      index().complete(Samples.descriptor(id, "ckpt." + id, id, 100));
    }
    index().markFailed(2);
    index().drop("ckpt.3");
    assertThat(index().read().orElseThrow().current()).contains("ckpt.1");
    assertThat(index().read().orElseThrow().newestValid(OptionalInt.empty()).orElseThrow().id())
        .isEqualTo(1);
  }

  @Test
  void everyFetchIsRemembered() throws IOException {
    index().complete(Samples.descriptor(1, "one", 1, 100));
    index().markFetched(1);
    assertThat(index().read().orElseThrow().dataset(1).orElseThrow().fetched())
        .containsExactly("2026-11-22T11:08:29");
  }

  @Test
  void buildingTheCurrentCheckpointAgainKeepsItCurrent() throws IOException {
    index().complete(Samples.descriptor(1, "one", 1, 100));
    index().complete(Samples.descriptor(2, "two", 2, 100));
    index().built(Samples.descriptor(2, "two", 2, 100));
    assertThat(index().read().orElseThrow().current()).contains("two");
    index().begin(Samples.descriptor(2, "two", 2, 100));
    assertThat(index().read().orElseThrow().current()).as("being overwritten").contains("one");
  }

  @Test
  void outputIsListedButCannotBeCurrent() throws IOException {
    index().complete(Samples.output(7, "plot", 10));
    assertThat(index().read().orElseThrow().datasets()).hasSize(1);
    assertThatThrownBy(() -> index().setCurrent("plot"))
        .hasMessageContaining("'plot' is not a checkpoint");
    assertThat(index().read().orElseThrow().current()).isEmpty();
  }

  @Test
  void aDamagedIndexIsReportedAndNeverOverwritten() throws IOException {
    index().complete(Samples.descriptor(1, "one", 1, 100));
    byte[] bytes = Files.readAllBytes(file());
    bytes[40] ^= 1;
    Files.write(file(), bytes);
    assertThatThrownBy(() -> index().read())
        .isInstanceOf(CorruptTreeException.class)
        .hasMessageContaining("index.scr");
    assertThatThrownBy(() -> index().drop("one")).isInstanceOf(CorruptTreeException.class);
    assertThat(file()).hasBinaryContent(bytes);

    index().complete(Samples.descriptor(2, "two", 2, 100));
    assertThat(prefix.resolve(".scr/index.scr.damaged.1")).hasBinaryContent(bytes);
    assertThat(warnings).singleElement().asString().contains("damaged at byte");
    assertThat(index().read().orElseThrow().current()).contains("two");
  }

  @Test
  void anIndexOfAnotherVersionIsRefused() throws IOException {
    index().complete(Samples.descriptor(1, "one", 1, 100));
    Reference.stateFiles()
        .update(
            file(),
            tree -> {
              tree.setValue("VERSION", 3);
              return tree.size();
            });
    assertThatThrownBy(() -> index().read()).hasMessageContaining("version 3");
    assertThatThrownBy(() -> index().complete(Samples.descriptor(2, "two", 2, 1)))
        .hasMessageContaining("version 3");
  }

  @Test
  void thereIsNothingToChangeWithoutAnIndex() throws IOException {
    assertThat(index().read()).isEmpty();
    assertThatThrownBy(() -> index().drop("one")).hasMessageContaining("there is no index");
    assertThatThrownBy(() -> index().add("one")).hasMessageContaining("is called 'one'");
  }
}
