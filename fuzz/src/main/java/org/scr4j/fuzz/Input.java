package org.scr4j.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.scr4j.kvtree.KvTree;

/** What a target is fed, in the shape that its parser takes. */
public final class Input {

  private static final int DEEPEST = 12;

  private final byte[] bytes;

  /** An input of these bytes, which nobody changes. */
  public Input(byte[] bytes) {
    this.bytes = bytes;
  }

  /** As they are. */
  public byte[] bytes() {
    return bytes;
  }

  /** As programs' output is read: UTF-8, with a mark in place of what is none. */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Its lines without their ends. */
  public List<String> lines() {
    return text().lines().toList();
  }

  /** Each line is one argument of a command. */
  public List<String> words() {
    return lines();
  }

  /** Each line is {@code NAME=value}; others are passed over. */
  public Map<String, String> variables() {
    Map<String, String> variables = new HashMap<>();
    for (String line : lines()) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        variables.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return variables;
  }

  /** One of so many choices, by the first byte: for what takes more than one text. */
  public int choice(int among) {
    return bytes.length == 0 ? 0 : Byte.toUnsignedInt(bytes[0]) % among;
  }

  /** An input with {@code choice} in front, as {@link #choice} and {@link #rest} take it apart. */
  static Input chosen(int choice, byte[] rest) {
    byte[] bytes = new byte[rest.length + 1];
    bytes[0] = (byte) choice;
    System.arraycopy(rest, 0, bytes, 1, rest.length);
    return new Input(bytes);
  }

  /** What stands behind {@link #choice}. */
  public Input rest() {
    return new Input(Arrays.copyOfRange(bytes, Math.min(1, bytes.length), bytes.length));
  }

  /**
   * A tree: each line a key, below the nearest line before it that has fewer blanks in front. Far
   * more of what a fuzzer makes of it is a tree than of what it makes of a packed one.
   */
  public KvTree tree() {
    List<KvTree> open = new ArrayList<>(List.of(new KvTree()));
    for (String line : lines()) {
      int depth = 0;
      while (depth < line.length() && depth < DEEPEST && line.charAt(depth) == ' ') {
        depth++;
      }
      int level = Math.min(depth, open.size() - 1);
      open.subList(level + 1, open.size()).clear();
      open.add(open.get(level).child(line.substring(depth).replace("\0", "")));
    }
    return open.get(0);
  }
}
