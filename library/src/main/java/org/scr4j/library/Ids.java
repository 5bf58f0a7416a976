package org.scr4j.library;

/**
 * The next numbers of datasets and checkpoints: above all that cache, index and flush file have
 * ever had, so that no number means two datasets.
 */
final class Ids {

  private int lastDataset;
  private int lastCheckpoint;

  /** Learns of numbers that are in use. */
  void seen(int dataset, int checkpoint) {
    lastDataset = Math.max(lastDataset, dataset);
    lastCheckpoint = Math.max(lastCheckpoint, checkpoint);
  }

  int nextDataset() {
    return ++lastDataset;
  }

  int nextCheckpoint() {
    return ++lastCheckpoint;
  }

  int lastDataset() {
    return lastDataset;
  }

  int lastCheckpoint() {
    return lastCheckpoint;
  }
}
