package org.scr4j.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * A name taken apart into texts and the numbers between them: {@code texts} has one more element
 * than {@code numbers}. Digits that do not fit into a {@code long} count as text.
 */
record NodeName(List<String> texts, List<String> numbers) {

  /** The longest number; any of 18 digits fits into a {@code long} with room to spare. */
  static final int MAX_DIGITS = 18;

  /** The longest name, apart from its brackets; that of a host has 253 characters at most. */
  static final int MAX_LENGTH = 255;

  static NodeName split(String name) {
    List<String> texts = new ArrayList<>();
    List<String> numbers = new ArrayList<>();
    int textStart = 0;
    int at = 0;
    while (at < name.length()) {
      int end = at;
      while (end < name.length() && isDigit(name.charAt(end))) {
        end++;
      }
      if (end > at && end - at <= MAX_DIGITS) {
        texts.add(name.substring(textStart, at));
        numbers.add(name.substring(at, end));
        textStart = end;
      }
      at = Math.max(end, at + 1);
    }
    texts.add(name.substring(textStart));
    return new NodeName(texts, numbers);
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** The same for all names that differ in numbers only. */
  static String shape(List<String> texts) {
    return String.join("\0", texts);
  }

  String shape() {
    return shape(texts);
  }

  /** This name as a run of one, whose number is the one at {@code pivot}; -1 for none. */
  NodeRun run(int pivot) {
    if (pivot < 0) {
      return new NodeRun(texts.get(0), NodeRun.NO_NUMBER, "", 0, 0);
    }
    String digits = numbers.get(pivot);
    long value = Long.parseLong(digits);
    int width = digits.length() > 1 && digits.charAt(0) == '0' ? digits.length() : NodeRun.PLAIN;
    return new NodeRun(join(0, pivot), width, join(pivot + 1, numbers.size()), value, value);
  }

  /** Text, number, text ... from text {@code from} to text {@code to}, inclusive. */
  private String join(int from, int to) {
    StringBuilder joined = new StringBuilder(texts.get(from));
    for (int i = from; i < to; i++) {
      joined.append(numbers.get(i)).append(texts.get(i + 1));
    }
    return joined.toString();
  }

  /** The last number in which this name differs from one of the same shape; -1 for none. */
  int lastDifference(NodeName other) {
    for (int i = numbers.size() - 1; i >= 0; i--) {
      if (!numbers.get(i).equals(other.numbers.get(i))) {
        return i;
      }
    }
    return -1;
  }
}
