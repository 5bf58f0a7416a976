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
 * @param meaning one or two sentences for users
 */
public record Parameter<T>(
    String name,
    String section,
    Kind<T> kind,
    String unit,
    Optional<T> defaultValue,
    Scope scope,
    String meaning) {

  @Override
  public String toString() {
    return name;
  }
}
