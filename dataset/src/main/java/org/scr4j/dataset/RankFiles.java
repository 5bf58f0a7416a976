package org.scr4j.dataset;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The files of one rank in the prefix.
 *
 * @param rank whose they are
 * @param files in the order of its file map; none for a rank without files
 */
public record RankFiles(int rank, List<Item> files) {

  /** Copies the list. */
  public RankFiles {
    files = List.copyOf(files);
  }

  /**
   * One file.
   *
   * @param path relative to the prefix
   * @param bytes its size, where known
   * @param crc CRC-32 of its contents, where known
   */
  public record Item(String path, OptionalLong bytes, OptionalInt crc) {}
}
