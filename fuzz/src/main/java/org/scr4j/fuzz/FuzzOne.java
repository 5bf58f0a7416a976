package org.scr4j.fuzz;

import java.util.List;

/**
 * What Jazzer calls: one target by its name, or all of them, chosen by the first byte of each
 * input.
 */
public final class FuzzOne {

  private static List<Target> targets = List.of();

  private FuzzOne() {}

  /** Takes the name of the target, or {@code all}. */
  public static void fuzzerInitialize(String[] arguments) {
    String name = arguments[0];
    targets =
        Targets.ALL.stream().filter(t -> name.equals("all") || t.name().equals(name)).toList();
    Holds.that(!targets.isEmpty(), "no target is called " + name);
  }

  /** One execution. */
  public static void fuzzerTestOneInput(byte[] bytes) throws Exception {
    Input input = new Input(bytes);
    if (targets.size() == 1) {
      targets.get(0).property().check(input);
    } else {
      targets.get(input.choice(targets.size())).property().check(input.rest());
    }
  }
}
