package org.scr4j.pages;

import java.util.ArrayList;
import java.util.List;

/** Completion of one command for fish 3 and later. */
final class Fish {

  private static final String DIRECTORIES = "(__fish_complete_directories)";

  private Fish() {}

  static String of(Page page) {
    List<String> out = new ArrayList<>();
    out.add("# made from the declaration of " + page.name() + " by scr4j");
    String start = "complete -c " + page.name();
    for (Page.Option option : page.options()) {
      StringBuilder line = new StringBuilder(start);
      for (String name : option.names()) {
        line.append(
            name.startsWith("--")
                ? " -l " + name.substring(2)
                : name.length() == 2 ? " -s " + name.substring(1) : " -o " + name.substring(1));
      }
      line.append(value(option)).append(" -d ").append(quoted(option.meaning()));
      out.add(line.toString());
    }
    boolean files = page.startsProgram();
    for (Page.Operand operand : page.operands()) {
      Page.Values values = operand.values();
      switch (values.kind()) {
        case WORDS -> {
          String words = String.join(" ", values.words());
          out.add(
              start
                  + " -n "
                  + quoted("not __fish_seen_subcommand_from " + words)
                  + " -f -a "
                  + quoted(words));
        }
        case DIRECTORY -> out.add(start + " -f -a " + quoted(DIRECTORIES));
        case FILE -> files = true;
        case OTHER -> {}
      }
    }
    if (!files) {
      out.add(start + " -f");
    }
    return String.join("\n", out) + "\n";
  }

  private static String value(Page.Option option) {
    if (!option.takesNextWord()) {
      return "";
    }
    return switch (option.values().kind()) {
      case WORDS -> " -x -a " + quoted(String.join(" ", option.values().words()));
      case DIRECTORY -> " -x -a " + quoted(DIRECTORIES);
      case FILE -> " -r -F";
      case OTHER -> " -x";
    };
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
