package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;

/**
 * What {@code stat(2)} says about a file.
 *
 * @param mode type and permission bits
 * @param uid owner
 * @param gid group
 * @param bytes size
 * @param accessed last access
 * @param changed last change of the inode
 * @param modified last change of the contents
 */
public record FileStat(
    int mode, long uid, long gid, long bytes, Instant accessed, Instant changed, Instant modified) {

  /** Reads the attributes of {@code file} itself, not of what a link points to. */
  public static FileStat of(Path file) throws IOException {
    Map<String, Object> found =
        Files.readAttributes(
            file,
            "unix:mode,uid,gid,size,lastAccessTime,ctime,lastModifiedTime",
            LinkOption.NOFOLLOW_LINKS);
    return new FileStat(
        (Integer) found.get("mode"),
        Integer.toUnsignedLong((Integer) found.get("uid")),
        Integer.toUnsignedLong((Integer) found.get("gid")),
        (Long) found.get("size"),
        ((FileTime) found.get("lastAccessTime")).toInstant(),
        ((FileTime) found.get("ctime")).toInstant(),
        ((FileTime) found.get("lastModifiedTime")).toInstant());
  }
}
