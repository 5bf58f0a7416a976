package org.scr4j.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Parameters under one heading, whose values have one unit: what {@link Parameters} declares them
 * with.
 *
 * @param since what has known them since when, see {@link Parameter#since}
 */
record Section(String title, String unit, String since) {

  /** All that was declared, in that order; complete once {@link Parameters} is loaded. */
  static final Map<String, Parameter<?>> DECLARED = new LinkedHashMap<>();

  /** Parameters of LLNL's SCR. */
  Section(String title) {
    this(title, "", "SCR 3.1");
  }

  Section in(String unitOfValues) {
    return new Section(title, unitOfValues, since);
  }

  /** Parameters that are new with {@code version} of scr4j. */
  Section newIn(String version) {
    return new Section(title, unit, "scr4j " + version);
  }

  <T> Declaration<T> with(String name, Kind<T> kind, T value) {
    return new Declaration<>(this, name, kind, Optional.of(value), Scope.ANYWHERE);
  }

  <T> Declaration<T> without(String name, Kind<T> kind) {
    return new Declaration<>(this, name, kind, Optional.empty(), Scope.ANYWHERE);
  }

  <T> Declaration<T> environment(String name, Kind<T> kind) {
    return new Declaration<>(this, name, kind, Optional.empty(), Scope.ENVIRONMENT);
  }

  /** A parameter that still lacks its meaning. */
  record Declaration<T>(
      Section section, String name, Kind<T> kind, Optional<T> value, Scope scope) {

    Parameter<T> means(String meaning) {
      Parameter<T> parameter =
          new Parameter<>(
              "SCR_" + name,
              section.title(),
              kind,
              section.unit(),
              value,
              scope,
              section.since(),
              meaning);
      DECLARED.put(parameter.name(), parameter);
      return parameter;
    }
  }
}
