package org.scr4j.fuzz;

/**
 * One parser under test.
 *
 * @param name also that of its directory in the corpus
 */
public record Target(String name, Property property) {

  /** What holds for every input; whatever else it throws is a finding. */
  @FunctionalInterface
  public interface Property {

    /** Feeds {@code input} to the parser and checks what comes out. */
    void check(Input input) throws Exception;
  }
}
