package org.scr4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.KvTreeCodec;
import org.scr4j.kvtree.KvTreeLimits;
import org.scr4j.kvtree.LockKind;
import org.scr4j.kvtree.StateFiles;

/** Files that LLNL's SCR wrote; tests that need them are skipped where they are not at hand. */
final class Reference {

  /** Keys whose values are times, which the operation under test sets itself. */
  private static final Set<String> TIMES =
      Set.of(
          "FLUSHED",
          "ATIME_SECS",
          "ATIME_NSECS",
          "CTIME_SECS",
          "CTIME_NSECS",
          "MTIME_SECS",
          "MTIME_NSECS");

  private Reference() {}

  static Path path(String name) {
    String set = System.getProperty("SCR4J_REFERENCE", System.getenv("SCR4J_REFERENCE"));
    Path root =
        set != null ? Path.of(set) : Path.of("").toAbsolutePath().resolve("../../shared/reference");
    Assumptions.assumeTrue(
        Files.isDirectory(root.resolve(name)) || Files.isRegularFile(root.resolve(name)),
        () -> "no reference files at " + root + " (set SCR4J_REFERENCE)");
    return root.resolve(name).normalize();
  }

  static StateFiles stateFiles() {
    return new StateFiles(LockKind.FLOCK, message -> fail("unexpected warning: " + message));
  }

  static KvTree tree(Path file) throws IOException {
    return KvTreeCodec.fromFile(Files.readAllBytes(file), KvTreeLimits.DEFAULT).tree();
  }

  /** All files below {@code directory} that match {@code name}. */
  static List<Path> find(Path directory, String name) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(path -> Files.isRegularFile(path))
          .filter(path -> path.getFileName().toString().matches(name))
          .sorted()
          .toList();
    }
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.write(target, Files.readAllBytes(path));
        }
      }
    }
  }

  /** Every name below both is the same, and so are the contents but for times. */
  static void assertSamePrefix(Path actual, Path expected) throws IOException {
    assertSamePrefix(actual, expected, name -> true);
  }

  /** As the other, for the names that {@code compared} takes. */
  static void assertSamePrefix(Path actual, Path expected, Predicate<String> compared)
      throws IOException {
    Set<String> names = names(expected);
    names.removeIf(compared.negate());
    Set<String> found = names(actual);
    found.removeIf(compared.negate());
    assertThat(found).isEqualTo(names);
    for (String name : names) {
      Path mine = actual.resolve(name);
      Path theirs = expected.resolve(name);
      if (Files.mismatch(mine, theirs) >= 0) {
        assertThat(isTree(theirs)).as("%s differs and is no tree", name).isTrue();
        KvTree a = timeless(tree(mine));
        KvTree b = timeless(tree(theirs));
        assertThat(a.sameContent(b))
            .as("%s is%n%s%ninstead of%n%s", name, tree(mine), tree(theirs))
            .isTrue();
      }
    }
  }

  private static Set<String> names(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(path -> Files.isRegularFile(path))
          .map(path -> directory.relativize(path).toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static boolean isTree(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return KvTreeCodec.fromFile(bytes, KvTreeLimits.DEFAULT).length() == bytes.length;
    } catch (IOException e) {
      throw new UncheckedIOException(file + " is no tree", e);
    }
  }

  private static KvTree timeless(KvTree tree) {
    KvTree copy = new KvTree();
    for (KvTree.Entry entry : tree.entries()) {
      copy.append(entry.key(), TIMES.contains(entry.key()) ? new KvTree() : timeless(entry.tree()));
    }
    return copy;
  }
}
