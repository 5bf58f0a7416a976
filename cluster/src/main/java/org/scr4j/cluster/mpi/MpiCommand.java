package org.scr4j.cluster.mpi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Builds the command line of mpirun: what is ours comes first, the user's own as it was. */
final class MpiCommand {

  private static final Set<String> GLOBAL_LIST = Set.of("genvlist", "envlist");
  private static final Set<String> NOTHING_BUT =
      Set.of("genvlist", "envlist", "genvnone", "envnone");

  private MpiCommand() {}

  /**
   * The whole command.
   *
   * @param program mpirun, as the user called it
   * @param hosts the option with the nodes, and its value
   * @param variables names of variables that every process must have; their values stay off the
   *     command line, where every user of the host can read them
   * @param launchHost this host's address where its name does not lead nodes to it; Hydra only
   */
  static List<String> of(
      String program,
      MpiArguments arguments,
      List<String> hosts,
      Set<String> variables,
      Optional<String> launchHost) {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(hosts);
    if (arguments.family() == MpiFamily.OPEN_MPI) {
      openMpi(command, arguments, variables);
    } else {
      boolean own = arguments.options().stream().anyMatch(one -> one.name().equals("localhost"));
      launchHost
          .filter(address -> !own)
          .ifPresent(address -> command.addAll(List.of("-localhost", address)));
      hydra(command, arguments, variables);
    }
    command.addAll(arguments.program());
    return List.copyOf(command);
  }

  /** Open MPI passes what {@code -x} names and its own variables. */
  private static void openMpi(List<String> command, MpiArguments arguments, Set<String> variables) {
    Set<String> left = new TreeSet<>(variables);
    for (MpiArguments.Option option : arguments.options()) {
      if (option.name().equals("x")) {
        left.remove(option.value().split("=", 2)[0]);
      }
    }
    left.forEach(name -> command.addAll(List.of("-x", name)));
    arguments.options().forEach(option -> command.addAll(option.words()));
  }

  /** Hydra passes all variables, unless it is told another list, of which it takes just one. */
  private static void hydra(List<String> command, MpiArguments arguments, Set<String> variables) {
    Set<String> named = new TreeSet<>(variables);
    boolean restricted = false;
    for (MpiArguments.Option option : arguments.options()) {
      if (NOTHING_BUT.contains(option.name())) {
        restricted = true;
        if (GLOBAL_LIST.contains(option.name())) {
          named.addAll(Arrays.asList(option.value().split(",")));
        }
      }
    }
    if (restricted) {
      command.addAll(List.of("-genvlist", String.join(",", named)));
    }
    for (MpiArguments.Option option : arguments.options()) {
      if (!NOTHING_BUT.contains(option.name())) {
        command.addAll(option.words());
      }
    }
  }
}
