package org.scr4j.redundancy;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * What went wrong with this rank's own files. A rank with a fault goes on with the communication
 * that the others expect of it, so that none waits for ever, and all learn of it at the end.
 */
final class Faults {

  /** Something to be done with this rank's own files. */
  interface Action {
    void run() throws IOException;
  }

  /** Something to be had from this rank's own files. */
  interface Source<T> {
    T get() throws IOException;
  }

  private String first = "";

  /** Does {@code action}, unless there has been a fault before. */
  void run(Action action) {
    if (none()) {
      try {
        action.run();
      } catch (IOException | IllegalArgumentException e) {
        note(e);
      }
    }
  }

  /** What {@code source} gives, or nothing after a fault. */
  <T> Optional<T> get(Source<T> source) {
    if (none()) {
      try {
        return Optional.of(source.get());
      } catch (IOException | IllegalArgumentException e) {
        note(e);
      }
    }
    return Optional.empty();
  }

  /** Keeps what the exception says, in words for people. */
  void note(Exception e) {
    String message = e.getMessage();
    String text = message == null ? "" : message;
    // The file system's own exceptions often carry the path and no more.
    first = e.getClass().getPackageName().startsWith("java.nio") ? describe(e, text) : text;
    if (first.isEmpty()) {
      first = e.toString();
    }
  }

  private static String describe(Exception e, String text) {
    String name = e.getClass().getSimpleName().replace("Exception", "");
    return text + ": " + name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }

  /** Whether nothing has gone wrong. */
  boolean none() {
    return first.isEmpty();
  }

  /** The first fault's line; empty where there is none. */
  String message() {
    return first;
  }
}
