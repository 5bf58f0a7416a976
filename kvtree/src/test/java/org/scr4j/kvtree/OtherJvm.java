package org.scr4j.kvtree;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What tests do in a process of its own. */
final class OtherJvm {

  private OtherJvm() {}

  /** Runs {@link #main} in another JVM of the same release. */
  static Process start(List<String> jvmOptions, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(OtherJvm.class.getName());
    command.addAll(Arrays.asList(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Adds one to COUNT in {@code file} so many {@code times}, as the tests' own threads do. */
  static void count(StateFiles files, Path file, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      files.update(
          file,
          tree -> {
            tree.setValue("COUNT", tree.longValue("COUNT").orElse(0) + 1);
            return null;
          });
    }
  }

  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[1]);
    switch (arguments[0]) {
      case "count" -> {
        LockKind kind = LockKind.parse(arguments[2]);
        StateFiles files = new StateFiles(kind, line -> System.out.println("warning: " + line));
        count(files, file, Integer.parseInt(arguments[3]));
        System.out.println(
            "read " + files.readLocked(file).orElseThrow().value("COUNT").orElseThrow());
      }
      case "hold" -> hold(file);
      case "try" -> {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock()) {
          System.out.println(lock == null ? "refused" : "granted");
        }
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void hold(Path file) throws IOException {
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = channel.lock();
        BufferedReader in =
            new BufferedReader(new java.io.InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println(lock.isValid() ? "held" : "not held");
      in.readLine();
    }
  }
}
