package org.scr4j.dataset.describe;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** One value in a description. */
public sealed interface Value {

  /**
   * A text, as it stands in the file: it may hold any character.
   *
   * @param text the text
   */
  record Text(String text) implements Value {}

  /**
   * A number.
   *
   * @param number the number
   */
  record Count(long number) implements Value {}

  /**
   * Yes or no.
   *
   * @param yes which
   */
  record Flag(boolean yes) implements Value {}

  /** The file does not say, or says nothing that makes sense. */
  record Unknown() implements Value {}

  /** A text. */
  static Value of(String text) {
    return new Text(text);
  }

  /** A number. */
  static Value of(long number) {
    return new Count(number);
  }

  /** Yes or no. */
  static Value of(boolean yes) {
    return new Flag(yes);
  }

  /** A text, where there is one. */
  static Value of(Optional<String> text) {
    return text.<Value>map(Text::new).orElseGet(Unknown::new);
  }

  /** A number, where there is one. */
  static Value of(OptionalLong number) {
    return number.isPresent() ? new Count(number.getAsLong()) : new Unknown();
  }

  /** A number, where there is one. */
  static Value of(OptionalInt number) {
    return number.isPresent() ? new Count(number.getAsInt()) : new Unknown();
  }

  /** A CRC-32 in the form of SCR's files, where there is one. */
  static Value ofCrc(OptionalInt crc) {
    return crc.isPresent() ? new Text("0x" + Integer.toHexString(crc.getAsInt())) : new Unknown();
  }
}
