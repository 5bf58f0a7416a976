package org.scr4j.job.status;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.DatasetIndex;
import org.scr4j.dataset.FlushState;
import org.scr4j.dataset.PrefixLayout;
import org.scr4j.dataset.TransferState;
import org.scr4j.job.CollectedCount;
import org.scr4j.job.terminal.Progress;
import org.scr4j.kvtree.StateFiles;

/** The datasets of flush file and index together, each once. */
final class DatasetStates {

  private final StateFiles files;
  private final PrefixLayout layout;
  private final FlushState flush;
  private final DatasetIndex index;

  DatasetStates(StateFiles files, PrefixLayout layout, FlushState flush, DatasetIndex index) {
    this.files = files;
    this.layout = layout;
    this.flush = flush;
    this.index = index;
  }

  /**
   * All of them, newest first.
   *
   * @param saving whether scr_run is collecting what is in cache
   * @param problems gets a line for what could not be read
   */
  List<DatasetStatus> all(boolean saving, List<String> problems) {
    List<DatasetStatus> found = new ArrayList<>();
    List<DatasetIndex.Entry> indexed = new ArrayList<>(index.datasets());
    for (FlushState.Entry cached : flush.datasets()) {
      Optional<DatasetIndex.Entry> entry =
          indexed.stream().filter(one -> same(cached, one)).findFirst();
      entry.ifPresent(indexed::remove);
      found.add(status(cached, entry, saving, problems));
    }
    indexed.forEach(entry -> found.add(status(entry)));
    found.sort(Comparator.comparingInt(DatasetStatus::id).reversed());
    return found;
  }

  /** An id may be used again by a job that went back; name and time of creation tell. */
  private static boolean same(FlushState.Entry cached, DatasetIndex.Entry entry) {
    return cached.id() == entry.id()
        && cached.name().filter(entry.name()::equals).isPresent()
        && cached
            .descriptor()
            .map(one -> one.createdMicros().equals(entry.descriptor().createdMicros()))
            .orElse(true);
  }

  private DatasetStatus status(
      FlushState.Entry cached,
      Optional<DatasetIndex.Entry> entry,
      boolean saving,
      List<String> problems) {
    Optional<DatasetDescriptor> descriptor =
        cached.descriptor().or(() -> entry.map(DatasetIndex.Entry::descriptor));
    boolean onItsWay =
        cached.at(FlushState.Location.FLUSHING) || cached.at(FlushState.Location.SYNC_FLUSHING);
    boolean collected = saving && Files.isDirectory(layout.datasetDir(cached.id()));
    DatasetStatus.InPrefix prefix = inPrefix(cached, entry, onItsWay, collected);
    Optional<DatasetStatus.Transfer> transfer = Optional.empty();
    if (prefix == DatasetStatus.InPrefix.FLUSHING) {
      try {
        transfer = collected ? collected(cached.id()) : transferred(cached.id());
      } catch (IOException e) {
        problems.add(Optional.ofNullable(e.getMessage()).orElse(e.toString()));
      }
    }
    return new DatasetStatus(
        cached.id(),
        cached.name(),
        cached.checkpoint(),
        cached.output(),
        created(descriptor),
        descriptor.flatMap(DatasetDescriptor::jobId),
        number(descriptor.map(DatasetDescriptor::files)),
        number(descriptor.map(DatasetDescriptor::bytes)),
        cached.at(FlushState.Location.CACHE),
        prefix,
        entry.flatMap(DatasetIndex.Entry::flushed),
        entry.isPresent() && index.current().equals(cached.name()),
        transfer);
  }

  private static DatasetStatus.InPrefix inPrefix(
      FlushState.Entry cached,
      Optional<DatasetIndex.Entry> entry,
      boolean onItsWay,
      boolean collected) {
    if (entry.isPresent() && entry.get().failed().isPresent()) {
      return DatasetStatus.InPrefix.FAILED;
    }
    if (entry.filter(DatasetIndex.Entry::complete).isPresent()
        || cached.at(FlushState.Location.PFS)) {
      return DatasetStatus.InPrefix.COMPLETE;
    }
    if (onItsWay || collected) {
      return DatasetStatus.InPrefix.FLUSHING;
    }
    return entry.isPresent() ? DatasetStatus.InPrefix.INCOMPLETE : DatasetStatus.InPrefix.ABSENT;
  }

  private DatasetStatus status(DatasetIndex.Entry entry) {
    Optional<DatasetDescriptor> descriptor = Optional.of(entry.descriptor());
    DatasetStatus.InPrefix prefix =
        entry.failed().isPresent()
            ? DatasetStatus.InPrefix.FAILED
            : entry.complete()
                ? DatasetStatus.InPrefix.COMPLETE
                : DatasetStatus.InPrefix.INCOMPLETE;
    return new DatasetStatus(
        entry.id(),
        Optional.of(entry.name()),
        entry.checkpoint(),
        entry.descriptor().output(),
        created(descriptor),
        entry.descriptor().jobId(),
        entry.descriptor().files(),
        entry.descriptor().bytes(),
        false,
        prefix,
        entry.flushed(),
        index.current().filter(entry.name()::equals).isPresent(),
        Optional.empty());
  }

  /** By the state files of a transfer in the background; nothing where there are none. */
  private Optional<DatasetStatus.Transfer> transferred(int id) throws IOException {
    long done = 0;
    long total = 0;
    for (Path state : listed(id, "rank_*.state_file")) {
      Optional<TransferState> transfer = TransferState.read(files, state);
      for (TransferState.Item file : transfer.map(TransferState::files).orElse(List.of())) {
        long bytes = Math.max(0, file.bytes().orElse(0));
        total += bytes;
        done +=
            file.status() == TransferState.Status.DESTINATION
                ? bytes
                : Math.min(bytes, arrived(file));
      }
    }
    return total <= 0
        ? Optional.empty()
        : Optional.of(new DatasetStatus.Transfer(done, total, DatasetStatus.Unit.BYTES));
  }

  /** What is there of a file, under its temporary name or its own. */
  private long arrived(TransferState.Item file) {
    return file.destination()
        .map(this::size)
        .filter(bytes -> bytes > 0)
        .or(() -> file.finalDestination().map(this::size))
        .orElse(0L);
  }

  /** Only of what is in the prefix: the name stands in a file that anybody may have written. */
  private long size(String name) {
    try {
      Path file = Path.of(name).normalize();
      return file.startsWith(layout.prefix())
              && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          ? Files.size(file)
          : 0;
    } catch (IOException | IllegalArgumentException e) {
      // Renamed between the two looks at it, or no name of a file.
      return 0;
    }
  }

  private Optional<DatasetStatus.Transfer> collected(int id) {
    Progress.Count count = new CollectedCount(files, layout, id).count("");
    return count.total().isEmpty() || count.total().getAsLong() < count.done()
        ? Optional.empty()
        : Optional.of(
            new DatasetStatus.Transfer(
                count.done(), count.total().getAsLong(), DatasetStatus.Unit.RANKS));
  }

  private List<Path> listed(int id, String glob) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(layout.datasetDir(id), glob)) {
      all.forEach(found::add);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    return found;
  }

  private static Optional<Instant> created(Optional<DatasetDescriptor> descriptor) {
    OptionalLong micros = number(descriptor.map(DatasetDescriptor::createdMicros));
    try {
      return micros.isPresent() && micros.getAsLong() > 0
          ? Optional.of(Instant.ofEpochSecond(micros.getAsLong() / 1_000_000))
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static OptionalLong number(Optional<OptionalLong> value) {
    return value.orElse(OptionalLong.empty());
  }
}
