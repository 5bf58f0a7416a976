package org.scr4j.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.scr4j.cluster.RemoteShell;

/**
 * What each node said while a dataset was collected: {@code scavenge.oJOBID} and {@code
 * scavenge.eJOBID} in the dataset's metadata directory, where LLNL's commands put them. Later
 * attempts are added at the end.
 */
final class ScavengeLog {

  private final Path directory;
  private final String jobId;

  ScavengeLog(Path directory, String jobId) {
    this.directory = directory;
    this.jobId = jobId;
  }

  void add(String node, RemoteShell.Result result) throws IOException {
    if (result instanceof RemoteShell.Finished finished) {
      append("scavenge.o", node, finished.out());
      append("scavenge.e", node, finished.err());
    } else {
      append("scavenge.e", node, result + "\n");
    }
  }

  private void append(String name, String node, String text) throws IOException {
    if (text.isEmpty()) {
      return;
    }
    Files.writeString(
        directory.resolve(name + jobId),
        node + "\n" + text + (text.endsWith("\n") ? "\n" : "\n\n"),
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
