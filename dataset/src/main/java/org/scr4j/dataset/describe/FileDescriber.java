package org.scr4j.dataset.describe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import org.scr4j.dataset.DatasetException;
import org.scr4j.dataset.OldSummary;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.KvTreeLimits;
import org.scr4j.kvtree.LockKind;
import org.scr4j.kvtree.StateFiles;

/**
 * Says what a file is and what is in it. Nothing that it reads is trusted; what contradicts itself
 * is named as a problem, and everything else is described all the same.
 */
public final class FileDescriber {

  /** The first bytes of every key-value file. */
  private static final int MAGIC = 0x951fc3f5;

  private final StateFiles files;
  private final Clock clock;

  /**
   * A describer.
   *
   * @param clock tells which times are past, and the time zone to show times in
   */
  public FileDescriber(Clock clock) {
    this(clock, KvTreeLimits.DEFAULT);
  }

  /** As the other constructor, with bounds of the caller's on what is read. */
  public FileDescriber(Clock clock, KvTreeLimits limits) {
    // Only read, and every writer replaces the file or changes it faster than one can lock it.
    this.files = new StateFiles(LockKind.NONE, warning -> {}, limits);
    this.clock = clock;
  }

  /**
   * Describes {@code file}.
   *
   * @throws NoSuchFileException if there is no such file
   * @throws DatasetException if it is no file of SCR's
   * @throws org.scr4j.kvtree.CorruptTreeException if it starts as one and is damaged
   */
  public FileDescription describe(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new DatasetException(file + ": is a directory, not a state file");
    }
    if (!startsAsTree(file)) {
      return TextFiles.describe(file);
    }
    KvTree tree = files.read(file).orElseThrow(() -> new NoSuchFileException(file.toString()));
    Path name = file.getFileName();
    StateFileType type = Recognition.of(tree, name == null ? "" : name.toString());
    return described(type, file, tree);
  }

  private FileDescription described(StateFileType type, Path file, KvTree tree) throws IOException {
    return switch (type) {
      case CACHE_INDEX -> CacheFiles.index(tree);
      case FILE_MAP -> CacheFiles.map(tree);
      case REDUNDANCY_DESCRIPTOR -> RedundancyFiles.descriptor(tree);
      case REDUNDANCY_FILE -> RedundancyFiles.redundancy(file, tree);
      case ENCODING_STATE -> RedundancyFiles.state(tree);
      case SHUFFLE_FILE -> RedundancyFiles.shuffle(tree);
      case FLUSH -> PrefixFiles.flush(tree);
      case HALT -> PrefixFiles.halt(tree, file, clock);
      case NODES -> PrefixFiles.nodes(tree);
      case INDEX -> PrefixFiles.index(tree);
      case SUMMARY -> DatasetFiles.summary(tree, file, clock.getZone());
      case OLD_SUMMARY -> DatasetFiles.oldSummary(OldSummary.of(tree, file));
      case RANK_TO_FILE -> DatasetFiles.rankToFile(files, tree, file);
      case TRANSFER_STATE -> TransferFiles.state(tree);
      case TRANSFER_FILE -> TransferFiles.orders(tree);
      case EVENT_LOG, KEY_VALUE ->
          new FileDescription.Builder(StateFileType.KEY_VALUE)
              .fact("keys", Value.of(tree.size()))
              .build("of no kind that SCR 3.1 keeps; print it as a tree");
    };
  }

  private static boolean startsAsTree(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer start = ByteBuffer.allocate(Integer.BYTES);
      while (start.hasRemaining() && channel.read(start) >= 0) {}
      return !start.hasRemaining() && start.getInt(0) == MAGIC;
    }
  }
}
