package org.scr4j.cluster.mpi;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.LauncherUsageException;
import org.scr4j.cluster.NodeSet;

/**
 * Arguments of mpirun or mpiexec.
 *
 * @param family whose they are
 * @param tasks how many processes are asked for
 * @param perNode how many of them on each node
 * @param options the launcher's own, each with its values
 * @param program and its arguments, untouched
 */
record MpiArguments(
    MpiFamily family,
    OptionalInt tasks,
    OptionalInt perNode,
    List<Option> options,
    List<String> program) {

  private static final int MOST = 10_000_000;

  /**
   * An option of the launcher's.
   *
   * @param name without dashes
   * @param words as they were written, the option itself first
   */
  record Option(String name, List<String> words) {

    Option {
      words = List.copyOf(words);
    }

    /** Its last value, also where it is joined to the name by an equals sign. */
    String value() {
      String last = words.get(words.size() - 1);
      return words.size() > 1 ? last : last.substring(last.indexOf('=') + 1);
    }
  }

  MpiArguments {
    options = List.copyOf(options);
    program = List.copyOf(program);
  }

  /**
   * Reads {@code arguments}.
   *
   * @throws ClusterException where they cannot be understood, or choose nodes themselves
   */
  static MpiArguments parse(MpiFamily family, List<String> arguments) throws ClusterException {
    List<Option> options = new ArrayList<>();
    OptionalInt tasks = OptionalInt.empty();
    OptionalInt perNode = OptionalInt.empty();
    int at = 0;
    while (at < arguments.size() && arguments.get(at).startsWith("-")) {
      String word = arguments.get(at);
      if (word.equals("--")) {
        at++;
        break;
      }
      String plain = word.replaceFirst("^--?", "");
      int equals = plain.indexOf('=');
      String name = equals < 0 ? plain : plain.substring(0, equals);
      int count = equals < 0 ? family.values(name) : 0;
      if (at + count >= arguments.size()) {
        throw wrong(count > 0 ? word + " needs a value" : "no program to run");
      }
      Option option = new Option(name, arguments.subList(at, at + 1 + count));
      at += 1 + count;
      if (family.choosesHosts(name)) {
        throw wrong(
            word
                + " chooses nodes, which scr_run does itself; leave it out. The nodes are those of"
                + " the allocation, or of SCR_HOSTS; SCR_EXCLUDE_NODES leaves out some");
      }
      if (family.countsTasks(name)) {
        tasks = OptionalInt.of(number(word, option.value()));
      } else if (family.countsPerNode(name)) {
        perNode = OptionalInt.of(number(word, option.value()));
      }
      options.add(option);
    }
    if (at >= arguments.size()) {
      throw wrong("no program to run");
    }
    List<String> program = arguments.subList(at, arguments.size());
    if (program.contains(":")) {
      throw wrong("several programs (':') are not supported; run one, or one script for all");
    }
    return new MpiArguments(family, tasks, perNode, options, program);
  }

  private static LauncherUsageException wrong(String what) {
    return new LauncherUsageException("mpirun: " + what);
  }

  private static int number(String option, String value) throws ClusterException {
    if (!value.matches("[0-9]{1,8}")
        || Integer.parseInt(value) < 1
        || Integer.parseInt(value) > MOST) {
      throw wrong(option + ": '" + value + "' is not a number from 1 to " + MOST);
    }
    return Integer.parseInt(value);
  }

  /** How many nodes are asked for; nothing where as many as there are. */
  OptionalInt nodesWanted() {
    if (perNode.isEmpty()) {
      return OptionalInt.empty();
    }
    OptionalInt all = tasks.isPresent() ? tasks : family.usualTasks();
    return all.isPresent()
        ? OptionalInt.of(ceiling(all.getAsInt(), perNode.getAsInt()))
        : OptionalInt.empty();
  }

  private static int ceiling(int dividend, int divisor) {
    return (dividend - 1) / divisor + 1;
  }

  /**
   * Chooses nodes, the first ones of {@code usable}. Without a number for each node the processes
   * are spread over as many nodes as there are.
   *
   * @throws ClusterException if there are too few
   */
  MpiHosts choose(NodeSet usable) throws ClusterException {
    int available = (int) Math.min(MOST, usable.size());
    OptionalInt wanted = nodesWanted();
    if (available == 0 || wanted.orElse(1) > available) {
      throw new ClusterException(
          "mpirun: "
              + wanted.orElse(1)
              + " nodes wanted, "
              + available
              + " usable"
              + (available == 0 ? "" : " (" + usable + ")")
              + "; ask for fewer processes, or for more on each node");
    }
    OptionalInt all = tasks.isPresent() ? tasks : family.usualTasks();
    int slots = perNode.orElse(all.isPresent() ? ceiling(all.getAsInt(), available) : 1);
    int count = all.isPresent() ? ceiling(all.getAsInt(), slots) : available;
    return new MpiHosts(usable.first(count), slots);
  }
}
