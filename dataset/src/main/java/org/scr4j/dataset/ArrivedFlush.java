package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.scr4j.kvtree.StateFiles;

/**
 * Brings a flush to its end of which only the record is lacking: it was killed after all of its
 * files had arrived. Goes by the rank-to-file map that was written before they came, and by sizes
 * and times; contents are compared by whoever fetches it.
 */
public final class ArrivedFlush {

  /** Between the clock of a node and that of the file system behind the prefix. */
  private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(2);

  private static final int CHUNK = 256;

  private final StateFiles files;
  private final PrefixLayout layout;
  private final PrefixPaths paths;
  private final IndexFile index;
  private final FlushFile flush;
  private final int parallelism;

  /** Looks at {@code parallelism} files at a time; {@code warnings} as for {@link IndexFile}. */
  public ArrivedFlush(
      StateFiles files,
      PrefixLayout layout,
      Clock clock,
      Consumer<String> warnings,
      int parallelism) {
    this.files = files;
    this.layout = layout;
    this.paths = new PrefixPaths(layout);
    this.index = new IndexFile(files, layout, clock, warnings);
    this.flush = new FlushFile(files, layout.flush(), warnings);
    this.parallelism = parallelism;
  }

  /** The datasets that a run that ended has left on their way, oldest first. */
  public List<FlushState.Entry> interrupted() throws IOException {
    return flush.read().datasets().stream().filter(FlushState.Entry::onItsWay).toList();
  }

  /**
   * Records the dataset as complete if all its files are there: summary, index, flush file. A
   * checkpoint becomes current, unless a newer one is.
   *
   * @return one line for each thing that is lacking; none where it is complete now
   */
  public List<String> complete(DatasetDescriptor dataset) throws IOException {
    int id = DatasetBuilder.id(dataset);
    List<String> lacking = lacking(id, dataset);
    if (lacking.isEmpty()) {
      new SummaryWriter(files, RankToFile.ENTRIES_PER_FILE).writeSummary(layout, dataset, true);
      index.complete(dataset);
      if (flush.read().dataset(id).isPresent()) {
        flush.update(state -> PrefixFlush.landed(state, id));
      }
    }
    return lacking;
  }

  private List<String> lacking(int id, DatasetDescriptor dataset) throws IOException {
    if (!dataset.complete()) {
      return List.of("it was not marked complete by all its ranks");
    }
    RankToFile map = new RankToFile(files, layout.rankToFile(id));
    if (!map.exists()) {
      return List.of("no copy of it was begun: there is no " + layout.rankToFile(id));
    }
    List<RankFiles.Item> items = new ArrayList<>();
    List<String> lacking = new ArrayList<>();
    int[] ranks = {0};
    map.forEach(
        rank -> {
          items.addAll(rank.files());
          ranks[0]++;
        });
    if (ranks[0] != map.ranks().orElse(-1)) {
      lacking.add(layout.rankToFile(id) + " has " + ranks[0] + " ranks and says another number");
    }
    long bytes = look(items, dataset, lacking);
    if (lacking.isEmpty() && dataset.files().orElse(items.size()) != items.size()) {
      lacking.add("has " + items.size() + " files, should have " + dataset.files().getAsLong());
    }
    if (lacking.isEmpty() && dataset.bytes().orElse(bytes) != bytes) {
      lacking.add("has " + bytes + " bytes, should have " + dataset.bytes().getAsLong());
    }
    return List.copyOf(lacking);
  }

  private long look(List<RankFiles.Item> items, DatasetDescriptor dataset, List<String> lacking)
      throws IOException {
    Optional<Instant> created =
        dataset.createdMicros().stream()
            .mapToObj(micros -> Instant.EPOCH.plus(micros, ChronoUnit.MICROS))
            .findFirst();
    AtomicLong bytes = new AtomicLong();
    List<Callable<List<String>>> tasks = new ArrayList<>();
    for (int from = 0; from < items.size(); from += CHUNK) {
      List<RankFiles.Item> some = items.subList(from, Math.min(from + CHUNK, items.size()));
      tasks.add(
          () -> {
            List<String> wrong = new ArrayList<>();
            for (RankFiles.Item item : some) {
              look(item, created, bytes).ifPresent(wrong::add);
            }
            return wrong;
          });
    }
    Workers.run(parallelism, tasks).forEach(lacking::addAll);
    return bytes.get();
  }

  private Optional<String> look(RankFiles.Item item, Optional<Instant> created, AtomicLong bytes) {
    String shown = PrefixPaths.printable(item.path());
    try {
      Path file = paths.of(item.path());
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.of(shown + " is missing");
      }
      long size = Files.size(file);
      bytes.addAndGet(size);
      if (size != item.bytes().orElse(size)) {
        return Optional.of(shown + " has " + size + " of " + item.bytes().getAsLong() + " bytes");
      }
      Instant written = Files.getLastModifiedTime(file).toInstant();
      boolean older = created.isPresent() && written.plus(CLOCKS_DIFFER).isBefore(created.get());
      return older
          ? Optional.of(shown + " is older than the dataset: it is an earlier one's")
          : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of(shown + ": " + e.getMessage());
    }
  }
}
