package org.scr4j.dataset;

/**
 * How files are copied between cache and prefix.
 *
 * @param bufferBytes size of the buffer of a copy
 * @param sums whether CRC-32 are compared with those recorded, and recorded (SCR_CRC_ON_FLUSH)
 * @param metadata whether a copy gets owner, mode and times of the file (SCR_COPY_METADATA)
 */
public record CopyRules(int bufferBytes, boolean sums, boolean metadata) {

  /** All is compared and kept. */
  public static CopyRules all(int bufferBytes) {
    return new CopyRules(bufferBytes, true, true);
  }

  /** Refuses contents of another size or, where sums count, CRC-32 than recorded. */
  void check(FileCopier.Contents contents, FileMeta meta) throws DatasetException {
    if (sums) {
      Collector.checkContents(contents, meta);
    } else if (contents.bytes() != meta.bytes().orElse(contents.bytes())) {
      throw new DatasetException(
          "had " + contents.bytes() + " bytes, should have " + meta.bytes().getAsLong());
    }
  }
}
