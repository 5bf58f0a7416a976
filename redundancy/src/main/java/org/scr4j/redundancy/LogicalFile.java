package org.scr4j.redundancy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.StateFiles;

/**
 * The files of a rank laid end to end, read or written as one. Bytes behind the end are zero when
 * read and dropped when written.
 *
 * <p>What is written goes to temporary names and is read from there; {@link #commit} syncs all
 * files, restores their metadata and puts them under their own names. A file that is closed without
 * it leaves nothing.
 */
final class LogicalFile implements Closeable {

  /** Channels kept open, however many files a rank has. */
  private static final int MAX_OPEN = 16;

  private final int maxOpen;

  private final List<Path> files;
  private final long[] ends;
  private final List<KvTree> metadata;
  private final List<Path> drafts;
  private final Set<Integer> created = new LinkedHashSet<>();
  private final Map<Integer, FileChannel> open = new LinkedHashMap<>(MAX_OPEN, 0.75f, true);

  private LogicalFile(
      List<Path> files, List<MemberFiles.FileRecord> records, boolean write, int maxOpen) {
    this.maxOpen = maxOpen;
    this.files = files;
    this.metadata = records.stream().map(MemberFiles.FileRecord::metadata).toList();
    this.drafts = new ArrayList<>();
    this.ends = new long[files.size()];
    long end = 0;
    for (int i = 0; i < ends.length; i++) {
      end += records.get(i).size();
      ends[i] = end;
      if (write) {
        drafts.add(Draft.beside(files.get(i)));
      }
    }
  }

  /** For reading {@code files}, which have the sizes in {@code records}. */
  static LogicalFile read(List<Path> files, List<MemberFiles.FileRecord> records) {
    return read(files, records, MAX_OPEN);
  }

  /** As {@link #read(List, List)}, with no more than {@code maxOpen} files open. */
  static LogicalFile read(List<Path> files, List<MemberFiles.FileRecord> records, int maxOpen) {
    return new LogicalFile(files, records, false, Math.min(maxOpen, MAX_OPEN));
  }

  /** For writing {@code files} anew, with the sizes and metadata in {@code records}. */
  static LogicalFile write(List<Path> files, List<MemberFiles.FileRecord> records) {
    return new LogicalFile(files, records, true, MAX_OPEN);
  }

  /** Bytes of all files. */
  long bytes() {
    return ends.length == 0 ? 0 : ends[ends.length - 1];
  }

  /** Fills what remains of {@code buffer} from {@code offset} on. */
  void read(ByteBuffer buffer, long offset) throws IOException {
    long at = offset;
    int limit = buffer.limit();
    while (buffer.hasRemaining() && at < bytes()) {
      int part = partAt(at);
      buffer.limit((int) Math.min(limit, buffer.position() + ends[part] - at));
      int wanted = buffer.remaining();
      Io.fill(channel(part), buffer, at - start(part), files.get(part));
      at += wanted;
      buffer.limit(limit);
    }
    while (buffer.hasRemaining()) {
      buffer.put((byte) 0);
    }
  }

  /** {@code count} bytes from {@code offset} on, where one file has them all. */
  Optional<FileBytes> bytes(long offset, int count) throws IOException {
    if (offset + count > bytes()) {
      return Optional.empty();
    }
    int part = partAt(offset);
    return offset + count > ends[part]
        ? Optional.empty()
        : Optional.of(new FileBytes(files.get(part), channel(part), offset - start(part), count));
  }

  /** Writes what remains of {@code buffer} at {@code offset}. */
  void write(ByteBuffer buffer, long offset) throws IOException {
    long at = offset;
    int limit = buffer.limit();
    while (buffer.hasRemaining() && at < bytes()) {
      int part = partAt(at);
      buffer.limit((int) Math.min(limit, buffer.position() + ends[part] - at));
      int wanted = buffer.remaining();
      Io.write(channel(part), buffer, at - start(part));
      at += wanted;
      buffer.limit(limit);
    }
    buffer.position(limit);
  }

  /** Puts all that was written under its own names. */
  void commit() throws IOException {
    Set<Path> directories = new LinkedHashSet<>();
    for (int part = 0; part < files.size(); part++) {
      channel(part).force(true);
      open.remove(part).close();
      FileMetadata.restore(drafts.get(part), metadata.get(part));
      Files.move(drafts.get(part), files.get(part), StandardCopyOption.ATOMIC_MOVE);
      created.remove(part);
      directories.add(files.get(part).getParent());
    }
    for (Path directory : directories) {
      StateFiles.syncDirectory(directory);
    }
  }

  @Override
  public void close() throws IOException {
    for (FileChannel channel : open.values()) {
      channel.close();
    }
    open.clear();
    for (int part : created) {
      Files.deleteIfExists(drafts.get(part));
    }
    created.clear();
  }

  private long start(int part) {
    return part == 0 ? 0 : ends[part - 1];
  }

  /** The file that holds byte {@code at}: the first to end behind it, which skips empty ones. */
  private int partAt(long at) {
    int found = Arrays.binarySearch(ends, at + 1);
    if (found < 0) {
      return -found - 1;
    }
    while (found > 0 && ends[found - 1] > at) {
      found--;
    }
    return found;
  }

  private FileChannel channel(int part) throws IOException {
    FileChannel channel = open.get(part);
    if (channel == null) {
      channel = drafts.isEmpty() ? FileChannel.open(files.get(part)) : draft(part);
      open.put(part, channel);
      if (open.size() > maxOpen) {
        open.remove(open.keySet().iterator().next()).close();
      }
    }
    return channel;
  }

  private FileChannel draft(int part) throws IOException {
    if (!created.add(part)) {
      return FileChannel.open(drafts.get(part), StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
    return FileChannel.open(
        drafts.get(part),
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }
}
