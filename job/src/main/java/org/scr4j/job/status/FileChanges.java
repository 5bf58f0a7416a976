package org.scr4j.job.status;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Waits for changes of the files in a directory. What other hosts change on a shared file system is
 * not told by it, and where the system tells of nothing at all, only time passes: so a wait is
 * never longer than a period.
 */
public final class FileChanges implements AutoCloseable {

  /** Several files change together; they are looked at together. */
  private static final Duration SETTLE = Duration.ofMillis(50);

  private static final int MOST_SETTLES = 4;

  private final Path directory;
  private final WatchService service;
  private boolean registered;

  /** Changes in {@code directory}, which need not be there yet. */
  public FileChanges(Path directory) throws IOException {
    this.directory = directory;
    this.service = directory.getFileSystem().newWatchService();
  }

  /** Waits for a change, for {@code period} at most. */
  public void await(Duration period) throws InterruptedException {
    register();
    WatchKey key = service.poll(Math.max(1, period.toMillis()), TimeUnit.MILLISECONDS);
    for (int more = 0; key != null && more < MOST_SETTLES; more++) {
      key.pollEvents();
      registered &= key.reset();
      key = service.poll(SETTLE.toMillis(), TimeUnit.MILLISECONDS);
    }
    if (key != null) {
      key.pollEvents();
      registered &= key.reset();
    }
  }

  private void register() {
    if (registered) {
      return;
    }
    try {
      directory.register(
          service,
          StandardWatchEventKinds.ENTRY_CREATE,
          StandardWatchEventKinds.ENTRY_MODIFY,
          StandardWatchEventKinds.ENTRY_DELETE);
      registered = true;
    } catch (IOException e) {
      // Not there yet, or the system has no watches left: the period passes instead.
      registered = false;
    }
  }

  @Override
  public void close() throws IOException {
    service.close();
  }
}
