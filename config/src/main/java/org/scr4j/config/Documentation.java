package org.scr4j.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The reference of all parameters, made from {@link Parameters}. */
public final class Documentation {

  private Documentation() {}

  /** A Markdown table for each section, in the order of declaration. */
  public static String markdownTable() {
    Map<String, List<Parameter<?>>> sections = new LinkedHashMap<>();
    for (Parameter<?> parameter : Parameters.all()) {
      sections.computeIfAbsent(parameter.section(), s -> new ArrayList<>()).add(parameter);
    }
    StringBuilder out = new StringBuilder();
    sections.forEach(
        (section, parameters) -> {
          out.append(out.isEmpty() ? "" : "\n").append("### ").append(section).append("\n\n");
          out.append("| name | type | unit | default | meaning |\n|---|---|---|---|---|\n");
          parameters.forEach(parameter -> out.append(row(parameter)));
        });
    return out.toString();
  }

  private static <T> String row(Parameter<T> parameter) {
    String value =
        parameter.defaultValue().map(parameter.kind()::write).map(v -> "`" + v + "`").orElse("");
    String scope = parameter.scope() == Scope.ENVIRONMENT ? " Environment only." : "";
    return String.format(
        "| `%s` | %s | %s | %s | %s%s |%n",
        parameter.name(),
        parameter.kind().name(),
        parameter.unit(),
        value,
        parameter.meaning().replace("|", "\\|"),
        scope);
  }
}
