package org.scr4j.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A configuration file, taken apart but not understood.
 *
 * <p>{@code NAME = value}, one a line. A value goes to the end of the line, so that it may hold
 * blanks and {@code =}. Lines that start with STORE, CKPT, GROUPS, CNTLDIR, CACHEDIR or CACHE hold
 * several {@code KEY=value} pairs between blanks. {@code #} at the start of a word starts a
 * comment. A backslash takes the special meaning from the character behind it. Names are in either
 * case.
 *
 * @param exists whether there is such a file; one that is absent has no lines
 */
record ConfigFile(Path path, boolean exists, List<Line> lines) {

  static final Set<String> DESCRIPTORS =
      Set.of("STORE", "CKPT", "GROUPS", "CNTLDIR", "CACHEDIR", "CACHE");

  /** A key, in capitals, and its value as it stands in the file. */
  record Pair(String key, String value) {}

  /**
   * One line.
   *
   * @param number counted from 1
   * @param rest the pairs behind the first one, on a line of a descriptor
   */
  record Line(int number, Pair first, List<Pair> rest) {}

  /**
   * Reads {@code path}.
   *
   * @throws ConfigException if it is there and cannot be read, or a line cannot be understood
   */
  static ConfigFile read(Path path) throws ConfigException {
    if (Files.notExists(path)) {
      return new ConfigFile(path, false, List.of());
    }
    try {
      return parse(path, new String(Files.readAllBytes(path), StandardCharsets.UTF_8));
    } catch (ConfigException e) {
      throw e;
    } catch (IOException e) {
      if (isBelowFile(path)) {
        // What uses the prefix says that it is no directory.
        return new ConfigFile(path, false, List.of());
      }
      throw new ConfigException("cannot read configuration file " + path + ": " + why(e), e);
    }
  }

  private static boolean isBelowFile(Path path) {
    for (Path above = path.getParent(); above != null; above = above.getParent()) {
      if (Files.isRegularFile(above)) {
        return true;
      }
    }
    return false;
  }

  private static String why(IOException fault) {
    if (fault instanceof AccessDeniedException) {
      return "permission denied";
    }
    return fault instanceof FileSystemException file && file.getReason() != null
        ? file.getReason()
        : String.valueOf(fault.getMessage());
  }

  static ConfigFile parse(Path path, String text) throws ConfigException {
    List<Line> lines = new ArrayList<>();
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      number++;
      List<Pair> pairs = new LineParser(path, number, line).pairs();
      if (!pairs.isEmpty()) {
        lines.add(new Line(number, pairs.get(0), List.copyOf(pairs.subList(1, pairs.size()))));
      }
    }
    return new ConfigFile(path, true, List.copyOf(lines));
  }

  /** The last line that sets {@code key}: the one that counts. */
  Optional<Line> last(String key) {
    for (int at = lines.size() - 1; at >= 0; at--) {
      if (lines.get(at).first().key().equals(key)) {
        return Optional.of(lines.get(at));
      }
    }
    return Optional.empty();
  }

  /** The lines of descriptors called {@code key}, in their order. */
  List<Line> all(String key) {
    List<Line> all = new ArrayList<>();
    for (Line line : lines) {
      if (line.first().key().equals(key)) {
        all.add(line);
      }
    }
    return all;
  }

  Origin.File origin(Line line) {
    return new Origin.File(path, line.number());
  }

  /** Reads one line from left to right. */
  private static final class LineParser {
    private final Path path;
    private final int number;
    private final String line;
    private int at;

    LineParser(Path path, int number, String line) {
      this.path = path;
      this.number = number;
      this.line = line;
    }

    List<Pair> pairs() throws ConfigException {
      List<Pair> pairs = new ArrayList<>();
      skipBlanks();
      while (at < line.length() && line.charAt(at) != '#') {
        String key = key();
        boolean several = !pairs.isEmpty() || DESCRIPTORS.contains(key);
        String value = several ? word() : toEnd();
        if (value.isEmpty()) {
          throw fault(key + " has no value");
        }
        pairs.add(new Pair(key, value));
        skipBlanks();
      }
      return pairs;
    }

    private String key() throws ConfigException {
      int start = at;
      while (at < line.length() && !blank(at) && line.charAt(at) != '=') {
        at++;
      }
      String key = line.substring(start, at).toUpperCase(Locale.ROOT);
      skipBlanks();
      if (key.isEmpty()) {
        throw fault("a value without a name");
      }
      if (at == line.length() || line.charAt(at) != '=') {
        throw fault("expected NAME=value, but no '=' follows " + key);
      }
      at++;
      skipBlanks();
      return key;
    }

    /** The value up to the next blank. */
    private String word() {
      int start = at;
      if (at < line.length() && line.charAt(at) == '#') {
        return "";
      }
      while (at < line.length() && !blank(at)) {
        at += line.charAt(at) == '\\' && at + 1 < line.length() ? 2 : 1;
      }
      return line.substring(start, at);
    }

    /** The value up to a comment or the end of the line, without the blanks before that. */
    private String toEnd() {
      int start = at;
      int end = at;
      String word = word();
      while (!word.isEmpty()) {
        end = at;
        skipBlanks();
        word = word();
      }
      return line.substring(start, end);
    }

    private void skipBlanks() {
      while (at < line.length() && blank(at)) {
        at++;
      }
    }

    private boolean blank(int index) {
      char c = line.charAt(index);
      return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\uFEFF';
    }

    private ConfigException fault(String what) {
      return new ConfigException(path + ":" + number + ": " + what);
    }
  }
}
