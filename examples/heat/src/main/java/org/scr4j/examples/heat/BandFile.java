package org.scr4j.examples.heat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;

/**
 * A rank's checkpoint: a header of six 32-bit numbers (magic, step, first row, rows, columns,
 * ranks), the cells row by row as 64-bit floating point, and the CRC-32 of all before it;
 * big-endian.
 */
final class BandFile {

  private static final int MAGIC = 0x68656174;
  private static final int HEADER_BYTES = 6 * Integer.BYTES;

  private BandFile() {}

  static void write(Path file, Band band, int step, int ranks) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      CRC32 crc = new CRC32();
      writeFully(channel, header(band, step, ranks), crc);
      ByteBuffer row = ByteBuffer.allocate(band.columns() * Double.BYTES);
      for (int i = 0; i < band.rows(); i++) {
        row.clear();
        row.asDoubleBuffer().put(band.row(i));
        writeFully(channel, row, crc);
      }
      ByteBuffer trailer = ByteBuffer.allocate(Integer.BYTES);
      trailer.putInt((int) crc.getValue()).flip();
      writeFully(channel, trailer, crc);
    }
  }

  /**
   * Reads a checkpoint of the same plate, split the same way, into {@code band}.
   *
   * @return the step that it was written after
   * @throws IOException naming the file, if it is damaged or of another plate
   */
  static int read(Path file, Band band, int ranks) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      CRC32 crc = new CRC32();
      ByteBuffer header = readFully(channel, file, HEADER_BYTES);
      crc.update(header.duplicate());
      int step = header.getInt(Integer.BYTES);
      ByteBuffer expected = header(band, step, ranks);
      if (step < 0 || !header.equals(expected)) {
        throw new IOException(
            file + " is a checkpoint of another plate or another number of ranks");
      }
      for (int i = 0; i < band.rows(); i++) {
        ByteBuffer row = readFully(channel, file, band.columns() * Double.BYTES);
        crc.update(row.duplicate());
        row.asDoubleBuffer().get(band.row(i));
      }
      if (readFully(channel, file, Integer.BYTES).getInt() != (int) crc.getValue()) {
        throw new IOException(file + " is damaged: its CRC-32 is wrong");
      }
      return step;
    }
  }

  private static ByteBuffer header(Band band, int step, int ranks) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    header.putInt(MAGIC).putInt(step).putInt(band.firstRow()).putInt(band.rows());
    return header.putInt(band.columns()).putInt(ranks).flip();
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes, CRC32 crc)
      throws IOException {
    crc.update(bytes.duplicate());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static ByteBuffer readFully(FileChannel channel, Path file, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new IOException(file + " ends too early, at byte " + channel.position());
      }
    }
    return bytes.flip();
  }
}
