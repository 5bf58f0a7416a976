package org.scr4j.pages;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of a page that is in no declaration, from the resource file {@code NAME.txt}: sections
 * that begin with {@code [title]}; in them paragraphs between empty lines, items {@code term |
 * meaning}, and examples, which are a paragraph that ends with lines that start with a prompt.
 */
final class Texts {

  private final String file;
  private final Map<String, List<String>> sections = new LinkedHashMap<>();

  private Texts(String file) {
    this.file = file;
  }

  /** The texts of {@code name}. */
  static Texts of(String name) throws IOException {
    String file = name + ".txt";
    try (InputStream in = Texts.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IOException(
            "the page of "
                + name
                + " needs texts: write pages/src/main/resources/org/scr4j/pages/"
                + file);
      }
      return parse(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  static Texts parse(String file, String text) throws IOException {
    Texts texts = new Texts(file);
    List<String> section = null;
    for (String line : text.lines().toList()) {
      if (line.matches("\\[[a-z ]+\\]")) {
        section = new ArrayList<>();
        texts.sections.put(line.substring(1, line.length() - 1), section);
      } else if (section != null) {
        section.add(line.stripTrailing());
      } else if (!line.isBlank()) {
        throw new IOException(file + ": '" + line + "' stands before the first [section]");
      }
    }
    return texts;
  }

  /** The text of a section, each paragraph one line; empty where there is no such section. */
  List<String> paragraphs(String section) {
    List<String> paragraphs = new ArrayList<>();
    StringBuilder paragraph = new StringBuilder();
    for (String line : lines(section)) {
      if (line.isBlank()) {
        add(paragraphs, paragraph);
      } else {
        paragraph.append(paragraph.isEmpty() ? "" : " ").append(line.strip());
      }
    }
    add(paragraphs, paragraph);
    return paragraphs;
  }

  private static void add(List<String> paragraphs, StringBuilder paragraph) {
    if (!paragraph.isEmpty()) {
      paragraphs.add(paragraph.toString());
      paragraph.setLength(0);
    }
  }

  /** The section's only paragraph. */
  String only(String section) throws IOException {
    List<String> paragraphs = paragraphs(section);
    if (paragraphs.size() != 1) {
      throw new IOException(file + ": [" + section + "] must be one paragraph");
    }
    return paragraphs.get(0);
  }

  /** The items of a section; the meaning is empty where only the term is given. */
  List<Page.Item> items(String section) {
    List<Page.Item> items = new ArrayList<>();
    for (String line : lines(section)) {
      if (!line.isBlank()) {
        String[] parts = line.split("\\|", 2);
        items.add(new Page.Item(parts[0].strip(), parts.length > 1 ? parts[1].strip() : ""));
      }
    }
    return items;
  }

  /** The examples. */
  List<Page.Example> examples() throws IOException {
    List<Page.Example> examples = new ArrayList<>();
    List<String> meaning = new ArrayList<>();
    List<String> commands = new ArrayList<>();
    Page.Where where = Page.Where.HERE;
    List<String> lines = new ArrayList<>(lines("examples"));
    lines.add("");
    for (String line : lines) {
      Page.Where prompted = prompted(line);
      if (prompted != null) {
        where = prompted;
        commands.add(line.substring(prompted.prompt().length()).strip());
      } else if (!line.isBlank()) {
        meaning.add(line.strip());
      } else if (!commands.isEmpty()) {
        examples.add(new Page.Example(String.join(" ", meaning), where, List.copyOf(commands)));
        meaning.clear();
        commands.clear();
      }
    }
    if (!meaning.isEmpty()) {
      throw new IOException(file + ": no command follows '" + String.join(" ", meaning) + "'");
    }
    return examples;
  }

  private static Page.Where prompted(String line) {
    for (Page.Where where : Page.Where.values()) {
      if (line.startsWith(where.prompt() + " ")) {
        return where;
      }
    }
    return null;
  }

  private List<String> lines(String section) {
    return sections.getOrDefault(section, List.of());
  }
}
