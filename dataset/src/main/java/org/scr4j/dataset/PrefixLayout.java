package org.scr4j.dataset;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where SCR keeps what in the prefix directory.
 *
 * @param prefix the prefix directory, absolute
 * @param recorded what state files call that directory; differs from {@code prefix} only where the
 *     directory was moved or is mounted elsewhere than for the application that wrote them
 */
public record PrefixLayout(Path prefix, String recorded) {

  private static final String DATASET = "scr.dataset.";

  /** Makes {@code prefix} absolute and normal. */
  public PrefixLayout {
    prefix = prefix.toAbsolutePath().normalize();
    Objects.requireNonNull(recorded, "recorded");
  }

  /** A prefix that state files call by its own path. */
  public PrefixLayout(Path prefix) {
    this(prefix, prefix.toAbsolutePath().normalize().toString());
  }

  /** The hidden directory of all metadata, {@code .scr}. */
  public Path scrDir() {
    return prefix.resolve(".scr");
  }

  /** The halt file. */
  public Path halt() {
    return scrDir().resolve("halt.scr");
  }

  /** The flush file. */
  public Path flush() {
    return scrDir().resolve("flush.scr");
  }

  /** The nodes file. */
  public Path nodes() {
    return scrDir().resolve("nodes.scr");
  }

  /** The index of datasets. */
  public Path index() {
    return scrDir().resolve("index.scr");
  }

  /** The event log. */
  public Path log() {
    return scrDir().resolve("log");
  }

  /** Parameters that the application set by call. */
  public Path appConf() {
    return scrDir().resolve("app.conf");
  }

  /** The metadata directory of dataset {@code id}. */
  public Path datasetDir(int id) {
    return scrDir().resolve(DATASET + id);
  }

  /** The summary of dataset {@code id}. */
  public Path summary(int id) {
    return datasetDir(id).resolve("summary.scr");
  }

  /** The root of the rank-to-file tree of dataset {@code id}. */
  public Path rankToFile(int id) {
    return datasetDir(id).resolve("rank2file");
  }

  /** What a transfer in the background of {@code rank} has on record while it goes on. */
  public Path transferState(int id, int rank) {
    return datasetDir(id).resolve("rank_" + rank + ".state_file");
  }

  /** The copy of the file map of {@code rank} that a scavenge leaves in the prefix. */
  public Path fileMap(int id, int rank) {
    return datasetDir(id).resolve("filemap_" + rank);
  }
}
