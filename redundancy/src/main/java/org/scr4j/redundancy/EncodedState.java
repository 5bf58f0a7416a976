package org.scr4j.redundancy;

import java.io.IOException;
import java.nio.file.Path;
import org.scr4j.kvtree.KvTree;

/** er's record, one a node, of whether everything under a prefix was encoded: {@code P.er}. */
enum EncodedState {
  /** No record. */
  UNKNOWN(0),
  /** Begun and not ended. */
  CORRUPT(1),
  /** Every rank has its redundancy. */
  ENCODED(2);

  private static final String SUFFIX = ".er";
  private static final String KEY = "STATE";

  private final int code;

  EncodedState(int code) {
    this.code = code;
  }

  static Path path(Area area) {
    return area.own(SUFFIX);
  }

  static EncodedState read(Area area) throws IOException {
    String stored = area.read(path(area)).value(KEY).orElse("");
    for (EncodedState state : values()) {
      if (stored.equals(Integer.toString(state.code))) {
        return state;
      }
    }
    return UNKNOWN;
  }

  void write(Area area) throws IOException {
    KvTree tree = new KvTree();
    tree.setValue(KEY, code);
    area.write(path(area), tree);
  }
}
