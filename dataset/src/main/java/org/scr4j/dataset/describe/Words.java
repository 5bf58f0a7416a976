package org.scr4j.dataset.describe;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.scr4j.dataset.DatasetDescriptor;

/** Numbers, times and names in words. */
final class Words {

  private Words() {}

  /** {@code 1 file}, {@code 2 files}. */
  static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  /** {@code text} between quotes, on one line whatever is in it. */
  static String quoted(String text) {
    return "'" + oneLine(text) + "'";
  }

  /** {@code text} with every character that would move the cursor written as an escape. */
  static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              int type = Character.getType(c);
              boolean shown =
                  type != Character.CONTROL
                      && type != Character.FORMAT
                      && type != Character.LINE_SEPARATOR
                      && type != Character.PARAGRAPH_SEPARATOR
                      && type != Character.SURROGATE;
              if (shown) {
                line.appendCodePoint(c);
              } else if (type == Character.SURROGATE) {
                // A byte that is not UTF-8, as trees carry it.
                line.append(String.format("\\x%02x", c & 0xFF));
              } else {
                line.append(String.format("\\u%04x", c));
              }
            });
    return line.toString();
  }

  /** What a dataset is for. */
  static String kind(DatasetDescriptor dataset) {
    if (dataset.checkpoint()) {
      return dataset.output() ? "checkpoint and output" : "checkpoint";
    }
    return dataset.output() ? "output" : "unknown";
  }

  /** A time in {@code zone}, to the second; the bare number where it is no time. */
  static String time(long epochSeconds, ZoneId zone) {
    try {
      return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
          Instant.ofEpochSecond(epochSeconds).atZone(zone).truncatedTo(ChronoUnit.SECONDS));
    } catch (DateTimeException e) {
      return epochSeconds + " s since 1970, which is no time";
    }
  }
}
