package org.scr4j.pages;

import java.util.List;

/**
 * All that is said of one command, whatever it is written into.
 *
 * @param name of the command
 * @param folder of the installation that has it, {@code bin} or {@code libexec}
 * @param summary half a sentence: what it does
 * @param synopsis what may follow the name, as {@code --help} prints it
 * @param description paragraphs
 * @param options in the order of {@code --help}
 * @param operands in their order; the last may stand for several words
 * @param startsProgram whether all that follows the first operand is a program's
 * @param exit statuses and what they mean
 * @param environment variables that it reads
 * @param files that it reads or writes
 * @param examples at least one
 * @param seeAlso other pages, {@code scr_run(1)}
 */
public record Page(
    String name,
    String folder,
    String summary,
    String synopsis,
    List<String> description,
    List<Option> options,
    List<Operand> operands,
    boolean startsProgram,
    List<Item> exit,
    List<Item> environment,
    List<Item> files,
    List<Example> examples,
    List<String> seeAlso) {

  /**
   * One option.
   *
   * @param names shortest first, with their dashes
   * @param label of its value; empty for an option that takes none
   * @param optional whether it may stand without its value, which then needs an equals sign
   * @param values that its value can have
   */
  public record Option(
      List<String> names, String label, boolean optional, String meaning, Values values) {

    public boolean takesValue() {
      return !label.isEmpty();
    }

    /** Whether the word behind it is its value. */
    public boolean takesNextWord() {
      return takesValue() && !optional;
    }

    /** What stands behind its longest name: {@code =DIR}, {@code [=SECONDS]} or nothing. */
    public String valueText() {
      if (!takesValue()) {
        return "";
      }
      String sign = names.get(names.size() - 1).startsWith("--") ? "=" : " ";
      return optional ? "[" + sign + label + "]" : sign + label;
    }
  }

  /**
   * A word that is no option.
   *
   * @param repeated whether any number of them may follow
   */
  public record Operand(String label, String meaning, Values values, boolean repeated) {}

  /** A term and what it means. */
  public record Item(String term, String meaning) {}

  /**
   * What can stand for a value.
   *
   * @param kind of value
   * @param words all of them where they are words, else none
   */
  public record Values(Kind kind, List<String> words) {

    /** Kinds of values that a shell completes in different ways. */
    public enum Kind {
      WORDS,
      FILE,
      DIRECTORY,
      OTHER
    }

    /** What no shell can complete. */
    public static final Values OTHER = new Values(Kind.OTHER, List.of());
  }

  /** Where an example can be run, and a test runs it. */
  public enum Where {
    /** In a prefix directory with datasets, on virtual nodes that are up. */
    HERE("$"),
    /** In an allocation of Slurm. */
    SLURM("slurm$"),
    /** On a system that the tests do not have. */
    ELSEWHERE("elsewhere$");

    private final String prompt;

    Where(String prompt) {
      this.prompt = prompt;
    }

    /** What stands before a command in the resource file. */
    public String prompt() {
      return prompt;
    }
  }

  /** Commands of an example and what they are for. */
  public record Example(String meaning, Where where, List<String> commands) {}
}
