package org.scr4j.dataset.describe;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.scr4j.kvtree.KvTree;

/**
 * Tells what kind of file a tree comes from: by its keys, and by the file's name where they leave
 * it open, as those of an empty tree do.
 */
final class Recognition {

  private record Kind(StateFileType type, Predicate<KvTree> keys, String names) {}

  /** The first that fits counts; those with more particular keys come first. */
  private static final List<Kind> KINDS =
      List.of(
          new Kind(StateFileType.OLD_SUMMARY, Recognition::oldSummary, "scr_summary\\.txt"),
          new Kind(
              StateFileType.INDEX,
              tree -> tree.has("VERSION") && (tree.has("NAME") || numbered(tree, "DSET")),
              "index(\\.[0-9]+)?\\.scr"),
          new Kind(
              StateFileType.SUMMARY,
              tree -> tree.get("DSET").isPresent() && !numbered(tree, "DSET") && has(tree, "ID"),
              "summary\\.scr"),
          new Kind(
              StateFileType.CACHE_INDEX,
              tree -> numbered(tree, "DSET") || only(tree, "CURRENT"),
              "cindex\\.scrinfo"),
          new Kind(
              StateFileType.RANK_TO_FILE,
              tree -> tree.has("LEVEL") && tree.has("RANKS"),
              "rank2file(\\.[0-9]+\\.[0-9]+)?"),
          new Kind(
              StateFileType.REDUNDANCY_FILE,
              tree -> tree.has("DESC") && tree.has("RANK"),
              ".+\\.grp_[0-9]+_of_[0-9]+\\.mem_[0-9]+_of_[0-9]+\\.redset"),
          new Kind(
              StateFileType.REDUNDANCY_DESCRIPTOR, Recognition::descriptor, ".+\\.[0-9]+\\.redset"),
          new Kind(
              StateFileType.TRANSFER_STATE,
              tree -> tree.has("TYPE") && tree.has("STATE") && tree.has("STATUS"),
              "rank_[0-9]+\\.state_file"),
          new Kind(StateFileType.TRANSFER_FILE, Recognition::orders, "transfer\\.scr(info)?"),
          new Kind(StateFileType.SHUFFLE_FILE, tree -> only(tree, "RANK"), ".+\\.shuffile"),
          new Kind(StateFileType.ENCODING_STATE, tree -> only(tree, "STATE"), ".+\\.er"),
          new Kind(StateFileType.FLUSH, tree -> only(tree, "DATASET"), "flush\\.scr"),
          new Kind(StateFileType.NODES, tree -> only(tree, "NODES"), "nodes\\.scr"),
          new Kind(StateFileType.HALT, Recognition::halt, "(.+\\.)?halt\\.scr"),
          new Kind(StateFileType.FILE_MAP, tree -> only(tree, "FILE"), "filemap_[0-9]+"));

  private Recognition() {}

  /** The kind of file that {@code tree} was read from, which is called {@code name}. */
  static StateFileType of(KvTree tree, String name) {
    for (Kind kind : KINDS) {
      if (kind.keys().test(tree)) {
        return kind.type();
      }
    }
    for (Kind kind : KINDS) {
      if (name.matches(kind.names())) {
        return kind.type();
      }
    }
    return StateFileType.KEY_VALUE;
  }

  private static boolean oldSummary(KvTree tree) {
    return tree.has("VERSION") && tree.has("CKPT") && !tree.has("DSET");
  }

  private static boolean orders(KvTree tree) {
    boolean files =
        tree.get("FILES").stream()
            .flatMap(
                below -> below.keys().stream().limit(1).flatMap(key -> below.get(key).stream()))
            .anyMatch(file -> file.has("DESTINATION"));
    return files || tree.has("COMMAND") || (tree.has("STATE") && tree.has("FLAG"));
  }

  private static boolean halt(KvTree tree) {
    return List.of("CheckpointsLeft", "ExitBefore", "ExitAfter", "HaltSeconds", "ExitReason")
        .stream()
        .anyMatch(tree::has);
  }

  private static boolean descriptor(KvTree tree) {
    return !tree.isEmpty()
        && tree.keys().stream().allMatch(Recognition::number)
        && tree.get(tree.keys().get(0), "DESC").isPresent();
  }

  private static boolean has(KvTree tree, String key) {
    return tree.get("DSET").filter(below -> below.has(key)).isPresent();
  }

  private static boolean only(KvTree tree, String key) {
    return tree.size() == 1 && tree.has(key);
  }

  /** Whether the first key below {@code key} is a number, as that of a dataset is. */
  private static boolean numbered(KvTree tree, String key) {
    Optional<String> first = tree.value(key);
    return first.filter(Recognition::number).isPresent();
  }

  private static boolean number(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
