package org.scr4j.redundancy;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Files that are being written, until it is known whether they are good. The redundancy comes under
 * its own name after the files that it stands beside: a rank that has it has everything.
 */
final class Pending implements Closeable {

  private final List<LogicalFile> files = new ArrayList<>();
  private final List<Draft> drafts = new ArrayList<>();

  LogicalFile add(LogicalFile file) {
    files.add(file);
    return file;
  }

  Draft add(Draft draft) {
    drafts.add(draft);
    return draft;
  }

  boolean isEmpty() {
    return files.isEmpty() && drafts.isEmpty();
  }

  /** Syncs everything and puts it under its own name. */
  void commit() throws IOException {
    for (LogicalFile file : files) {
      file.commit();
    }
    for (Draft draft : drafts) {
      draft.commit();
    }
  }

  /** Deletes what has not been committed. */
  @Override
  public void close() throws IOException {
    for (LogicalFile file : files) {
      file.close();
    }
    for (Draft draft : drafts) {
      draft.close();
    }
  }
}
