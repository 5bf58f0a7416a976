package org.scr4j.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.scr4j.cluster.FoldedOutput;
import org.scr4j.cluster.NodeSet;
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

  /** Adds what {@code nodes} said; equal texts of several of them stand there once. */
  void add(NodeSet nodes, Map<String, RemoteShell.Result> results) throws IOException {
    Map<String, String> out = new LinkedHashMap<>();
    Map<String, String> err = new LinkedHashMap<>();
    for (String node : nodes) {
      RemoteShell.Result result = results.get(node);
      if (result instanceof RemoteShell.Finished finished) {
        out.put(node, finished.out());
        err.put(node, finished.err());
      } else {
        err.put(node, result + "\n");
      }
    }
    append("scavenge.o", out);
    append("scavenge.e", err);
  }

  private void append(String name, Map<String, String> texts) throws IOException {
    StringBuilder all = new StringBuilder();
    for (FoldedOutput.Fold fold : FoldedOutput.fold(texts)) {
      String text = fold.text();
      if (!text.isEmpty()) {
        all.append(fold.nodes().compressed()).append('\n').append(text);
        all.append(text.endsWith("\n") ? "\n" : "\n\n");
      }
    }
    if (all.length() > 0) {
      Files.writeString(
          directory.resolve(name + jobId),
          all,
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }
}
