package org.scr4j.dataset;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.scr4j.kvtree.KvTree;

/**
 * What SCR records about one dataset; it stands in the cache index, the flush file, the index and
 * the summary. Keys: ID, NAME, FLAG_CKPT, FLAG_OUTPUT, CREATED, USER, JOBNAME, JOBID, CLUSTER,
 * CKPT, FILES, SIZE, COMPLETE; others are kept. A number that cannot be read counts as absent.
 */
public final class DatasetDescriptor {

  private static final String ID = "ID";
  private static final String NAME = "NAME";
  private static final String FLAG_CKPT = "FLAG_CKPT";
  private static final String FLAG_OUTPUT = "FLAG_OUTPUT";
  private static final String CREATED = "CREATED";
  private static final String USER = "USER";
  private static final String JOBNAME = "JOBNAME";
  private static final String JOBID = "JOBID";
  private static final String CLUSTER = "CLUSTER";
  private static final String CKPT = "CKPT";
  private static final String FILES = "FILES";
  private static final String SIZE = "SIZE";
  private static final String COMPLETE = "COMPLETE";

  private final KvTree tree;

  private DatasetDescriptor(KvTree tree) {
    this.tree = tree;
  }

  /** The descriptor in {@code tree}, as it stands in a state file. */
  public static DatasetDescriptor of(KvTree tree) {
    return new DatasetDescriptor(tree.copy());
  }

  /**
   * Who makes a dataset.
   *
   * @param user user name
   * @param jobName SCR_JOB_NAME, where set
   * @param jobId the allocation's id
   * @param cluster name of the machine, where known
   */
  public record Origin(
      String user, Optional<String> jobName, String jobId, Optional<String> cluster) {}

  /**
   * Describes a dataset that is about to be written.
   *
   * @param createdMicros microseconds since 1970
   * @param checkpointNumber which checkpoint of the job this is, from 1; nothing for pure output
   */
  public static DatasetDescriptor create(
      int id,
      String name,
      OptionalInt checkpointNumber,
      boolean output,
      long createdMicros,
      Origin origin) {
    KvTree tree = new KvTree();
    append(tree, ID, Integer.toString(id));
    append(tree, NAME, name);
    append(tree, FLAG_CKPT, checkpointNumber.isPresent() ? "1" : "0");
    append(tree, FLAG_OUTPUT, output ? "1" : "0");
    append(tree, CREATED, Long.toString(createdMicros));
    append(tree, USER, origin.user());
    origin.jobName().ifPresent(job -> append(tree, JOBNAME, job));
    append(tree, JOBID, origin.jobId());
    origin.cluster().ifPresent(cluster -> append(tree, CLUSTER, cluster));
    checkpointNumber.ifPresent(number -> append(tree, CKPT, Integer.toString(number)));
    return new DatasetDescriptor(tree);
  }

  /** This dataset once written: its number of files, its bytes, and whether all of it is there. */
  public DatasetDescriptor written(long files, long bytes, boolean complete) {
    KvTree next = tree.copy();
    replace(next, FILES, Long.toString(files));
    replace(next, SIZE, Long.toString(bytes));
    replace(next, COMPLETE, complete ? "1" : "0");
    return new DatasetDescriptor(next);
  }

  /** The dataset's number. */
  public OptionalInt id() {
    return tree.value(ID).map(Trees::id).orElse(OptionalInt.empty());
  }

  /** The name that the application gave. */
  public Optional<String> name() {
    return tree.value(NAME);
  }

  /** Whether the application can restart from it. */
  public boolean checkpoint() {
    return Trees.flag(tree, FLAG_CKPT);
  }

  /** Whether it must get to the prefix. */
  public boolean output() {
    return Trees.flag(tree, FLAG_OUTPUT);
  }

  /** Microseconds since 1970. */
  public OptionalLong createdMicros() {
    return number(CREATED);
  }

  /** Who wrote it. */
  public Optional<String> user() {
    return tree.value(USER);
  }

  /** SCR_JOB_NAME of the job that wrote it. */
  public Optional<String> jobName() {
    return tree.value(JOBNAME);
  }

  /** The allocation that wrote it. */
  public Optional<String> jobId() {
    return tree.value(JOBID);
  }

  /** The machine that it was written on. */
  public Optional<String> cluster() {
    return tree.value(CLUSTER);
  }

  /** Which checkpoint of the job it is. */
  public OptionalInt checkpointNumber() {
    return tree.value(CKPT).map(Trees::id).orElse(OptionalInt.empty());
  }

  /** Number of application files. */
  public OptionalLong files() {
    return number(FILES);
  }

  /** Bytes in all application files. */
  public OptionalLong bytes() {
    return number(SIZE);
  }

  /** Whether every rank said that its part is whole. */
  public boolean complete() {
    return Trees.flag(tree, COMPLETE);
  }

  /** A tree to put into a state file, in the order of the file that this came from. */
  public KvTree tree() {
    return tree.copy();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DatasetDescriptor that && tree.sameContent(that.tree);
  }

  @Override
  public int hashCode() {
    return tree.value(ID).hashCode();
  }

  @Override
  public String toString() {
    return "dataset "
        + tree.value(ID).orElse("without id")
        + " '"
        + tree.value(NAME).orElse("")
        + "'";
  }

  private OptionalLong number(String key) {
    try {
      return tree.longValue(key);
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static void append(KvTree tree, String key, String value) {
    KvTree holder = new KvTree();
    holder.set(value, new KvTree());
    tree.append(key, holder);
  }

  private static void replace(KvTree tree, String key, String value) {
    tree.unset(key);
    append(tree, key, value);
  }
}
