package org.scr4j.dataset;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import org.scr4j.config.NodeStorage;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.StateFiles;

/**
 * Brings background transfers to their end once the application is gone, as LLNL's {@code
 * scr_flush_file --resume} and {@code --summary}: files get their final names, what can still be
 * copied is, and a dataset is recorded as complete once every file of it has been read and has the
 * size that it should.
 *
 * <p>State files and maps are not to be trusted: only files that the rank-to-file map names, below
 * the prefix, are touched.
 */
public final class Transfers {

  /** Between the clock of a node and that of the file system behind the prefix. */
  private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(2);

  private final StateFiles files;
  private final PrefixLayout layout;
  private final PrefixPaths paths;
  private final NodeStorage node;
  private final FileCopier copier;
  private final int parallelism;

  /**
   * Transfers to one prefix.
   *
   * @param node where sources are looked for that have not been copied; those of other nodes cannot
   *     be reached from here
   * @param bufferBytes size of the buffer of each copy
   * @param parallelism ranks worked on at the same time, at most
   */
  public Transfers(
      StateFiles files, PrefixLayout layout, NodeStorage node, int bufferBytes, int parallelism) {
    this.files = files;
    this.layout = layout;
    this.paths = new PrefixPaths(layout);
    this.node = node;
    this.copier = new FileCopier(bufferBytes);
    this.parallelism = parallelism;
  }

  /** What is wrong with one rank; and the size of what it has. */
  private record Checked(long files, long bytes, List<String> wrong) {}

  /** What the rank-to-file map says, all of it. */
  private List<RankFiles> ranks(int id) throws IOException {
    RankToFile map = new RankToFile(files, layout.rankToFile(id));
    if (!map.exists()) {
      throw new DatasetException(
          "no transfer of dataset " + id + " was started: there is no " + layout.rankToFile(id));
    }
    List<RankFiles> ranks = new ArrayList<>();
    map.forEach(ranks::add);
    int expected = map.ranks().orElseThrow();
    for (int rank = 0; rank < expected; rank++) {
      if (rank >= ranks.size() || ranks.get(rank).rank() != rank) {
        throw new DatasetException(layout.rankToFile(id) + ": does not have rank " + rank);
      }
    }
    return ranks;
  }

  /**
   * Ends the transfers of all ranks of dataset {@code id}. The state file of a rank is removed once
   * all files of the rank are there; without one, there is nothing to do for the rank.
   *
   * @return one line for each thing that stands in the way; none where all are ended
   * @throws IOException if there was no transfer, or the prefix cannot be read
   */
  public List<String> resume(int id) throws IOException {
    List<Callable<List<String>>> tasks = new ArrayList<>();
    for (RankFiles rank : ranks(id)) {
      tasks.add(() -> resume(id, rank));
    }
    List<String> problems = new ArrayList<>();
    Workers.run(parallelism, tasks).forEach(problems::addAll);
    return List.copyOf(problems);
  }

  private Path stateFile(int id, int rank) {
    return layout.datasetDir(id).resolve("rank_" + rank + ".state_file");
  }

  private List<String> resume(int id, RankFiles rank) {
    List<String> problems = new ArrayList<>();
    try {
      Path stateFile = stateFile(id, rank.rank());
      Optional<TransferState> state = TransferState.read(files, stateFile);
      if (state.isEmpty()) {
        return problems;
      }
      Set<Path> expected = new HashSet<>();
      for (RankFiles.Item item : rank.files()) {
        expected.add(paths.of(item.path()));
      }
      boolean calledOff = state.get().stage() == TransferState.Stage.CANCELLED;
      KvTree tree = state.get().tree();
      for (TransferState.Item item : state.get().files()) {
        KvTree meta = tree.get("FILE", item.source()).orElseThrow();
        end(item, FileMeta.of(meta), calledOff, expected)
            .ifPresent(text -> problems.add("rank " + rank.rank() + ": " + text));
      }
      if (problems.isEmpty()) {
        copier.syncDirectories();
        Files.delete(stateFile);
      }
    } catch (IOException | IllegalArgumentException e) {
      problems.add("rank " + rank.rank() + ": " + e.getMessage());
    }
    return problems;
  }

  /** Why the file is not there; nothing where it is, as it should be, at the end. */
  private Optional<String> end(
      TransferState.Item item, FileMeta meta, boolean calledOff, Set<Path> expected) {
    if (item.destination().isEmpty()) {
      return Optional.of(PrefixPaths.printable(item.source()) + " has no destination recorded");
    }
    String shown = PrefixPaths.printable(item.finalDestination().orElseThrow());
    try {
      Optional<Path> target = paths.inPrefix(item.finalDestination().orElseThrow());
      if (target.isEmpty() || !expected.contains(target.get())) {
        return Optional.of(shown + " is none of its files in the rank-to-file map");
      }
      paths.makeDirectoryOf(target.get());
      boolean trusted =
          switch (item.status()) {
            case DESTINATION -> true;
            case FAILED -> false;
            default -> !calledOff;
          };
      boolean arrived = item.status() == TransferState.Status.DESTINATION;
      Optional<Instant> since = arrived ? Optional.empty() : meta.modified();
      if (trusted && hasSize(target.get(), item.bytes()) && isOf(since, target.get())) {
        return Optional.empty();
      }
      Path part =
          target.get().resolveSibling(Path.of(item.destination().orElseThrow()).getFileName());
      if (trusted
          && !part.equals(target.get())
          && hasSize(part, item.bytes())
          && isOf(since, part)) {
        rename(part, target.get());
        return Optional.empty();
      }
      return copyAgain(item, meta, target.get(), shown);
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of(shown + ": " + e.getMessage());
    }
  }

  private Optional<String> copyAgain(
      TransferState.Item item, FileMeta meta, Path target, String shown) throws IOException {
    Path source = node.physical(item.source());
    if (!hasSize(source, item.bytes())) {
      return Optional.of(
          shown
              + " "
              + found(target, item.bytes())
              + "; its source "
              + PrefixPaths.printable(item.source())
              + " is not on this node");
    }
    copier.copy(source, target, meta, contents -> Collector.checkContents(contents, meta));
    return Optional.empty();
  }

  private static String found(Path file, OptionalLong wanted) throws IOException {
    if (wanted.isEmpty()) {
      return "was never copied: its state file has no size";
    }
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        ? "is not a good copy: it has " + Files.size(file) + " of " + wanted.getAsLong() + " bytes"
        : "is missing";
  }

  private static boolean hasSize(Path file, OptionalLong size) throws IOException {
    return size.isPresent()
        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && Files.size(file) == size.getAsLong();
  }

  /**
   * Whether {@code file} was written at {@code since} or later: under the name may still stand an
   * older dataset's file, of the same size.
   */
  private static boolean isOf(Optional<Instant> since, Path file) throws IOException {
    if (since.isEmpty()) {
      return true;
    }
    // A recorded time may be the first there is: nothing can be taken from it.
    Instant written = Files.getLastModifiedTime(file).toInstant();
    return Duration.between(written, since.get()).compareTo(CLOCKS_DIFFER) <= 0;
  }

  private void rename(Path part, Path target) throws IOException {
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    StateFiles.syncDirectory(target.getParent());
  }

  /**
   * Records that dataset {@code id} is complete in the prefix: its summary, after every file has
   * been read.
   *
   * @param dataset what the flush file says of it
   * @return one line for each thing that is wrong; none where the summary has been written
   * @throws IOException if there was no transfer, or the prefix cannot be used
   */
  public List<String> complete(int id, DatasetDescriptor dataset) throws IOException {
    Optional<Instant> created =
        dataset.createdMicros().stream()
            .mapToObj(micros -> Instant.EPOCH.plus(micros, ChronoUnit.MICROS))
            .findFirst();
    List<Callable<Checked>> tasks = new ArrayList<>();
    for (RankFiles rank : ranks(id)) {
      tasks.add(() -> check(id, rank, created));
    }
    List<String> wrong = new ArrayList<>();
    long count = 0;
    long bytes = 0;
    for (Checked rank : Workers.run(parallelism, tasks)) {
      wrong.addAll(rank.wrong());
      count += rank.files();
      bytes += rank.bytes();
    }
    if (wrong.isEmpty() && dataset.files().orElse(count) != count) {
      wrong.add("has " + count + " files, should have " + dataset.files().getAsLong());
    }
    if (wrong.isEmpty() && dataset.bytes().orElse(bytes) != bytes) {
      wrong.add("has " + bytes + " bytes, should have " + dataset.bytes().getAsLong());
    }
    if (wrong.isEmpty() && !dataset.complete()) {
      wrong.add("was not marked complete by all its ranks");
    }
    if (wrong.isEmpty()) {
      // LLNL's copies the descriptor of the flush file, which turns the order of its keys around.
      DatasetDescriptor copy = DatasetDescriptor.of(Trees.reversed(dataset.tree()));
      new SummaryWriter(files, RankToFile.ENTRIES_PER_FILE).writeSummary(layout, copy, true);
    }
    return List.copyOf(wrong);
  }

  /**
   * As the other, by what the flush file says of the dataset, which then is no longer in it.
   *
   * @param state what {@code flush} says
   */
  public List<String> complete(int id, FlushFile flush, FlushState state) throws IOException {
    Optional<DatasetDescriptor> dataset = state.dataset(id).flatMap(FlushState.Entry::descriptor);
    if (dataset.isEmpty()) {
      return List.of(flush.path() + " does not describe dataset " + id);
    }
    List<String> wrong = complete(id, dataset.get());
    if (wrong.isEmpty()) {
      flush.update(now -> now.without(id));
    }
    return wrong;
  }

  private Checked check(int id, RankFiles rank, Optional<Instant> created) {
    List<String> wrong = new ArrayList<>();
    long bytes = 0;
    for (RankFiles.Item item : rank.files()) {
      String shown = "rank " + rank.rank() + ": " + PrefixPaths.printable(item.path());
      try {
        Path file = paths.of(item.path());
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          wrong.add(shown + " is missing");
          continue;
        }
        FileCopier.Contents contents = copier.read(file);
        bytes += contents.bytes();
        if (item.bytes().orElse(contents.bytes()) != contents.bytes()) {
          wrong.add(
              shown + " has " + contents.bytes() + " of " + item.bytes().getAsLong() + " bytes");
        } else if (!isOf(created, file)) {
          wrong.add(shown + " is older than the dataset: it is an earlier one's");
        } else if (item.crc().orElse(contents.crc()) != contents.crc()) {
          wrong.add(shown + " is damaged: its CRC-32 is not the one recorded");
        }
      } catch (IOException e) {
        wrong.add(shown + ": " + e.getMessage());
      }
    }
    if (Files.exists(stateFile(id, rank.rank()))) {
      wrong.addAll(pending(id, rank.rank()));
    }
    return new Checked(rank.files().size(), bytes, wrong);
  }

  /** What a transfer that nobody has ended says against files that look complete. */
  private List<String> pending(int id, int rank) {
    List<String> wrong = new ArrayList<>();
    try {
      Optional<TransferState> state = TransferState.read(files, stateFile(id, rank));
      for (TransferState.Item item : state.map(TransferState::files).orElse(List.of())) {
        String name = item.finalDestination().orElse("");
        Optional<Path> target = paths.inPrefix(name);
        if (target.isPresent() && !hasSize(target.get(), item.bytes())) {
          wrong.add(
              "rank "
                  + rank
                  + ": "
                  + PrefixPaths.printable(name)
                  + " does not have the size that its transfer recorded");
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      wrong.add("rank " + rank + ": " + e.getMessage());
    }
    return wrong;
  }
}
