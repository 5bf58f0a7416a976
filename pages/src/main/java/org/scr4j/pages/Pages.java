package org.scr4j.pages;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.scr4j.cli.CommandModels;
import org.scr4j.config.Parameter;
import org.scr4j.config.Parameters;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The pages of all commands: what they declare, and the texts beside it. */
public final class Pages {

  /** It is a shell script, so that nodes need no Java: all of its page is text. */
  private static final String CHECK_NODE = "scr_check_node";

  /** LLNL's scripts call them; the installation has them in libexec. */
  private static final Set<String> HELPERS =
      Set.of(
          "scr_copy",
          "scr_flush_file",
          "scr_halt_cntl",
          "scr_nodes_file",
          "scr_retries_halt",
          "scr_log_event",
          "scr_log_transfer",
          "scr_crc32",
          "scr_inspect_cache",
          "scr_rebuild_xor",
          "scr_rebuild_partner",
          "scr_rebuild_rs");

  private static final String LAUNCHERS = "srun jsrun lrun aprun flux mpirun mpiexec ssh local";

  private Pages() {}

  /**
   * One page for each command, in the order of their declaration.
   *
   * @throws IOException if a command lacks texts, or they are not what they must be
   */
  public static List<Page> all() throws IOException {
    Texts common = Texts.of("common");
    List<Page> pages = new ArrayList<>();
    for (CommandSpec declared : CommandModels.all()) {
      pages.add(page(declared, common));
    }
    pages.add(checkNode(common));
    return pages;
  }

  private static Page page(CommandSpec declared, Texts common) throws IOException {
    String name = declared.name();
    Texts texts = Texts.of(name);
    Map<String, String> words =
        texts.items("values").stream()
            .collect(Collectors.toMap(Page.Item::term, Page.Item::meaning));
    List<Page.Option> options = new ArrayList<>();
    for (OptionSpec option : declared.options()) {
      if (!option.hidden()) {
        options.add(
            new Page.Option(
                shortestFirst(option.names()),
                option.arity().max() == 0 ? "" : option.paramLabel(),
                option.arity().max() > 0 && option.arity().min() == 0,
                meaning(option),
                values(option, words.get(option.longestName()))));
      }
    }
    options.sort((a, b) -> sortKey(a).compareToIgnoreCase(sortKey(b)));
    List<Page.Operand> operands = new ArrayList<>();
    for (PositionalParamSpec operand : declared.positionalParameters()) {
      if (!operand.hidden()) {
        operands.add(
            new Page.Operand(
                operand.paramLabel(),
                meaning(operand),
                values(operand, words.get(operand.paramLabel())),
                operand.arity().max() > 1));
      }
    }
    return new Page(
        name,
        HELPERS.contains(name) ? "libexec" : "bin",
        texts.only("summary"),
        synopsis(declared),
        texts.paragraphs("description"),
        options,
        operands,
        CommandModels.startsProgram(name),
        exit(texts, common),
        environment(texts, common),
        texts.items("files"),
        texts.examples(),
        seeAlso(texts));
  }

  private static Page checkNode(Texts common) throws IOException {
    Texts texts = Texts.of(CHECK_NODE);
    List<Page.Option> options = new ArrayList<>();
    for (Page.Item item : texts.items("options")) {
      String[] words = item.term().split(" ", 2);
      options.add(
          new Page.Option(
              List.of(words[0]),
              words.length > 1 ? words[1] : "",
              false,
              item.meaning(),
              words.length > 1
                  ? new Page.Values(Page.Values.Kind.DIRECTORY, List.of())
                  : Page.Values.OTHER));
    }
    return new Page(
        CHECK_NODE,
        "bin",
        texts.only("summary"),
        texts.only("synopsis"),
        texts.paragraphs("description"),
        options,
        List.of(),
        false,
        exit(texts, common),
        environment(texts, Texts.parse("none", "")),
        texts.items("files"),
        texts.examples(),
        seeAlso(texts));
  }

  private static List<String> shortestFirst(String[] names) {
    List<String> sorted = new ArrayList<>(List.of(names));
    sorted.sort((a, b) -> a.length() - b.length());
    return sorted;
  }

  private static String sortKey(Page.Option option) {
    return option.names().get(0).replaceFirst("^-+", "");
  }

  private static String meaning(ArgSpec declared) {
    return String.join(" ", declared.description()).strip();
  }

  /** Words where the declaration or the texts list them, else what the label says. */
  private static Page.Values values(ArgSpec declared, String words) {
    if (declared.completionCandidates() != null) {
      List<String> candidates = new ArrayList<>();
      declared.completionCandidates().forEach(candidates::add);
      return new Page.Values(Page.Values.Kind.WORDS, candidates);
    }
    String label = declared.paramLabel();
    if (words != null) {
      return new Page.Values(Page.Values.Kind.WORDS, List.of(words.split(" ")));
    }
    if (label.contains("|")) {
      return new Page.Values(Page.Values.Kind.WORDS, List.of(label.split("\\|")));
    }
    if (label.startsWith("LAUNCHER")) {
      return new Page.Values(Page.Values.Kind.WORDS, List.of(LAUNCHERS.split(" ")));
    }
    return switch (label) {
      case "DIR" -> new Page.Values(Page.Values.Kind.DIRECTORY, List.of());
      case "FILE" -> new Page.Values(Page.Values.Kind.FILE, List.of());
      default -> Page.Values.OTHER;
    };
  }

  /** What stands behind the name in the first lines of {@code --help}, as one line. */
  private static String synopsis(CommandSpec declared) {
    String lines = new Help(declared, Help.defaultColorScheme(Help.Ansi.OFF)).synopsis(0);
    String line = lines.replaceAll("\\s+", " ").strip();
    return line.startsWith(declared.name())
        ? line.substring(declared.name().length()).strip()
        : line;
  }

  private static List<Page.Item> exit(Texts texts, Texts common) throws IOException {
    Map<String, String> known =
        common.items("exit").stream()
            .collect(Collectors.toMap(Page.Item::term, Page.Item::meaning));
    List<Page.Item> statuses = new ArrayList<>();
    for (Page.Item status : texts.items("exit")) {
      String meaning = status.meaning().isEmpty() ? known.get(status.term()) : status.meaning();
      if (meaning == null) {
        throw new IOException("status " + status.term() + " has no meaning in common.txt");
      }
      statuses.add(new Page.Item(status.term(), meaning));
    }
    return statuses;
  }

  /** Of parameters the meaning that they declare. */
  private static List<Page.Item> environment(Texts texts, Texts common) throws IOException {
    List<Page.Item> variables = new ArrayList<>();
    for (Page.Item variable : texts.items("environment")) {
      Optional<Parameter<?>> parameter = Parameters.named(variable.term());
      if (variable.meaning().isEmpty() && parameter.isEmpty()) {
        throw new IOException(variable.term() + " is no parameter, and needs a meaning");
      }
      variables.add(
          variable.meaning().isEmpty()
              ? new Page.Item(variable.term(), parameter.orElseThrow().meaning())
              : variable);
    }
    variables.addAll(common.items("environment"));
    return variables;
  }

  private static List<String> seeAlso(Texts texts) {
    List<String> pages = new ArrayList<>();
    texts.paragraphs("see also").forEach(line -> pages.addAll(List.of(line.split("[, ]+"))));
    pages.add("scr.conf(5)");
    return pages;
  }
}
