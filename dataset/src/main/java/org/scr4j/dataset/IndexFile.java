package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.scr4j.kvtree.CorruptTreeException;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.StateFiles;

/**
 * The index of a prefix, {@code .scr/index.scr}, version 2, and the operations on it. Each change
 * leaves the order of keys that LLNL's commands leave.
 *
 * <p>Operations that users ask for fail on a damaged index. Those that record a dataset that has
 * just got to the prefix must not: they move it aside, say so, and start from the summaries of the
 * datasets that are there.
 */
public final class IndexFile {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT);
  private static final String DATASET_DIRS = "scr.dataset.*";

  private final StateFiles files;
  private final PrefixLayout layout;
  private final Clock clock;
  private final Consumer<String> warnings;

  /**
   * The index of a prefix, present or not.
   *
   * @param clock gives the time and the time zone of time stamps
   * @param warnings gets one line for each thing that was wrong and could be helped
   */
  public IndexFile(StateFiles files, PrefixLayout layout, Clock clock, Consumer<String> warnings) {
    this.files = files;
    this.layout = layout;
    this.clock = clock;
    this.warnings = warnings;
  }

  /**
   * What it says; nothing where there is no index.
   *
   * @throws CorruptTreeException naming the file, if it is damaged
   * @throws DatasetException if it has another version
   */
  public Optional<DatasetIndex> read() throws IOException {
    return stored().map(DatasetIndex::of);
  }

  /**
   * Adds the dataset in the prefix that is called {@code name}, by its summary. It is marked
   * complete only if every file of it is there with its size, where that is known.
   *
   * @throws DatasetException if no dataset has that name, or several do
   */
  public DatasetIndex.Entry add(String name) throws IOException {
    int id = inPrefix(name);
    Summary summary = summary(id).orElseThrow();
    boolean complete = summary.complete() && filesThere(id, name);
    DatasetIndex next = added(id, name, reversed(summary.descriptor()), complete);
    store(next);
    return next.dataset(id).orElseThrow();
  }

  /**
   * The id of the dataset called {@code name}: by the index, or by the summaries of the datasets in
   * the prefix where the index does not know it.
   *
   * @throws DatasetException if no dataset has that name, or several do
   */
  public int find(String name) throws IOException {
    Optional<DatasetIndex.Entry> indexed = Optional.empty();
    try {
      indexed = read().flatMap(index -> index.dataset(name));
    } catch (CorruptTreeException e) {
      warnings.accept(e.getMessage() + "; going by the summaries of the datasets");
    }
    return indexed.isPresent() ? indexed.get().id() : inPrefix(name);
  }

  /**
   * Drops the dataset called {@code name} from the index; its files stay.
   *
   * @throws DatasetException if the index has none of that name
   */
  public void drop(String name) throws IOException {
    DatasetIndex index = toChange();
    if (index.dataset(name).isEmpty()) {
      throw unknown(name);
    }
    store(index.without(name));
  }

  /**
   * Drops every dataset with an id above that of {@code name}; their files stay.
   *
   * @throws DatasetException if the index has none of that name
   */
  public void dropAfter(String name) throws IOException {
    DatasetIndex index = toChange();
    DatasetIndex.Entry entry = index.dataset(name).orElseThrow(() -> unknown(name));
    store(index.withoutLaterThan(entry.id()));
  }

  /**
   * Makes {@code name} the checkpoint to restart from.
   *
   * @throws DatasetException if it is not a checkpoint in the index
   */
  public void setCurrent(String name) throws IOException {
    DatasetIndex index = toChange();
    store(
        index
            .withCurrent(name)
            .orElseThrow(
                () ->
                    new DatasetException(
                        "'" + name + "' is not a checkpoint in the index " + layout.index())));
  }

  /** Records that a dataset is about to be copied to the prefix: in the index, incomplete. */
  public void begin(DatasetDescriptor dataset) throws IOException {
    store(recovered().with(id(dataset), name(dataset), dataset, false));
  }

  /**
   * Records that all of a dataset is in the prefix; a checkpoint becomes current, unless a newer
   * one that is valid is. The caller has verified every file.
   */
  public void complete(DatasetDescriptor dataset) throws IOException {
    String name = name(dataset);
    int id = id(dataset);
    DatasetIndex next = recovered().with(id, name, dataset, true).withFlushed(id, name, now());
    boolean newer =
        next.current()
            .flatMap(next::dataset)
            .filter(current -> current.valid() && current.id() > id)
            .isPresent();
    store(newer ? next : next.withCurrent(name).orElse(next));
  }

  /** Records a dataset that was built from what a scavenge collected; current stays. */
  void built(DatasetDescriptor dataset) throws IOException {
    store(added(id(dataset), name(dataset), dataset, true));
  }

  /** With LLNL's, a checkpoint that is added again would no longer be current. */
  private DatasetIndex added(int id, String name, DatasetDescriptor dataset, boolean complete)
      throws IOException {
    DatasetIndex before = recovered();
    DatasetIndex next = before.with(id, name, dataset, complete).withFlushed(id, name, now());
    return complete && before.current().filter(name::equals).isPresent()
        ? next.withCurrent(name).orElse(next)
        : next;
  }

  /** Records that a job fetched dataset {@code id}. */
  public void markFetched(int id) throws IOException {
    DatasetIndex index = toChange();
    store(index.withFetched(id, entry(index, id).name(), now()));
  }

  /** Records that dataset {@code id} could not be fetched: it is not valid any more. */
  public void markFailed(int id) throws IOException {
    DatasetIndex index = toChange();
    store(index.withFailed(id, entry(index, id).name(), now()));
  }

  private DatasetIndex.Entry entry(DatasetIndex index, int id) throws DatasetException {
    return index
        .dataset(id)
        .orElseThrow(
            () -> new DatasetException("dataset " + id + " is not in the index " + layout.index()));
  }

  private DatasetException unknown(String name) {
    return new DatasetException(
        "no dataset called '" + name + "' is in the index " + layout.index());
  }

  private Optional<KvTree> stored() throws IOException {
    Optional<KvTree> tree = files.read(layout.index());
    if (tree.isPresent()) {
      OptionalLong version = Trees.number(tree.get(), "VERSION", layout.index());
      if (version.isEmpty() || version.getAsLong() != DatasetIndex.FILE_VERSION) {
        throw new DatasetException(
            layout.index()
                + ": is an index of version "
                + tree.get().value("VERSION").orElse("unknown")
                + ", not "
                + DatasetIndex.FILE_VERSION
                + "; move it away and add the datasets again");
      }
    }
    return tree;
  }

  private DatasetIndex toChange() throws IOException {
    return stored()
        .map(DatasetIndex::toChange)
        .orElseThrow(
            () ->
                new DatasetException(
                    "there is no index "
                        + layout.index()
                        + " to change; check the prefix directory"));
  }

  /** The index to add to; a damaged one is moved aside and made anew from the summaries. */
  private DatasetIndex recovered() throws IOException {
    try {
      return stored().map(DatasetIndex::toChange).orElse(DatasetIndex.EMPTY);
    } catch (CorruptTreeException e) {
      Path aside = files.moveAside(layout.index());
      warnings.accept(e.getMessage() + "; moved to " + aside + ", index made anew from summaries");
      return fromSummaries();
    }
  }

  private DatasetIndex fromSummaries() throws IOException {
    DatasetIndex index = DatasetIndex.EMPTY;
    for (int id : datasetsInPrefix()) {
      Optional<Summary> found = summary(id);
      Optional<String> name = found.flatMap(summary -> summary.descriptor().name());
      if (name.isPresent() && found.get().complete() && filesThere(id, name.get())) {
        String time = time(Files.getLastModifiedTime(layout.summary(id)));
        index =
            index
                .with(id, name.get(), found.get().descriptor(), true)
                .withFlushed(id, name.get(), time);
      }
    }
    Optional<DatasetIndex.Entry> newest = index.newestValid(OptionalInt.empty());
    DatasetIndex made = index;
    return newest.flatMap(entry -> made.withCurrent(entry.name())).orElse(made);
  }

  private List<Integer> datasetsInPrefix() throws IOException {
    List<Integer> ids = new ArrayList<>();
    if (Files.isDirectory(layout.scrDir())) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(layout.scrDir(), DATASET_DIRS)) {
        for (Path path : found) {
          String name = path.getFileName().toString();
          Trees.id(name.substring(DATASET_DIRS.length() - 1)).ifPresent(ids::add);
        }
      }
    }
    ids.sort(Comparator.naturalOrder());
    return ids;
  }

  /** The dataset in the prefix that has that name by its summary. */
  private int inPrefix(String name) throws IOException {
    List<Integer> ids = new ArrayList<>();
    for (int id : datasetsInPrefix()) {
      if (summary(id)
          .flatMap(found -> found.descriptor().name())
          .filter(name::equals)
          .isPresent()) {
        ids.add(id);
      }
    }
    if (ids.isEmpty()) {
      throw new DatasetException(
          "no dataset in "
              + layout.prefix()
              + " is called '"
              + name
              + "'; scr_index --list --long names those that are there");
    }
    if (ids.size() > 1) {
      throw new DatasetException(
          "datasets " + ids + " are all called '" + name + "'; use --build ID to choose one");
    }
    return ids.get(0);
  }

  private Optional<Summary> summary(int id) {
    try {
      return Summary.read(files, layout.summary(id));
    } catch (IOException e) {
      warnings.accept(e.getMessage() + "; dataset " + id + " is passed over");
      return Optional.empty();
    }
  }

  private boolean filesThere(int id, String name) throws IOException {
    VerifyReport report =
        new Verifier(files, layout, FileCopier.DEFAULT_BUFFER_BYTES, 1).glance(id);
    if (report.good()) {
      return true;
    }
    warnings.accept(
        "dataset '" + name + "' is not complete: " + String.join("; ", report.problems(3)));
    return false;
  }

  private void store(DatasetIndex index) throws IOException {
    Files.createDirectories(layout.scrDir());
    files.write(layout.index(), index.tree());
  }

  private static DatasetDescriptor reversed(DatasetDescriptor descriptor) {
    return DatasetDescriptor.of(Trees.reversed(descriptor.tree()));
  }

  private static int id(DatasetDescriptor dataset) throws DatasetException {
    return dataset
        .id()
        .orElseThrow(() -> new DatasetException(dataset + " cannot be indexed: it has no id"));
  }

  private static String name(DatasetDescriptor dataset) throws DatasetException {
    return dataset
        .name()
        .orElseThrow(() -> new DatasetException(dataset + " cannot be indexed: it has no name"));
  }

  private String now() {
    return time(clock.instant());
  }

  private String time(FileTime when) {
    return time(when.toInstant());
  }

  private String time(Instant when) {
    return TIME.format(LocalDateTime.ofInstant(when, clock.getZone()));
  }
}
