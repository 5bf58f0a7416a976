package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.StateFiles;

/**
 * What LLNL's AXL records of one rank's transfer in the background, {@code
 * .scr/scr.dataset.N/rank_R.state_file} in the prefix. It is there from the start of the transfer
 * until it has ended, and what it names may be unfinished. Keys: NAME, TYPE, STATE, STATUS, {@code
 * FILE/<source>/} DEST, STATUS, CRC, SIZE; others are kept. A number that cannot be read counts as
 * unknown. A value.
 */
public final class TransferState {

  private static final String NAME = "NAME";
  private static final String TYPE = "TYPE";
  private static final String STATE = "STATE";
  private static final String STATUS = "STATUS";
  private static final String FILE = "FILE";
  private static final String DESTINATION = "DEST";
  private static final String CRC = "CRC";
  private static final String SIZE = "SIZE";

  /** What AXL puts behind the name of a file until all of it is there; a handle may follow it. */
  private static final String UNFINISHED = "._AXL";

  private final KvTree tree;

  private TransferState(KvTree tree) {
    this.tree = tree;
  }

  /** How the files are copied, in the order of AXL's numbers from 0. */
  public enum Method {
    /** AXL's number for no method. */
    NONE,
    /** What AXL chooses. */
    DEFAULT,
    /** By the process itself. */
    SYNC,
    /** By a daemon; not used any more. */
    DAEMON,
    /** Cray DataWarp. */
    DATAWARP,
    /** IBM's burst buffer interface. */
    BBAPI,
    /** The machine's own. */
    NATIVE,
    /** By threads of the process. */
    PTHREAD,
    /** As the state file says. */
    STATE_FILE,
    /** Not recorded, or a number that AXL does not have. */
    UNKNOWN
  }

  /** How far the whole transfer is, in the order of AXL's numbers from 0. */
  public enum Stage {
    /** AXL's number for no state. */
    NONE,
    /** Files are being listed. */
    CREATED,
    /** Under way. */
    DISPATCHED,
    /** Under way, and the application waits for it. */
    WAITING,
    /** Ended; {@link #status} says how. */
    COMPLETED,
    /** Called off. */
    CANCELLED,
    /** Not recorded, or a number that AXL does not have. */
    UNKNOWN
  }

  /** Where the bytes are, of one file or of all, in the order of AXL's numbers from 0. */
  public enum Status {
    /** AXL's number for no status. */
    NONE,
    /** At the source only. */
    SOURCE,
    /** On their way. */
    IN_PROGRESS,
    /** At the destination. */
    DESTINATION,
    /** The copy failed. */
    FAILED,
    /** Not recorded, or a number that AXL does not have. */
    UNKNOWN
  }

  /**
   * One file.
   *
   * @param source where it is
   * @param destination where it goes: while on its way, under a temporary name
   * @param status where its bytes are
   * @param bytes its size, where recorded
   * @param crc CRC-32 of its contents, where recorded
   */
  public record Item(
      String source,
      Optional<String> destination,
      Status status,
      OptionalLong bytes,
      OptionalInt crc) {

    /** The name that the file has once all of it is there. */
    public Optional<String> finalDestination() {
      return destination.map(
          path -> {
            int end = path.lastIndexOf(UNFINISHED);
            return end > path.lastIndexOf('/') ? path.substring(0, end) : path;
          });
    }
  }

  /**
   * A transfer that begins, by threads of the process: nothing has been copied.
   *
   * @param name the dataset's
   * @param destinations where each file goes, by where it is; in this order
   * @param metas size, mode, owner and times of each, by where it is
   */
  static TransferState begun(
      String name, Map<String, String> destinations, Map<String, FileMeta> metas) {
    KvTree tree = new KvTree();
    tree.setValue(NAME, name);
    tree.setValue(TYPE, number(Method.values(), Method.PTHREAD));
    tree.setValue(STATE, number(Stage.values(), Stage.DISPATCHED));
    tree.setValue(STATUS, number(Status.values(), Status.IN_PROGRESS));
    destinations.forEach(
        (source, destination) -> {
          KvTree file = tree.child(FILE, source);
          file.merge(metas.get(source).attributes());
          file.setValue(DESTINATION, destination);
          file.setValue(STATUS, number(Status.values(), Status.SOURCE));
        });
    return new TransferState(tree);
  }

  /** The state in {@code tree}. */
  public static TransferState of(KvTree tree) {
    return new TransferState(tree.copy());
  }

  /**
   * The state in {@code file}; nothing where there is no such file.
   *
   * @throws org.scr4j.kvtree.CorruptTreeException naming the file, if it is damaged
   */
  public static Optional<TransferState> read(StateFiles files, Path file) throws IOException {
    return files.read(file).map(TransferState::new);
  }

  /** Puts the state into {@code file}. */
  public void write(StateFiles files, Path file) throws IOException {
    files.write(file, tree);
  }

  /** The transfer's name: SCR uses the dataset's. */
  public Optional<String> name() {
    return tree.value(NAME);
  }

  /** How the files are copied. */
  public Method method() {
    return numbered(Method.values(), tree, TYPE);
  }

  /** How far the transfer is. */
  public Stage stage() {
    return numbered(Stage.values(), tree, STATE);
  }

  /** Where the bytes of all files are. */
  public Status status() {
    return numbered(Status.values(), tree, STATUS);
  }

  /** The files, in the order of the file. */
  public List<Item> files() {
    List<Item> found = new ArrayList<>();
    for (KvTree.Entry entry : tree.get(FILE).orElseGet(KvTree::new).entries()) {
      found.add(
          new Item(
              entry.key(),
              entry.tree().value(DESTINATION),
              numbered(Status.values(), entry.tree(), STATUS),
              Trees.lenientNumber(entry.tree(), SIZE),
              Trees.lenientCrc(entry.tree(), CRC)));
    }
    return found;
  }

  /** This state with another status of one file. */
  public TransferState withStatus(String source, Status status) {
    KvTree next = tree.copy();
    next.child(FILE, source).setValue(STATUS, number(Status.values(), status));
    return new TransferState(next);
  }

  /** This state with another stage and status of the whole. */
  public TransferState with(Stage stage, Status status) {
    KvTree next = tree.copy();
    next.setValue(STATUS, number(Status.values(), status));
    next.setValue(STATE, number(Stage.values(), stage));
    return new TransferState(next);
  }

  /** The tree to store. */
  public KvTree tree() {
    return tree.copy();
  }

  private static <T> int number(T[] constants, T constant) {
    int number = List.of(constants).indexOf(constant);
    if (number == constants.length - 1) {
      throw new IllegalArgumentException(constant + " cannot be recorded");
    }
    return number;
  }

  /** The constant with the number below {@code key}; the last one where there is none. */
  private static <T> T numbered(T[] constants, KvTree tree, String key) {
    OptionalLong number = Trees.lenientNumber(tree, key);
    boolean known =
        number.isPresent() && number.getAsLong() >= 0 && number.getAsLong() < constants.length - 1L;
    return constants[known ? (int) number.getAsLong() : constants.length - 1];
  }
}
