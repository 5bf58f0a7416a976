package org.scr4j.pages;

import java.util.ArrayList;
import java.util.List;

/** Completion of one command for zsh, a function that the shell loads by its name. */
final class Zsh {

  private Zsh() {}

  static String of(Page page) {
    List<String> specs = new ArrayList<>();
    page.options().forEach(option -> specs.add(option(option)));
    for (int i = 0; i < page.operands().size(); i++) {
      Page.Operand operand = page.operands().get(i);
      String what = text(operand.label()) + ":" + action(operand.values());
      if (operand.values().kind() == Page.Values.Kind.WORDS && operand.repeated()) {
        specs.add("'" + (i + 1) + ":" + what + "'");
        specs.add("'*:ARGUMENTS:_files'");
      } else if (page.startsProgram()) {
        specs.add("'*:" + text(operand.label()) + ":_files'");
      } else {
        specs.add("'" + (operand.repeated() ? "*" : Integer.toString(i + 1)) + ":" + what + "'");
      }
    }
    // Single letters can be run together, but where a name of several letters has one dash.
    boolean letters =
        page.options().stream()
            .flatMap(option -> option.names().stream())
            .noneMatch(name -> name.length() > 2 && !name.startsWith("--"));
    return "#compdef "
        + page.name()
        + "\n# made from the declaration of "
        + page.name()
        + " by scr4j\n_arguments "
        + (letters ? "-s " : "")
        + (page.startsProgram() ? "-A '-*' " : "")
        + "-S \\\n  "
        + String.join(" \\\n  ", specs)
        + "\n";
  }

  private static String option(Page.Option option) {
    String rest = "[" + text(option.meaning()) + "]";
    if (option.takesValue()) {
      rest +=
          (option.optional() ? "::" : ":") + text(option.label()) + ":" + action(option.values());
    }
    List<String> forms = new ArrayList<>();
    for (String name : option.names()) {
      String sign = option.takesValue() ? (name.startsWith("--") ? "=" : "+") : "";
      // With a dash only what is joined to the name is its value.
      forms.add(name + (option.optional() ? sign.replace("+", "") + "-" : sign));
    }
    if (forms.size() == 1) {
      return "'" + forms.get(0) + rest + "'";
    }
    return "'("
        + String.join(" ", option.names())
        + ")'{"
        + String.join(",", forms)
        + "}'"
        + rest
        + "'";
  }

  private static String action(Page.Values values) {
    return switch (values.kind()) {
      case WORDS -> "(" + String.join(" ", values.words()) + ")";
      case FILE -> "_files";
      case DIRECTORY -> "_files -/";
      case OTHER -> "( )";
    };
  }

  /** Text within single quotes, where brackets and colons end a part. */
  private static String text(String text) {
    return text.replace("\\", "\\\\")
        .replace("[", "\\[")
        .replace("]", "\\]")
        .replace(":", "\\:")
        .replace("'", "'\\''");
  }
}
