package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.StateFiles;

/**
 * The transfer file of a node, {@code transfer.scrinfo} in its control directory: what SCR's
 * transfer daemon was told to copy and how far it is. SCR 3.1 declares its keys and no longer
 * writes it; versions before AXL did. Keys: {@code FILES/<source>/} DESTINATION, SIZE, WRITTEN, and
 * BW, PERCENT, COMMAND, STATE, FLAG; others are kept. A value.
 */
public final class TransferFile {

  private static final String FILES = "FILES";
  private static final String DESTINATION = "DESTINATION";
  private static final String SIZE = "SIZE";
  private static final String WRITTEN = "WRITTEN";
  private static final String BANDWIDTH = "BW";
  private static final String PERCENT = "PERCENT";
  private static final String COMMAND = "COMMAND";
  private static final String STATE = "STATE";
  private static final String FLAG = "FLAG";
  private static final String DONE = "DONE";

  private final KvTree tree;

  private TransferFile(KvTree tree) {
    this.tree = tree;
  }

  /**
   * One file to copy.
   *
   * @param source where it is
   * @param destination where it goes
   * @param bytes its size
   * @param written how much of it is there
   */
  public record Item(
      String source, Optional<String> destination, OptionalLong bytes, OptionalLong written) {}

  /** The transfer in {@code tree}. */
  public static TransferFile of(KvTree tree) {
    return new TransferFile(tree.copy());
  }

  /** The transfer in {@code file}; nothing where there is no such file. */
  public static Optional<TransferFile> read(StateFiles files, Path file) throws IOException {
    return files.read(file).map(TransferFile::new);
  }

  /** The files, in the order of the file. */
  public List<Item> files() {
    List<Item> found = new ArrayList<>();
    for (KvTree.Entry entry : tree.get(FILES).orElseGet(KvTree::new).entries()) {
      found.add(
          new Item(
              entry.key(),
              entry.tree().value(DESTINATION),
              Trees.lenientNumber(entry.tree(), SIZE),
              Trees.lenientNumber(entry.tree(), WRITTEN)));
    }
    return found;
  }

  /** What the daemon was told: RUN, STOP or EXIT. */
  public Optional<String> command() {
    return tree.value(COMMAND);
  }

  /** What the daemon does: RUNNING, STOPPED or EXITING. */
  public Optional<String> state() {
    return tree.value(STATE);
  }

  /** Whether the daemon has copied everything. */
  public boolean done() {
    return tree.get(FLAG, DONE).isPresent();
  }

  /** The bandwidth that the daemon may use, in bytes a second. */
  public OptionalDouble bandwidth() {
    return decimal(BANDWIDTH);
  }

  /** The share of time that the daemon may be busy, in percent. */
  public OptionalDouble percent() {
    return decimal(PERCENT);
  }

  /** The tree to store. */
  public KvTree tree() {
    return tree.copy();
  }

  private OptionalDouble decimal(String key) {
    try {
      Optional<String> text = tree.value(key);
      return text.isEmpty()
          ? OptionalDouble.empty()
          : OptionalDouble.of(Double.parseDouble(text.get()));
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }
}
