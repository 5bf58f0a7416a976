package org.scr4j.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Completion of one command for bash 4 and later, loaded by its name. */
final class Bash {

  private Bash() {}

  static String of(Page page) {
    List<String> out = new ArrayList<>();
    out.add("# bash completion for " + page.name() + ", made from its declaration by scr4j");
    out.add("_" + page.name() + "() {");
    out.add("  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}");
    out.add("  local position=0 value='' word i");
    out.add("  COMPREPLY=()");
    out.add("  # --option=value comes as three words.");
    out.add("  if [[ $cur == = ]]; then");
    out.add("    cur=''");
    out.add("  elif [[ $prev == = ]]; then");
    out.add("    prev=${COMP_WORDS[COMP_CWORD - 2]}");
    out.add("  fi");
    countOperands(page, out);
    if (page.startsProgram()) {
      out.add("  if ((position > 0)); then");
      out.add("    # A program's own words.");
      out.add("    compopt -o filenames");
      out.add("    mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")");
      out.add("    return");
      out.add("  fi");
    }
    valuesOfOptions(page, out);
    out.add("  if [[ $cur == -* ]]; then");
    out.add(
        "    mapfile -t COMPREPLY < <(compgen -W '"
            + page.options().stream()
                .flatMap(option -> option.names().stream())
                .collect(Collectors.joining(" "))
            + "' -- \"$cur\")");
    out.add("    return");
    out.add("  fi");
    operands(page, out);
    out.add("}");
    out.add("complete -F _" + page.name() + " " + page.name());
    return String.join("\n", out) + "\n";
  }

  /** How many words that are no options stand before the cursor. */
  private static void countOperands(Page page, List<String> out) {
    String takingValues =
        page.options().stream()
            .filter(Page.Option::takesNextWord)
            .flatMap(option -> option.names().stream())
            .collect(Collectors.joining(" | "));
    out.add("  for ((i = 1; i < COMP_CWORD; i++)); do");
    out.add("    word=${COMP_WORDS[i]}");
    out.add("    if [[ $word == = ]]; then");
    out.add("      value=next");
    out.add("    elif [[ -n $value ]]; then");
    out.add("      value=''");
    if (!takingValues.isEmpty()) {
      out.add("    elif [[ $word == -* ]]; then");
      out.add("      case $word in");
      out.add("        " + takingValues + ") value=next ;;");
      out.add("      esac");
    }
    out.add("    elif [[ $word != -* ]]; then");
    out.add("      position=$((position + 1))");
    out.add("    fi");
    out.add("  done");
  }

  private static void valuesOfOptions(Page page, List<String> out) {
    List<Page.Option> taking = page.options().stream().filter(Page.Option::takesNextWord).toList();
    if (taking.isEmpty()) {
      return;
    }
    out.add("  case $prev in");
    for (Page.Option option : taking) {
      out.add("    " + String.join(" | ", option.names()) + ")");
      complete(option.values(), "      ", out);
      out.add("      return");
      out.add("      ;;");
    }
    out.add("  esac");
  }

  private static void operands(Page page, List<String> out) {
    if (page.operands().isEmpty()) {
      return;
    }
    out.add("  case $position in");
    for (int i = 0; i < page.operands().size(); i++) {
      Page.Operand operand = page.operands().get(i);
      out.add("    " + (operand.repeated() ? "*" : Integer.toString(i)) + ")");
      if (operand.values().kind() == Page.Values.Kind.OTHER) {
        out.add("      :");
      }
      complete(operand.values(), "      ", out);
      out.add("      ;;");
    }
    out.add("  esac");
  }

  private static void complete(Page.Values values, String indent, List<String> out) {
    switch (values.kind()) {
      case WORDS ->
          out.add(
              indent
                  + "mapfile -t COMPREPLY < <(compgen -W '"
                  + String.join(" ", values.words())
                  + "' -- \"$cur\")");
      case FILE -> {
        out.add(indent + "compopt -o filenames");
        out.add(indent + "mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")");
      }
      case DIRECTORY -> {
        out.add(indent + "compopt -o filenames");
        out.add(indent + "mapfile -t COMPREPLY < <(compgen -d -- \"$cur\")");
      }
      case OTHER -> {}
    }
  }
}
