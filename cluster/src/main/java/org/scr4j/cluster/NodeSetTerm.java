package org.scr4j.cluster;

import java.util.ArrayList;
import java.util.List;

/** One name with brackets: texts and the numbers between them, as it is being read. */
final class NodeSetTerm {

  /** A term that stands for too much; the message has no position yet. */
  static final class TooLargeException extends Exception {
    private static final long serialVersionUID = 1L;

    TooLargeException(String message) {
      super(message);
    }
  }

  private final List<String> texts = new ArrayList<>();
  private final List<List<NumberRange>> numbers = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private int length;

  /** What stands side by side at the end and makes up one number; empty after a text. */
  private List<NumberRange> open = List.of();

  private void closeNumber() {
    if (!open.isEmpty()) {
      texts.add(text.toString());
      text.setLength(0);
      numbers.add(open.stream().flatMap(range -> range.byZeros().stream()).toList());
      open = List.of();
    }
  }

  void text(char c) throws TooLargeException {
    closeNumber();
    if (++length > NodeName.MAX_LENGTH) {
      throw new TooLargeException(
          "a node name has more than " + NodeName.MAX_LENGTH + " characters");
    }
    text.append(c);
  }

  void digits(String digits) throws TooLargeException {
    if (digits.length() > NodeName.MAX_DIGITS && open.isEmpty()) {
      length += digits.length();
      text.append(digits);
    } else if (digits.length() > NodeName.MAX_DIGITS) {
      throw new TooLargeException("a number has more than " + NodeName.MAX_DIGITS + " digits");
    } else {
      long value = Long.parseLong(digits);
      number(List.of(new NumberRange(digits.length(), value, value)));
    }
  }

  void number(List<NumberRange> ranges) throws TooLargeException {
    if (open.isEmpty() && text.length() > 0 && NodeName.isDigit(text.charAt(text.length() - 1))) {
      throw new TooLargeException("a number has more than " + NodeName.MAX_DIGITS + " digits");
    }
    open = open.isEmpty() ? ranges : NumberRange.concatenate(open, ranges);
  }

  /** Adds every name of this term, the last number running fastest. */
  void addTo(NodeSetBuilder builder) throws TooLargeException {
    closeNumber();
    texts.add(text.toString());
    int last = numbers.size() - 1;
    while (last > 0 && count(numbers.get(last)) == 1) {
      last--;
    }
    int pivot = builder.pivotFor(NodeName.shape(texts), last);
    long pieces = pivot == last ? numbers.get(last).size() : count(numbers.get(last));
    for (int i = 0; i < last; i++) {
      pieces = product(pieces, count(numbers.get(i)));
    }
    if (!builder.spend(pieces)) {
      throw tooMany();
    }
    expand(builder, new ArrayList<>(), pivot == last ? last : numbers.size(), pivot);
  }

  /** Goes through all values of the numbers before {@code runsFrom}, and adds runs there. */
  private void expand(NodeSetBuilder builder, List<String> chosen, int runsFrom, int pivot) {
    int depth = chosen.size();
    if (depth == numbers.size()) {
      builder.add(new NodeName(texts, chosen).run(pivot));
      return;
    }
    if (depth == runsFrom) {
      addRuns(builder, chosen, pivot);
      return;
    }
    for (NumberRange range : numbers.get(depth)) {
      for (long value = range.low(); value <= range.high(); value++) {
        chosen.add(NodeRun.digits(value, range.width()));
        expand(builder, chosen, runsFrom, pivot);
        chosen.remove(depth);
      }
    }
  }

  /** All numbers behind the pivot have one value. */
  private void addRuns(NodeSetBuilder builder, List<String> before, int pivot) {
    List<String> chosen = new ArrayList<>(before);
    for (int i = pivot; i < numbers.size(); i++) {
      NumberRange first = numbers.get(i).get(0);
      chosen.add(NodeRun.digits(first.low(), first.width()));
    }
    NodeRun frame = new NodeName(texts, chosen).run(pivot);
    for (NumberRange range : numbers.get(pivot)) {
      builder.add(
          new NodeRun(frame.prefix(), range.width(), frame.suffix(), range.low(), range.high()));
    }
  }

  static long count(List<NumberRange> ranges) {
    long sum = 0;
    for (NumberRange range : ranges) {
      sum = Math.min(Long.MAX_VALUE / 2, sum + range.count());
    }
    return sum;
  }

  /** The product, or the largest number where it is larger than that. */
  static long product(long one, long other) {
    return Math.multiplyHigh(one, other) != 0 || one * other < 0 ? Long.MAX_VALUE : one * other;
  }

  static TooLargeException tooMany() {
    return new TooLargeException(
        "more than " + NodeSetBuilder.MAX_PIECES + " separate ranges up to here; name fewer nodes");
  }
}
