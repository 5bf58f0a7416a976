package org.scr4j.library;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import org.scr4j.dataset.FileMap;
import org.scr4j.dataset.FileMeta;

/** Checks of files against what is recorded of them. */
final class CachedFiles {

  private static final int BUFFER = 1 << 20;

  private CachedFiles() {}

  /**
   * Checks one file: that it is there, was complete, and has the size and, where recorded, the
   * CRC-32 that it should have.
   *
   * @throws IOException saying what is wrong with it
   */
  static void check(Path file, FileMeta meta) throws IOException {
    if (!meta.complete()) {
      throw new IOException(file + ": was not written to its end");
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + ": is missing");
    }
    long size = Files.size(file);
    if (meta.bytes().isPresent() && meta.bytes().getAsLong() != size) {
      throw new IOException(
          file + ": has " + size + " bytes where " + meta.bytes().getAsLong() + " were written");
    }
    if (meta.crc().isPresent() && meta.crc().getAsInt() != crc(file)) {
      throw new IOException(file + ": its CRC-32 is not that of what was written");
    }
  }

  /** Checks this rank's files in a cached dataset. */
  static void check(Cache cache, int id, FileMap map) throws IOException {
    for (FileMap.Entry entry : map.files()) {
      check(cache.locate(id, entry.path()), entry.meta());
    }
  }

  /** The CRC-32 of a file's contents. */
  static int crc(Path file) throws IOException {
    CRC32 sum = new CRC32();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sum.update(buffer, 0, read);
      }
    }
    return (int) sum.getValue();
  }
}
