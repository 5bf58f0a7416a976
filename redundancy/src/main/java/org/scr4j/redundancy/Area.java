package org.scr4j.redundancy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.scr4j.config.NodeStorage;
import org.scr4j.kvtree.CorruptTreeException;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.LockKind;
import org.scr4j.kvtree.StateFiles;

/**
 * Where the files of one prefix are on one node. Names out of state files lead nowhere but to the
 * dataset's own directory.
 */
final class Area {

  private static final String HIDDEN = ".scr";

  private final NodeStorage storage;
  private final String prefix;
  private final Path top;
  private final StateFiles states = new StateFiles(LockKind.NONE, warning -> {}, Trees.LIMITS);

  Area(NodeStorage storage, String prefix) {
    this.storage = storage;
    this.prefix = prefix;
    Path directory = Path.of(prefix).normalize().getParent();
    if (directory == null || directory.getParent() == null) {
      throw new IllegalArgumentException("not the path of a file in a directory: " + prefix);
    }
    boolean hidden = directory.endsWith(HIDDEN);
    this.top = hidden ? directory.getParent() : directory;
  }

  String prefix() {
    return prefix;
  }

  /** What the file names begin with, without the directory. */
  String baseName() {
    return Path.of(prefix).getFileName().toString();
  }

  /** The directory of the files of redundancy. */
  Path directory() {
    return storage.physical(prefix).getParent();
  }

  /** The file whose path is the prefix and {@code suffix}. */
  Path own(String suffix) {
    return storage.physical(prefix + suffix);
  }

  /** What rank {@code rank}'s descriptor is called on its node. */
  String descriptorName(int rank) {
    return prefix + "." + rank + ".redset";
  }

  /** What the redundancy file is called on its node. */
  String redundancyName(Descriptor descriptor) {
    Path directory = Path.of(prefix).getParent();
    return directory.resolve(descriptor.fileName(baseName()).fileName()).toString();
  }

  /** Where the file is that is called {@code name} on the node. */
  Path physical(String name) throws IOException {
    Path normal;
    try {
      normal = Path.of(name).normalize();
    } catch (IllegalArgumentException e) {
      throw new IOException(prefix + ": protects something with an impossible name", e);
    }
    if (!normal.startsWith(top) || normal.equals(top)) {
      throw new IOException(prefix + ": protects files below " + top + " only, not " + name);
    }
    return storage.physical(name);
  }

  List<Path> physical(List<MemberFiles.FileRecord> records) throws IOException {
    Path[] paths = new Path[records.size()];
    for (int i = 0; i < paths.length; i++) {
      paths[i] = physical(records.get(i).name());
    }
    return List.of(paths);
  }

  /** Files of the dataset to be written anew; their directories are made where they are missing. */
  LogicalFile create(List<MemberFiles.FileRecord> records) throws IOException {
    List<Path> files = physical(records);
    for (Path file : files) {
      makeDirectory(file.getParent());
    }
    return LogicalFile.write(files, records);
  }

  /** Deletes unfinished files of processes that were killed. */
  void deleteDrafts() throws IOException {
    Draft.deleteLeftovers(directory());
    Draft.deleteLeftovers(storage.physical(top.toString()));
  }

  /** Makes a directory of this user's alone, and those above it, where they are missing. */
  static void makeDirectory(Path directory) throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** A state file's tree; empty where there is none. A damaged one is moved aside. */
  KvTree read(Path file) throws IOException {
    try {
      return states.read(file).orElseGet(KvTree::new);
    } catch (CorruptTreeException e) {
      moveAside(file);
      return new KvTree();
    }
  }

  private void moveAside(Path file) throws IOException {
    try {
      states.moveAside(file);
    } catch (FileSystemException e) {
      // All ranks of a node find the same file damaged; one of them is first.
      if (Files.exists(file)) {
        throw e;
      }
    }
  }

  /** Replaces a state file, unless it holds the same already. */
  void write(Path file, KvTree tree) throws IOException {
    if (!Files.exists(file) || !read(file).equals(tree)) {
      states.write(file, tree);
    }
  }
}
