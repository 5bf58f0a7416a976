package org.scr4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.KvTreePrinter;

/** The trees that the views make, key by key, and what they make of odd ones. */
class StateViewsTest {

  private static final FileStat STAT =
      new FileStat(
          0100640,
          1000,
          100,
          5,
          Instant.ofEpochSecond(1, 2),
          Instant.ofEpochSecond(3, 4),
          Instant.ofEpochSecond(5, 6));

  @Test
  void descriptor() {
    DatasetDescriptor.Origin origin =
        new DatasetDescriptor.Origin("ann", Optional.of("j"), "7", Optional.of("cab"));
    DatasetDescriptor dataset =
        DatasetDescriptor.create(3, "three", OptionalInt.of(2), true, 99, origin)
            .written(4, 500, true);
    assertThat(KvTreePrinter.tree(dataset.tree()))
        .isEqualToNormalizingWhitespace(
            "ID 3 NAME three FLAG_CKPT 1 FLAG_OUTPUT 1 CREATED 99 USER ann JOBNAME j JOBID 7"
                + " CLUSTER cab CKPT 2 FILES 4 SIZE 500 COMPLETE 1");
  }

  @Test
  void fileMap() {
    FileMeta meta = FileMeta.create(8, "o/f", "/p/o", "f", STAT, true).withCrc(0xCAFE);
    FileMap map = FileMap.EMPTY.with("/dev/shm/f", meta);
    assertThat(KvTreePrinter.tree(map.tree()))
        .isEqualToNormalizingWhitespace(
            "FILE /dev/shm/f META RANKS 8 ORIG o/f PATH /p/o NAME f SIZE 5 COMPLETE 1"
                + " MODE 33184 UID 1000 GID 100 ATIME_SECS 1 ATIME_NSECS 2 CTIME_SECS 3"
                + " CTIME_NSECS 4 MTIME_SECS 5 MTIME_NSECS 6 CRC 0xcafe");
    assertThat(map.bytes()).isEqualTo(5);
    assertThat(map.without("/dev/shm/f").files()).isEmpty();
    assertThat(map.files().get(0).meta()).isEqualTo(meta);
  }

  @Test
  void cacheIndex() {
    CacheIndex index =
        CacheIndex.EMPTY
            .with(new CacheIndex.Entry(1, Optional.of("/c/1"), true, Optional.empty()))
            .with(new CacheIndex.Entry(2, Optional.of("/c/2"), false, Optional.empty()))
            .withCurrent("ckpt.1");
    assertThat(KvTreePrinter.tree(index.tree()))
        .isEqualToNormalizingWhitespace(
            "CURRENT ckpt.1 DSET 2 BYPASS 0 PATH /c/2 1 BYPASS 1 PATH /c/1");
    assertThat(index.without(2).latest()).hasValue(1);
    assertThat(index.dataset(1).orElseThrow().bypass()).isTrue();
    assertThat(index.current()).contains("ckpt.1");
  }

  @Test
  void flushState() {
    FlushState state =
        FlushState.EMPTY
            .withEntry(Samples.descriptor(1, "one", 1, 9), 1, FlushState.Location.CACHE)
            .withLocation(1, FlushState.Location.FLUSHING);
    KvTree entry = state.tree().get("DATASET", "1").orElseThrow();
    assertThat(entry.keys()).containsExactly("DSETDESC", "CKPT", "LOCATION", "NAME");
    assertThat(entry.get("LOCATION").orElseThrow().keys()).containsExactly("FLUSHING", "CACHE");
    assertThat(state.dataset(1).orElseThrow().at(FlushState.Location.FLUSHING)).isTrue();
    assertThat(
            state
                .withoutLocation(1, FlushState.Location.FLUSHING)
                .dataset(1)
                .orElseThrow()
                .locations())
        .containsExactly("CACHE");
    assertThat(state.without(1).datasets()).isEmpty();
  }

  @Test
  void oddKeysAndNumbersCountAsAbsent() {
    KvTree tree = new KvTree();
    tree.child("DATASET", "-1");
    tree.child("DATASET", "x");
    tree.child("DATASET", "99999999999");
    assertThat(FlushState.of(tree).datasets()).isEmpty();
    KvTree odd = new KvTree();
    odd.setValue("SIZE", "many");
    odd.setValue("CRC", "0xnot");
    odd.setValue("ID", "-4");
    odd.setValue("MODE", "");
    assertThat(FileMeta.of(odd).bytes()).isEmpty();
    assertThat(FileMeta.of(odd).crc()).isEmpty();
    assertThat(FileMeta.of(odd).mode()).isEmpty();
    assertThat(DatasetDescriptor.of(odd).id()).isEmpty();
    assertThat(DatasetDescriptor.of(odd).bytes()).isEmpty();
    assertThat(DatasetDescriptor.of(odd).tree()).isEqualTo(odd);
  }

  @Test
  void whatIsToBeScavenged() {
    DatasetDescriptor one = Samples.descriptor(1, "one", 1, 9);
    DatasetDescriptor two = Samples.descriptor(2, "two", 2, 9);
    DatasetDescriptor three = Samples.descriptor(3, "three", 3, 9);
    DatasetDescriptor plot = Samples.output(4, "plot", 9);
    FlushState state = FlushState.EMPTY;
    for (DatasetDescriptor dataset : List.of(one, two, three, plot)) {
      state = state.withEntry(dataset, dataset.id().getAsInt(), FlushState.Location.CACHE);
    }
    assertThat(ids(ScavengeNeed.checkpoints(state, DatasetIndex.EMPTY))).containsExactly(3, 2, 1);
    assertThat(ids(ScavengeNeed.outputs(state, DatasetIndex.EMPTY))).containsExactly(4);

    FlushState flushed = state.withLocation(2, FlushState.Location.PFS);
    assertThat(ids(ScavengeNeed.checkpoints(flushed, DatasetIndex.EMPTY))).containsExactly(3);

    DatasetIndex indexed = DatasetIndex.EMPTY.with(3, "three", three, true);
    assertThat(ScavengeNeed.checkpoints(state, indexed)).isEmpty();
    DatasetIndex begun = DatasetIndex.EMPTY.with(3, "three", three, false);
    assertThat(ids(ScavengeNeed.checkpoints(state, begun))).containsExactly(3, 2, 1);
  }

  @Test
  void aDatasetOfAnEarlierRunIsNotMistakenForThisOne() {
    DatasetDescriptor now = Samples.descriptor(1, "one", 1, 9);
    DatasetDescriptor.Origin origin =
        new DatasetDescriptor.Origin("ann", Optional.empty(), "6", Optional.empty());
    DatasetDescriptor earlier =
        DatasetDescriptor.create(1, "one", OptionalInt.of(1), false, 5, origin);
    FlushState state = FlushState.EMPTY.withEntry(now, 1, FlushState.Location.CACHE);
    DatasetIndex index = DatasetIndex.EMPTY.with(1, "one", earlier, true);
    assertThat(ids(ScavengeNeed.checkpoints(state, index))).containsExactly(1);
  }

  @Test
  void layouts() {
    CacheLayout cache = CacheLayout.of("/dev/shm", "/ssd", "ann", "7");
    assertThat(cache.cacheIndex()).isEqualTo("/dev/shm/ann/scr.7/cindex.scrinfo");
    assertThat(cache.datasetDir(3)).isEqualTo("/ssd/ann/scr.7/scr.dataset.3");
    assertThat(CacheLayout.fileMap(cache.datasetDir(3), 5))
        .isEqualTo("/ssd/ann/scr.7/scr.dataset.3/.scr/filemap_5");
    assertThat(CacheLayout.redundancyPrefix("/d")).isEqualTo("/d/.scr/reddesc.er");
    assertThat(CacheLayout.mapRedundancyPrefix("/d")).isEqualTo("/d/.scr/reddescmap.er");
    PrefixLayout prefix = new PrefixLayout(Path.of("/p/x"));
    assertThat(prefix.summary(3)).isEqualTo(Path.of("/p/x/.scr/scr.dataset.3/summary.scr"));
    assertThat(prefix.fileMap(3, 5)).isEqualTo(Path.of("/p/x/.scr/scr.dataset.3/filemap_5"));
  }

  private static List<Integer> ids(List<FlushState.Entry> entries) {
    return entries.stream().map(FlushState.Entry::id).toList();
  }
}
