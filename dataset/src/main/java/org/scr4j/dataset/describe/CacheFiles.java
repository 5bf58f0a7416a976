package org.scr4j.dataset.describe;

import java.util.ArrayList;
import java.util.List;
import org.scr4j.dataset.CacheIndex;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.FileMap;
import org.scr4j.dataset.FileMeta;
import org.scr4j.kvtree.KvTree;

/** The files that SCR keeps in a node's control and cache directories. */
final class CacheFiles {

  private CacheFiles() {}

  static FileDescription index(KvTree tree) {
    CacheIndex index = CacheIndex.of(tree);
    List<List<Value>> rows = new ArrayList<>();
    for (CacheIndex.Entry entry : index.datasets()) {
      DatasetDescriptor dataset =
          entry.descriptor().orElseGet(() -> DatasetDescriptor.of(new KvTree()));
      rows.add(
          List.of(
              Value.of(entry.id()),
              Value.of(dataset.name()),
              Value.of(Words.kind(dataset)),
              Value.of(dataset.complete()),
              Value.of(dataset.files()),
              Value.of(dataset.bytes()),
              Value.of(entry.bypass() ? "prefix" : "cache"),
              Value.of(entry.directory())));
    }
    return new FileDescription.Builder(StateFileType.CACHE_INDEX)
        .known("restarted from", Value.of(index.current()))
        .table(
            "datasets",
            List.of("id", "name", "kind", "complete", "files", "bytes", "files in", "directory"),
            rows)
        .build(Words.count(rows.size(), "dataset") + " in the cache of this node");
  }

  static FileDescription map(KvTree tree) {
    FileMap map = FileMap.of(tree);
    FileDescription.Builder description = new FileDescription.Builder(StateFileType.FILE_MAP);
    List<List<Value>> rows = new ArrayList<>();
    long bytes = 0;
    int incomplete = 0;
    for (FileMap.Entry entry : map.files()) {
      FileMeta meta = entry.meta();
      long size = meta.bytes().orElse(0);
      if (size < 0 || bytes + size < 0) {
        description.problem("the size of " + Words.quoted(entry.path()) + " makes no sense");
        size = 0;
      }
      bytes += size;
      incomplete += meta.complete() ? 0 : 1;
      rows.add(
          List.of(
              Value.of(entry.path()),
              Value.of(meta.bytes()),
              Value.ofCrc(meta.crc()),
              Value.of(meta.complete()),
              Value.of(meta.directory()),
              Value.of(meta.name()),
              Value.of(meta.ranks())));
    }
    if (incomplete > 0) {
      description.problem(Words.count(incomplete, "file") + " not complete");
    }
    return description
        .table(
            "files",
            List.of("path", "bytes", "crc", "complete", "prefix directory", "name", "ranks"),
            rows)
        .build(
            rows.isEmpty()
                ? "this rank has no files in the dataset"
                : Words.count(rows.size(), "file") + ", " + Words.count(bytes, "byte"));
  }
}
