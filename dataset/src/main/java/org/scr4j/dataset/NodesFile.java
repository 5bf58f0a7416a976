package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.StateFiles;

/** The nodes file, {@code .scr/nodes.scr}: how many nodes the last run used. */
public final class NodesFile {

  private static final String NODES = "NODES";

  private final StateFiles files;
  private final Path path;

  /** The nodes file at {@code path}, present or not. */
  public NodesFile(StateFiles files, Path path) {
    this.files = files;
    this.path = path;
  }

  /** The number of nodes; nothing where there is no file or no number in it. */
  public OptionalLong read() throws IOException {
    Optional<KvTree> tree = files.read(path);
    return tree.isPresent() ? Trees.number(tree.get(), NODES, path) : OptionalLong.empty();
  }

  /** The number of nodes in the tree of a nodes file; nothing where it holds no number. */
  public static OptionalLong nodes(KvTree tree) {
    return Trees.lenientNumber(tree, NODES);
  }

  /** Records {@code nodes}. */
  public void write(long nodes) throws IOException {
    KvTree tree = new KvTree();
    tree.setValue(NODES, nodes);
    Files.createDirectories(path.toAbsolutePath().getParent());
    files.write(path, tree);
  }
}
