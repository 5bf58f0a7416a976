package org.scr4j.config;

import java.util.Optional;

/**
 * One parameter, as {@link Parameters} declares it.
 *
 * @param name as users write it, with its {@code SCR_}
 * @param section heading that the documentation lists it under
 * @param kind type of its values, and how they are read
 * @param unit of the value; empty for one that has none
 * @param defaultValue used where it is set nowhere; nothing where being unset has a meaning of its
 *     own
 * @param scope where it may be set
 * @param since what knows it: {@code SCR 3.1} for those that LLNL's SCR has in that version or had
 *     before, {@code scr4j VERSION} for the others
 * @param meaning one or two sentences for users
 */
public record Parameter<T>(
    String name,
    String section,
    Kind<T> kind,
    String unit,
    Optional<T> defaultValue,
    Scope scope,
    String since,
    String meaning) {

  /** Each is declared once. What a record has by itself is made at its first use, for 30 ms. */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
