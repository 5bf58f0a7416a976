package org.scr4j.config;

import java.nio.file.Path;

/**
 * The storage of one node, as the processes on it see it.
 *
 * <p>State files name cache files by the path that they have <em>on their node</em>, {@code
 * /dev/shm/user/scr.38/...}. A real node has that path; a virtual node keeps its storage below a
 * root of its own. {@code SCR_STORAGE_ROOT} names that root for the processes of a virtual node and
 * is unset everywhere else, so that the names in all files are the same on both.
 *
 * @param root where the node's {@code /} is; {@code /} itself on a real node
 */
public record NodeStorage(Path root) {

  /** A real node: every path is what it says. */
  public static final NodeStorage REAL = new NodeStorage(Path.of("/"));

  /** Checks that {@code root} is absolute. */
  public NodeStorage {
    if (!root.isAbsolute()) {
      throw new IllegalArgumentException("the root of a node's storage must be absolute: " + root);
    }
    root = root.normalize();
  }

  /**
   * Where the file is that is called {@code path} on the node.
   *
   * @param path absolute, as it stands in a state file
   * @throws IllegalArgumentException if it is not absolute or climbs above the root
   */
  public Path physical(String path) {
    Path logical = Path.of(path);
    if (!logical.isAbsolute()) {
      throw new IllegalArgumentException("not an absolute path: " + path);
    }
    Path normal = logical.normalize();
    Path top = normal.getRoot();
    Path found = root.resolve(top.relativize(normal)).normalize();
    if (!found.startsWith(root)) {
      throw new IllegalArgumentException("outside the node's storage: " + path);
    }
    return found;
  }

  /**
   * What a file below the root is called on the node.
   *
   * @throws IllegalArgumentException if {@code file} is not below the root
   */
  public String logical(Path file) {
    Path normal = file.toAbsolutePath().normalize();
    if (!normal.startsWith(root)) {
      throw new IllegalArgumentException(file + " is not on this node, whose storage is " + root);
    }
    return "/" + root.relativize(normal);
  }
}
