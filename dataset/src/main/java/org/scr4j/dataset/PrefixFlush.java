package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.scr4j.config.NodeStorage;
import org.scr4j.kvtree.StateFiles;

/**
 * Copies a dataset from cache to the prefix while the application runs. Every rank calls {@link
 * #copy}; one rank calls {@link #begin} and {@link #announce} before and {@link #finish} after all
 * of them. Killed between, what has arrived is not copied again.
 */
public final class PrefixFlush {

  /** File systems keep times to a second at least. */
  private static final Duration TIMES_DIFFER = Duration.ofSeconds(1);

  private static final int LOOKED_AT_ONCE = 16;

  /** Others may remove a directory that is empty before a file is in it. */
  private static final int ATTEMPTS = 3;

  private final StateFiles files;
  private final PrefixLayout layout;
  private final PrefixPaths paths;
  private final IndexFile index;
  private final FlushFile flush;

  /** A flush to one prefix; {@code warnings} as for {@link IndexFile}. */
  public PrefixFlush(
      StateFiles files, PrefixLayout layout, Clock clock, Consumer<String> warnings) {
    this.files = files;
    this.layout = layout;
    this.paths = new PrefixPaths(layout);
    this.index = new IndexFile(files, layout, clock, warnings);
    this.flush = new FlushFile(files, layout.flush(), warnings);
  }

  /**
   * What a rank has copied.
   *
   * @param files its files in the prefix; sizes and, where wanted, CRC-32 are those found
   * @param arrived how many of them were there already, from a flush that was killed
   */
  public record Copied(RankFiles files, int arrived) {}

  /** Records that a copy begins that the application waits for. */
  public void begin(DatasetDescriptor dataset) throws IOException {
    begin(dataset, FlushState.Location.SYNC_FLUSHING);
  }

  /**
   * Records that the copy begins: in the index as incomplete, in the flush file as on its way.
   *
   * @param way FLUSHING in the background, SYNC_FLUSHING where the application waits
   */
  public void begin(DatasetDescriptor dataset, FlushState.Location way) throws IOException {
    int id = DatasetBuilder.id(dataset);
    Files.createDirectories(layout.datasetDir(id));
    Files.deleteIfExists(layout.summary(id));
    index.begin(dataset);
    // A deletion of an earlier dataset of this number must not be taken up any more.
    Files.deleteIfExists(layout.datasetDir(id).resolve(PrefixDelete.MARK));
    flush.update(state -> state.withLocation(id, way));
  }

  /**
   * What a rank is going to copy, with sizes and CRC-32 as its file map has them.
   *
   * @throws DatasetException naming the file, if one cannot be copied
   */
  public RankFiles plan(int rank, FileMap map) throws IOException {
    List<RankFiles.Item> items = new ArrayList<>();
    for (FileMap.Entry entry : map.files()) {
      try {
        Path target = paths.of(whole(entry.meta()));
        items.add(
            new RankFiles.Item(
                paths.relativeName(target), entry.meta().bytes(), entry.meta().crc()));
      } catch (IOException | IllegalArgumentException e) {
        throw cannotFlush(rank, entry, e);
      }
    }
    return new RankFiles(rank, items);
  }

  private static FileMeta whole(FileMeta meta) throws DatasetException {
    if (!meta.complete()) {
      throw new DatasetException("it is not complete");
    }
    return meta;
  }

  private static DatasetException cannotFlush(int rank, FileMap.Entry entry, Exception why) {
    return new DatasetException(
        "rank " + rank + ": cannot flush " + entry.path() + ": " + why.getMessage(), why);
  }

  /**
   * Records which files are coming, before they come: so it can be told later whether all have.
   *
   * @param ranks every rank's {@link #plan}, in any order
   */
  public void announce(DatasetDescriptor dataset, List<RankFiles> ranks, int entriesPerFile)
      throws IOException {
    new SummaryWriter(files, entriesPerFile).writeMap(layout, DatasetBuilder.id(dataset), ranks);
  }

  /**
   * Leaves a state file for {@code scr_poststage}, should the copy of this rank be cut short;
   * {@link #forgetTransfer} removes it.
   */
  public void recordTransfer(DatasetDescriptor dataset, int rank, FileMap map) throws IOException {
    Map<String, String> destinations = new LinkedHashMap<>();
    Map<String, FileMeta> metas = new HashMap<>();
    for (FileMap.Entry entry : map.files()) {
      destinations.put(entry.path(), paths.recordedName(paths.of(entry.meta())));
      metas.put(entry.path(), entry.meta());
    }
    int id = DatasetBuilder.id(dataset);
    TransferState.begun(dataset.name().orElse(""), destinations, metas)
        .write(files, layout.transferState(id, rank));
  }

  /** The copy of this rank has ended well. */
  public void forgetTransfer(int id, int rank) throws IOException {
    Files.deleteIfExists(layout.transferState(id, rank));
  }

  /** Copies the files of one rank as the other, comparing and keeping all. */
  public RankFiles copy(NodeStorage node, int rank, FileMap map, int bufferBytes)
      throws IOException {
    return copy(node, 0, rank, map, CopyRules.all(bufferBytes), new Meter()).files();
  }

  /**
   * Copies the files of one rank; all are whole, synced and named when this returns. One that is
   * there already with the same size, time and contents is not copied again. An interrupt ends it.
   *
   * @param id the dataset, by which {@link #removeParts} knows what this has left
   * @param meter counts what is read
   * @throws IOException naming the file, if one cannot be copied or is not what its record says
   */
  public Copied copy(NodeStorage node, int id, int rank, FileMap map, CopyRules rules, Meter meter)
      throws IOException {
    FileCopier copier = new FileCopier(rules.bufferBytes(), owner(id), meter);
    List<RankFiles.Item> items = new ArrayList<>();
    int arrived = 0;
    for (FileMap.Entry entry : map.files()) {
      try {
        Path target = paths.of(whole(entry.meta()));
        Optional<Path> bypassed = paths.inPrefix(entry.path());
        Path source = bypassed.isPresent() ? bypassed.get() : node.physical(entry.path());
        Optional<FileCopier.Contents> there =
            source.equals(target)
                ? Optional.of(inPlace(target, entry.meta(), rules, copier))
                : arrived(source, target, entry.meta(), rules, copier);
        arrived += there.isPresent() && !source.equals(target) ? 1 : 0;
        FileCopier.Contents contents =
            there.isPresent() ? there.get() : copy(source, target, entry.meta(), rules, copier);
        items.add(item(target, contents, rules));
      } catch (IOException | IllegalArgumentException e) {
        throw cannotFlush(rank, entry, e);
      }
    }
    copier.syncDirectories();
    return new Copied(new RankFiles(rank, items), arrived);
  }

  private static String owner(int id) {
    return "flush-" + id;
  }

  private RankFiles.Item item(Path target, FileCopier.Contents contents, CopyRules rules) {
    return new RankFiles.Item(
        paths.relativeName(target),
        OptionalLong.of(contents.bytes()),
        rules.sums() ? OptionalInt.of(contents.crc()) : OptionalInt.empty());
  }

  private static FileCopier.Contents inPlace(
      Path file, FileMeta meta, CopyRules rules, FileCopier copier) throws IOException {
    FileCopier.Contents contents = copier.read(file);
    rules.check(contents, meta);
    return contents;
  }

  /** What is at {@code target}, if it is the file that is to come there. */
  private static Optional<FileCopier.Contents> arrived(
      Path source, Path target, FileMeta meta, CopyRules rules, FileCopier copier)
      throws IOException {
    if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
        || Files.size(target) != meta.bytes().orElse(-1)
        || !timesFit(source, target, meta, rules)) {
      return Optional.empty();
    }
    FileCopier.Contents found = copier.read(target);
    int wanted = meta.crc().isPresent() ? meta.crc().getAsInt() : copier.read(source).crc();
    return found.crc() == wanted ? Optional.of(found) : Optional.empty();
  }

  /** Most often the same name has an older dataset's file, which need not be read. */
  private static boolean timesFit(Path source, Path target, FileMeta meta, CopyRules rules)
      throws IOException {
    Instant there = Files.getLastModifiedTime(target).toInstant();
    Instant wrote = Files.getLastModifiedTime(source).toInstant();
    Instant given = rules.metadata() ? meta.modified().orElse(wrote) : wrote;
    Duration later = Duration.between(given, there);
    return rules.metadata()
        ? later.abs().compareTo(TIMES_DIFFER) < 0
        : later.compareTo(TIMES_DIFFER.negated()) > 0;
  }

  private FileCopier.Contents copy(
      Path source, Path target, FileMeta meta, CopyRules rules, FileCopier copier)
      throws IOException {
    for (int attempt = 1; ; attempt++) {
      paths.makeDirectoryOf(target);
      try {
        FileMeta given = rules.metadata() ? meta : NewFile.in(target.getParent(), source);
        return copier.copy(source, target, given, copied -> rules.check(copied, meta));
      } catch (NoSuchFileException gone) {
        if (attempt == ATTEMPTS || !Files.exists(source)) {
          throw gone;
        }
      }
    }
  }

  /**
   * Records that all of the dataset is in the prefix: map, summary, index, flush file, in this
   * order, after a look at every file. A checkpoint becomes current, unless a newer one is.
   *
   * @param ranks every rank's, in any order
   * @throws DatasetException if a file is not there with its size: the index keeps it as incomplete
   */
  public void finish(DatasetDescriptor dataset, List<RankFiles> ranks, int entriesPerFile)
      throws IOException {
    int id = DatasetBuilder.id(dataset);
    new SummaryWriter(files, entriesPerFile).write(layout, dataset, ranks, true);
    VerifyReport report =
        new Verifier(files, layout, FileCopier.DEFAULT_BUFFER_BYTES, LOOKED_AT_ONCE).glance(id);
    if (!report.good()) {
      Files.deleteIfExists(layout.summary(id));
      throw new DatasetException(
          dataset + " did not get to the prefix: " + String.join("; ", report.problems(3)));
    }
    index.complete(dataset);
    flush.update(state -> landed(state, id));
  }

  /** {@code state} with dataset {@code id} in the prefix, and no longer on its way. */
  static FlushState landed(FlushState state, int id) {
    return state
        .withoutLocation(id, FlushState.Location.SYNC_FLUSHING)
        .withoutLocation(id, FlushState.Location.FLUSHING)
        .withLocation(id, FlushState.Location.PFS);
  }

  /** Records that the copy failed: the flush file no longer has it as on its way. */
  public void abandon(DatasetDescriptor dataset) throws IOException {
    int id = DatasetBuilder.id(dataset);
    flush.update(
        state ->
            state
                .withoutLocation(id, FlushState.Location.SYNC_FLUSHING)
                .withoutLocation(id, FlushState.Location.FLUSHING));
  }

  /**
   * Removes what a flush of dataset {@code id} that was killed left beside its files; none may be
   * running.
   */
  public void removeParts(int id, List<RankFiles> ranks) throws IOException {
    FileCopier copier = new FileCopier(1, owner(id), new Meter());
    Set<Path> directories = new HashSet<>();
    for (RankFiles rank : ranks) {
      for (RankFiles.Item item : rank.files()) {
        directories.add(paths.of(item.path()).getParent());
      }
    }
    for (Path directory : directories) {
      if (Files.isDirectory(directory)) {
        copier.removeOwnParts(directory);
      }
    }
  }
}
