package org.scr4j.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The reference of all commands, {@code docs/reference.md}. */
final class Reference {

  private Reference() {}

  static String of(List<Page> pages) {
    List<String> out = new ArrayList<>();
    out.add("# Reference of the commands");
    out.add("");
    out.add(
        "This page is made from the declarations that parse the command lines; so are the manual"
            + " pages (`man scr_run`).");
    out.add(
        "[commands.md](commands.md) tells what the commands are for, and"
            + " [configuration.md](configuration.md) has every parameter.");
    out.add("");
    for (Page page : pages) {
      out.add("- [" + page.name() + "](#" + page.name() + "): " + page.summary());
    }
    pages.forEach(page -> add(page, out));
    return String.join("\n", out) + "\n";
  }

  private static void add(Page page, List<String> out) {
    out.add("");
    out.add("## " + page.name());
    out.add("");
    out.add("    " + page.name() + " " + page.synopsis());
    for (String paragraph : page.description()) {
      out.add("");
      out.add(plain(paragraph));
    }
    if (page.folder().equals("libexec")) {
      out.add("");
      out.add("It is in `libexec/`.");
    }
    out.add("");
    out.add("| option | meaning |");
    out.add("|---|---|");
    for (Page.Operand operand : page.operands()) {
      out.add("| `" + cell(operand.label()) + "` | " + cell(plain(operand.meaning())) + " |");
    }
    for (Page.Option option : page.options()) {
      out.add("| " + names(option) + " | " + cell(plain(option.meaning())) + " |");
    }
    out.add("");
    out.add("| status | meaning |");
    out.add("|---|---|");
    page.exit()
        .forEach(item -> out.add("| " + item.term() + " | " + cell(plain(item.meaning())) + " |"));
    for (Page.Example example : page.examples()) {
      out.add("");
      out.add(plain(example.meaning()));
      out.add("");
      example.commands().forEach(command -> out.add("    " + command));
    }
  }

  private static String names(Page.Option option) {
    String last = option.names().get(option.names().size() - 1);
    return option.names().stream()
        .map(name -> name.equals(last) ? name + option.valueText() : name)
        .map(name -> "`" + cell(name) + "`")
        .collect(Collectors.joining(", "));
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  private static String plain(String text) {
    return text.replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_");
  }
}
