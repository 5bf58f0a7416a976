package org.scr4j.pages;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.scr4j.config.Parameter;
import org.scr4j.config.Parameters;
import org.scr4j.config.Scope;

/** Manual pages: of a command in section 1, of the configuration in section 5. */
final class Manual {

  private Manual() {}

  static String of(Page page, String version) {
    Roff roff = new Roff(page.name().toUpperCase(Locale.ROOT), 1, version);
    roff.section("NAME").line(page.name() + " - " + page.summary());
    roff.section("SYNOPSIS").synopsis(page.name(), page.synopsis());
    roff.section("DESCRIPTION");
    page.description().forEach(roff::paragraph);
    if (page.folder().equals("libexec")) {
      roff.paragraph(
          "This command is for scripts; it is in the directory libexec of the installation.");
    }
    roff.section("OPTIONS");
    page.operands().forEach(operand -> roff.item(operand.label(), operand.meaning()));
    page.options()
        .forEach(option -> roff.item(option.names(), option.valueText(), option.meaning()));
    items(roff, "EXIT STATUS", page.exit());
    items(roff, "ENVIRONMENT", page.environment());
    items(roff, "FILES", page.files());
    roff.section("EXAMPLES");
    for (Page.Example example : page.examples()) {
      roff.paragraph(example.meaning()).verbatim(example.commands());
    }
    roff.section("SEE ALSO").line(String.join(", ", page.seeAlso()));
    return roff.toString();
  }

  private static void items(Roff roff, String title, List<Page.Item> items) {
    roff.section(title);
    items.forEach(item -> roff.item(item.term(), item.meaning()));
  }

  /** The page of {@code scr.conf}, with every parameter. */
  static String ofConfiguration(String version) throws IOException {
    Texts texts = Texts.of("scr.conf");
    Roff roff = new Roff("SCR.CONF", 5, version);
    roff.section("NAME").line("scr.conf - " + texts.only("summary"));
    roff.section("SYNOPSIS");
    roff.verbatim(texts.paragraphs("synopsis"));
    roff.section("DESCRIPTION");
    texts.paragraphs("description").forEach(roff::paragraph);
    texts.items("order").forEach(item -> roff.item(item.term(), item.meaning()));
    texts.paragraphs("lines").forEach(roff::paragraph);
    roff.section("OPTIONS");
    String heading = "";
    for (Parameter<?> parameter : inSections()) {
      if (!parameter.section().equals(heading)) {
        heading = parameter.section();
        roff.subsection(heading);
      }
      roff.item(parameter.name(), parameter.meaning());
      roff.newLine(facts(parameter));
    }
    items(roff, "EXIT STATUS", texts.items("exit"));
    items(roff, "ENVIRONMENT", texts.items("environment"));
    items(roff, "FILES", texts.items("files"));
    roff.section("EXAMPLES");
    for (Page.Example example : texts.examples()) {
      roff.paragraph(example.meaning()).verbatim(example.commands());
    }
    roff.section("SEE ALSO").line(texts.only("see also"));
    return roff.toString();
  }

  /** By heading, in the order of declaration; those of scr4j alone come last. */
  private static List<Parameter<?>> inSections() {
    List<String> headings =
        Parameters.all().stream()
            .map(Parameter::section)
            .distinct()
            .sorted(Comparator.comparing(Parameters.OURS::equals))
            .toList();
    return Parameters.all().stream()
        .sorted((a, b) -> headings.indexOf(a.section()) - headings.indexOf(b.section()))
        .toList();
  }

  private static <T> String facts(Parameter<T> parameter) {
    String fallback = parameter.defaultValue().map(parameter.kind()::write).orElse("none");
    return String.format(
        "%s: %s.%s Default: %s.%s Since %s.",
        parameter.kind().name().substring(0, 1).toUpperCase(Locale.ROOT)
            + parameter.kind().name().substring(1),
        parameter.kind().expected(),
        parameter.unit().isEmpty() ? "" : " Unit: " + parameter.unit() + ".",
        fallback,
        parameter.scope() == Scope.ENVIRONMENT ? " In the environment only." : "",
        parameter.since());
  }
}
