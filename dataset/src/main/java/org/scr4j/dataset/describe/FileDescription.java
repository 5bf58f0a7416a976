package org.scr4j.dataset.describe;

import java.util.ArrayList;
import java.util.List;

/**
 * What a file is and what it says.
 *
 * @param type what it is
 * @param headline the most important of it, in a few words
 * @param facts what it says once
 * @param tables what it says of several things
 * @param problems one line for each thing in it that is not as it must be
 */
public record FileDescription(
    StateFileType type,
    String headline,
    List<Fact> facts,
    List<Table> tables,
    List<String> problems) {

  /** Copies the lists. */
  public FileDescription {
    facts = List.copyOf(facts);
    tables = List.copyOf(tables);
    problems = List.copyOf(problems);
  }

  /**
   * One value and its name.
   *
   * @param name lower-case words
   * @param value what the file says
   */
  public record Fact(String name, Value value) {}

  /**
   * Several things of a kind.
   *
   * @param name what they are, lower-case words
   * @param columns what is said of each, lower-case words
   * @param rows one for each, a value for each column
   */
  public record Table(String name, List<String> columns, List<List<Value>> rows) {

    /** Copies the lists; checks that each row fits the columns. */
    public Table {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
      for (List<Value> row : rows) {
        if (row.size() != columns.size()) {
          throw new IllegalArgumentException("a row of " + row.size() + " values in " + columns);
        }
      }
    }
  }

  /** Puts a description together. */
  static final class Builder {
    private final StateFileType type;
    private final List<Fact> facts = new ArrayList<>();
    private final List<Table> tables = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    Builder(StateFileType type) {
      this.type = type;
    }

    Builder fact(String name, Value value) {
      facts.add(new Fact(name, value));
      return this;
    }

    /** A fact that is left out where the file does not state it. */
    Builder known(String name, Value value) {
      return value instanceof Value.Unknown ? this : fact(name, value);
    }

    Builder table(String name, List<String> columns, List<List<Value>> rows) {
      if (!rows.isEmpty()) {
        tables.add(new Table(name, columns, rows));
      }
      return this;
    }

    Builder problem(String line) {
      problems.add(line);
      return this;
    }

    FileDescription build(String headline) {
      return new FileDescription(type, headline, facts, tables, problems);
    }
  }
}
