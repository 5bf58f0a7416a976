package org.scr4j.redundancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A dataset with all that belongs to it, as if every node had been scavenged. */
final class Collected {

  static final String NAME = "reddesc.er";

  private final Job job;
  private final Path prefix;
  private final Map<String, byte[]> whole;

  private Collected(Job job, Path prefix) throws IOException {
    this.job = job;
    this.prefix = prefix;
    Files.createDirectories(data(""));
    Files.createDirectories(redundancy(""));
    for (int rank = 0; rank < job.size(); rank++) {
      for (String name : job.files(rank)) {
        Files.copy(job.path(rank, name), data(Path.of(name).getFileName().toString()));
      }
      try (Stream<Path> all = Files.list(job.path(rank, Job.PREFIX).getParent())) {
        for (Path file : all.toList()) {
          String name = file.getFileName().toString();
          if (name.endsWith(".redset") && !Files.exists(redundancy(name))) {
            Files.copy(file, redundancy(name));
          }
        }
      }
    }
    this.whole = found();
  }

  /** Encodes the files of {@code job} and brings everything below {@code prefix}. */
  static Collected of(Job job, Scheme scheme, Path prefix) throws IOException {
    job.apply(scheme);
    return new Collected(job, prefix);
  }

  Path data(String name) {
    return prefix.resolve("ckpt").resolve(name);
  }

  Path redundancy(String name) {
    return prefix.resolve("hidden").resolve(name);
  }

  Path locate(int rank, String recorded) {
    assertThat(recorded).startsWith(Job.DATASET + "/");
    return data(Path.of(recorded).getFileName().toString());
  }

  Map<String, byte[]> found() throws IOException {
    Map<String, byte[]> found = new TreeMap<>();
    try (Stream<Path> all = Files.walk(prefix)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        found.put(prefix.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return found;
  }

  /** What the node of the rank had, except the descriptor, which LLNL's does not make anew. */
  void lose(int rank) throws IOException {
    for (String name : job.files(rank)) {
      Files.deleteIfExists(data(Path.of(name).getFileName().toString()));
    }
    try (Stream<Path> all = Files.list(redundancy(""))) {
      for (Path file : all.toList()) {
        if (file.getFileName().toString().matches(NAME + "\\." + rank + "\\.[a-z].*_of.*")) {
          Files.delete(file);
        }
      }
    }
  }

  void lose(boolean[] ranks) throws IOException {
    for (int rank = 0; rank < ranks.length; rank++) {
      if (ranks[rank]) {
        lose(rank);
      }
    }
  }

  List<SetReport> rebuild(int parallel) throws IOException {
    return SerialRebuild.rebuild(redundancy(""), NAME, this::locate, parallel);
  }

  /** Everything is there, and nothing else. */
  void assertWhole(String when) throws IOException {
    Map<String, byte[]> found = found();
    assertThat(found.keySet()).as(when).isEqualTo(whole.keySet());
    found.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(whole.get(name)));
  }
}
