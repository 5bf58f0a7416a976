package org.scr4j.pages;

import java.util.List;

/** Text with the macros of man(7). */
final class Roff {

  private final StringBuilder out = new StringBuilder();

  Roff(String title, int section, String version) {
    out.append(".\\\" Made from the declarations of scr4j when it was built.\n");
    // Words stay as they can be typed, and lines as even as they come.
    out.append(".nr HY 0\n");
    macro("TH", title, Integer.toString(section), "", "scr4j " + version, "scr4j");
    out.append(".nh\n.ad l\n");
  }

  Roff section(String title) {
    return macro("SH", title);
  }

  Roff subsection(String title) {
    return macro("SS", title);
  }

  Roff paragraph(String text) {
    out.append(".PP\n");
    return line(text);
  }

  /** A term in bold and what it means. */
  Roff item(String term, String meaning) {
    out.append(".TP\n\\fB").append(escaped(term)).append("\\fR\n");
    return line(meaning);
  }

  /** An option: its names in bold, what is behind the last one in italics. */
  Roff item(List<String> names, String value, String meaning) {
    String terms =
        String.join(", ", names.stream().map(name -> "\\fB" + escaped(name) + "\\fR").toList());
    out.append(".TP\n").append(terms);
    if (!value.isEmpty()) {
      out.append("\\fI").append(escaped(value)).append("\\fR");
    }
    out.append('\n');
    return line(meaning);
  }

  /** Lines as they are. */
  Roff verbatim(List<String> lines) {
    out.append(".PP\n.RS 4\n.nf\n");
    lines.forEach(this::line);
    out.append(".fi\n.RE\n");
    return this;
  }

  /** The name in bold, what follows it indented behind it. */
  Roff synopsis(String name, String rest) {
    macro("SY", name);
    line(rest);
    out.append(".YS\n");
    return this;
  }

  /** A line of its own. */
  Roff newLine(String text) {
    out.append(".br\n");
    return line(text);
  }

  Roff line(String text) {
    String line = escaped(text);
    if (line.startsWith(".") || line.startsWith("'")) {
      out.append("\\&");
    }
    out.append(line).append('\n');
    return this;
  }

  private Roff macro(String name, String... arguments) {
    out.append('.').append(name);
    for (String argument : arguments) {
      out.append(" \"").append(escaped(argument).replace("\"", "\\(dq")).append('"');
    }
    out.append('\n');
    return this;
  }

  /** Dashes and quotes that can be copied into a shell; no character outside of ASCII. */
  static String escaped(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\\' -> line.append("\\e");
                case '-' -> line.append("\\-");
                case '\'' -> line.append("\\(aq");
                case '`' -> line.append("\\(ga");
                case '^' -> line.append("\\(ha");
                case '~' -> line.append("\\(ti");
                case '"' -> line.append("\\(dq");
                default -> {
                  if (c < 128) {
                    line.append((char) c);
                  } else {
                    line.append(String.format("\\[u%04X]", c));
                  }
                }
              }
            });
    return line.toString();
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
