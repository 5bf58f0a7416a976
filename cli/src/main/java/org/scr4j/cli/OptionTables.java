package org.scr4j.cli;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Writes, when scr4j is built, what {@link QuickOptions} needs to know of a command's options: a
 * line for each, with tabs between the path of its field, its type and its names.
 */
public final class OptionTables {

  /** The line of a field that holds options of its own, with its class. */
  static final String MIXIN = "mixin";

  /** The line of a field that takes the one word that is no option. */
  static final String WORD = "word";

  /** The line of a field that takes all such words, with the least number of them. */
  static final String WORDS = "words";

  /** A command whose options are more than a table can tell. */
  private static final class NotPlain extends Exception {
    private static final long serialVersionUID = 1L;

    NotPlain(Field field) {
      super(field.toString());
    }
  }

  private OptionTables() {}

  /**
   * Writes the tables of all commands that can have one.
   *
   * @param args the directory
   */
  public static void main(String[] args) throws IOException {
    Path directory = Files.createDirectories(Path.of(args[0]));
    for (String name : Commands.NAMES) {
      Optional<String> table = of(name);
      if (table.isPresent()) {
        Files.writeString(directory.resolve(name), table.get());
      }
    }
  }

  /** The table of a command; none where its options are more than a table can tell. */
  static Optional<String> of(String name) {
    if (Commands.startsProgram(name)) {
      return Optional.empty();
    }
    List<String> lines = new ArrayList<>();
    try {
      add(Commands.create(name).orElseThrow().getClass(), "", lines);
    } catch (NotPlain tooMuch) {
      return Optional.empty();
    }
    return Optional.of(String.join("\n", lines) + "\n");
  }

  private static void add(Class<?> owner, String path, List<String> lines) throws NotPlain {
    for (Field field : owner.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers())) {
        continue;
      }
      String here = path + field.getName();
      Option option = field.getAnnotation(Option.class);
      Parameters words = field.getAnnotation(Parameters.class);
      if (option != null) {
        addOption(field, option, here, lines);
      } else if (words != null) {
        addWords(field, words, here, lines);
      } else if (field.isAnnotationPresent(Mixin.class)) {
        lines.add(here + "\t" + MIXIN + "\t" + field.getType().getName());
        add(field.getType(), here + ".", lines);
      } else if (field.getAnnotations().length > 0) {
        throw new NotPlain(field);
      }
    }
  }

  private static void addOption(Field field, Option option, String path, List<String> lines)
      throws NotPlain {
    if (option.usageHelp() || option.versionHelp()) {
      return;
    }
    String type = field.getGenericType().getTypeName();
    boolean known =
        List.of("boolean", "java.lang.String", "java.lang.Long", "java.lang.Integer")
            .contains(type);
    if (!known
        || option.required()
        || option.negatable()
        || !option.arity().isEmpty()
        || !option.split().isEmpty()
        || option.converter().length > 0) {
      throw new NotPlain(field);
    }
    lines.add(path + "\t" + type + "\t" + String.join("\t", option.names()));
  }

  private static void addWords(Field field, Parameters words, String path, List<String> lines)
      throws NotPlain {
    boolean another =
        lines.stream().anyMatch(line -> line.split("\t")[1].matches(WORD + "|" + WORDS));
    String type = field.getGenericType().getTypeName();
    if (another || !words.index().isEmpty() || words.converter().length > 0) {
      throw new NotPlain(field);
    }
    if (type.equals("java.lang.String") && words.arity().equals("1")) {
      lines.add(path + "\t" + WORD);
    } else if (type.equals("java.util.List<java.lang.String>")
        && words.arity().matches("[0-9]+\\.\\.\\*")) {
      lines.add(path + "\t" + WORDS + "\t" + words.arity().replace("..*", ""));
    } else {
      throw new NotPlain(field);
    }
  }
}
