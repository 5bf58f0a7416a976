package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.scr4j.config.NodeStorage;
import org.scr4j.kvtree.StateFiles;

/** Brings a dataset from the prefix back to where its ranks run. */
public final class PrefixFetch {

  private final StateFiles files;
  private final PrefixLayout layout;
  private final PrefixPaths paths;

  /** A fetch from one prefix. */
  public PrefixFetch(StateFiles files, PrefixLayout layout) {
    this.files = files;
    this.layout = layout;
    this.paths = new PrefixPaths(layout);
  }

  /**
   * The summary of dataset {@code id}.
   *
   * @throws DatasetException if it has none
   */
  public Summary summary(int id) throws IOException {
    return Summary.read(files, layout.summary(id))
        .orElseThrow(
            () -> new DatasetException("dataset " + id + " has no summary " + layout.summary(id)));
  }

  /**
   * Number of ranks that wrote dataset {@code id}.
   *
   * @throws DatasetException if its map is missing
   */
  public int ranks(int id) throws IOException {
    return new RankToFile(files, layout.rankToFile(id))
        .ranks()
        .orElseThrow(
            () -> new DatasetException("dataset " + id + " has no map " + layout.rankToFile(id)));
  }

  /**
   * The files of one rank, with size and CRC-32 where a map has them.
   *
   * @throws DatasetException if the map has no such rank
   */
  public RankFiles files(int id, int rank) throws IOException {
    return new RankToFile(files, layout.rankToFile(id))
        .rank(rank)
        .orElseThrow(
            () ->
                new DatasetException(
                    layout.rankToFile(id) + ": has no rank " + rank + " of dataset " + id));
  }

  /**
   * Copies the files of one rank into its cache, checking size and CRC-32 where known.
   *
   * @param cacheDir the dataset's directory as the node calls it; it exists
   * @return the file map of the copies; the caller writes it
   * @throws IOException naming the file, if one is missing or not what it should be
   */
  public FileMap fetch(NodeStorage node, int id, int rank, String cacheDir, int bufferBytes)
      throws IOException {
    return fetch(node, id, rank, cacheDir, CopyRules.all(bufferBytes));
  }

  /** As the other, by {@code rules}. */
  public FileMap fetch(NodeStorage node, int id, int rank, String cacheDir, CopyRules rules)
      throws IOException {
    FileCopier copier = new FileCopier(rules.bufferBytes());
    int ranks = ranks(id);
    FileMap recorded = FileMap.read(files, layout.fileMap(id, rank)).orElse(FileMap.EMPTY);
    FileMap map = FileMap.EMPTY;
    Set<String> names = new HashSet<>();
    for (RankFiles.Item item : files(id, rank).files()) {
      Path source = paths.of(item.path());
      String name = source.getFileName().toString();
      if (!names.add(name)) {
        throw new DatasetException(
            "rank " + rank + " has two files called " + name + ": they cannot both be cached");
      }
      String cached = cacheDir + "/" + name;
      try {
        FileMeta meta = fetch(node.physical(cached), source, item, recorded, ranks, rules, copier);
        map = map.with(cached, meta);
      } catch (IOException e) {
        throw new DatasetException(
            "rank " + rank + ": cannot fetch " + source + ": " + e.getMessage(), e);
      }
    }
    copier.syncDirectories();
    return map;
  }

  private FileMeta fetch(
      Path target,
      Path source,
      RankFiles.Item item,
      FileMap recorded,
      int ranks,
      CopyRules rules,
      FileCopier copier)
      throws IOException {
    FileStat stat = FileStat.of(source);
    FileMeta attributes =
        rules.metadata()
            ? meta(source, stat, ranks)
            : NewFile.in(target.getParent(), target.getParent());
    Optional<FileMeta> known =
        recorded.files().stream()
            .map(FileMap.Entry::meta)
            .filter(meta -> meta.name().filter(source.getFileName().toString()::equals).isPresent())
            .filter(meta -> isAt(meta, source))
            .findFirst();
    FileCopier.Contents copied =
        copier.copy(
            source,
            target,
            attributes,
            contents -> {
              check(contents, item, rules.sums());
              if (known.isPresent()) {
                rules.check(contents, known.get());
              }
            });
    FileMeta made = meta(source, FileStat.of(target), ranks);
    return rules.sums() ? made.withCrc(copied.crc()) : made;
  }

  private boolean isAt(FileMeta meta, Path file) {
    try {
      return paths.of(meta).equals(file);
    } catch (DatasetException notInPrefix) {
      return false;
    }
  }

  private static void check(FileCopier.Contents contents, RankFiles.Item item, boolean sums)
      throws DatasetException {
    if (item.bytes().isPresent() && item.bytes().getAsLong() != contents.bytes()) {
      throw new DatasetException(
          "has " + contents.bytes() + " bytes, should have " + item.bytes().getAsLong());
    }
    if (sums && item.crc().isPresent() && item.crc().getAsInt() != contents.crc()) {
      throw new DatasetException(
          String.format(
              "has CRC-32 %08x, should have %08x", contents.crc(), item.crc().getAsInt()));
    }
  }

  private FileMeta meta(Path source, FileStat stat, int ranks) {
    String called = paths.recordedName(source);
    String directory = Path.of(called).getParent().toString();
    String name = source.getFileName().toString();
    return FileMeta.create(ranks, called, directory, name, stat, true);
  }

  /** Whether dataset {@code id} has a summary that says that it is complete. */
  public boolean complete(int id) throws IOException {
    return Files.exists(layout.summary(id)) && summary(id).complete();
  }
}
