package org.scr4j.redundancy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.scr4j.kvtree.KvTree;

/** Size, owner, mode and times of a file, as redset and shuffile record and restore them. */
final class FileMetadata {

  private static final long MAX_SECONDS = Instant.MAX.getEpochSecond();
  private static final long MAX_ID = 0xffff_fffeL;

  private FileMetadata() {}

  /** Records {@code file}, which is called {@code name} on its node. */
  static MemberFiles.FileRecord record(Path file, String name) throws IOException {
    Map<String, Object> unix =
        Files.readAttributes(
            file, "unix:mode,uid,gid,size,ctime,lastAccessTime,lastModifiedTime,isRegularFile");
    if (!(Boolean) unix.get("isRegularFile")) {
      throw new IOException(file + ": not a regular file, so it cannot be protected");
    }
    KvTree tree = new KvTree();
    tree.setValue("MODE", (Integer) unix.get("mode"));
    tree.setValue("UID", Integer.toUnsignedLong((Integer) unix.get("uid")));
    tree.setValue("GID", Integer.toUnsignedLong((Integer) unix.get("gid")));
    long size = (Long) unix.get("size");
    tree.setValue("SIZE", size);
    time(tree, "ATIME", (FileTime) unix.get("lastAccessTime"));
    time(tree, "CTIME", (FileTime) unix.get("ctime"));
    time(tree, "MTIME", (FileTime) unix.get("lastModifiedTime"));
    return new MemberFiles.FileRecord(name, size, Trees.sorted(tree));
  }

  private static void time(KvTree tree, String key, FileTime time) {
    Instant instant = time.toInstant();
    tree.setValue(key + "_SECS", instant.getEpochSecond());
    tree.setValue(key + "_NSECS", instant.getNano());
  }

  /** Whether {@code file} is there with the size recorded. */
  static boolean matches(Path file, MemberFiles.FileRecord record) throws IOException {
    return Files.isRegularFile(file) && Files.size(file) == record.size();
  }

  /**
   * Restores owner, mode and times, as far as they are recorded. Only permission bits are restored,
   * not set-user-ID and its like: records come from outside.
   */
  static void restore(Path file, KvTree metadata) throws IOException {
    restoreOwner(file, metadata);
    if (metadata.has("MODE")) {
      long mode = Trees.number(metadata, "MODE", 0, 0xffff_ffffL, file);
      Files.setPosixFilePermissions(file, permissions((int) mode));
    }
    if (metadata.has("MTIME_SECS") && metadata.has("ATIME_SECS")) {
      Files.getFileAttributeView(file, BasicFileAttributeView.class)
          .setTimes(time(metadata, "MTIME", file), time(metadata, "ATIME", file), null);
    }
  }

  /** Only root may give files away; another user's files stay theirs, as with LLNL's. */
  private static void restoreOwner(Path file, KvTree metadata) throws IOException {
    boolean root = (Integer) Files.getAttribute(file, "unix:uid") == 0;
    for (String key : List.of("GID", "UID")) {
      if (root && metadata.has(key)) {
        String attribute = "unix:" + key.toLowerCase(Locale.ROOT);
        int wanted = (int) Trees.number(metadata, key, 0, MAX_ID, file);
        if ((Integer) Files.getAttribute(file, attribute) != wanted) {
          Files.setAttribute(file, attribute, wanted);
        }
      }
    }
  }

  private static FileTime time(KvTree metadata, String key, Path file) throws IOException {
    long seconds = Trees.number(metadata, key + "_SECS", -MAX_SECONDS, MAX_SECONDS, file);
    long nanos =
        metadata.has(key + "_NSECS")
            ? Trees.number(metadata, key + "_NSECS", 0, 999_999_999, file)
            : 0;
    return FileTime.from(Instant.ofEpochSecond(seconds, nanos));
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] fromOwnerReadDown = PosixFilePermission.values();
    for (int i = 0; i < fromOwnerReadDown.length; i++) {
      if ((mode & (0400 >> i)) != 0) {
        set.add(fromOwnerReadDown[i]);
      }
    }
    return set;
  }
}
