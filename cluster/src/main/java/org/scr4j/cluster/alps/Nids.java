package org.scr4j.cluster.alps;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.scr4j.cluster.NodeSet;

/** Compute nodes by number and by name. */
final class Nids {

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,7}");
  private static final Pattern NAME = Pattern.compile("(?:nid)?([0-9]{1,7})");

  /** A vnode of PBS: machine, number of the node, at times that of a part of it. */
  private static final Pattern VNODE = Pattern.compile("[A-Za-z].*?_([0-9]{1,7})(?:_[0-9]{1,3})?");

  /** A range of more nodes than any machine has is no range. */
  private static final int MOST = 1 << 20;

  private Nids() {}

  /** The host that has the number. */
  static String name(int nid) {
    return String.format(Locale.ROOT, "nid%05d", nid);
  }

  /** The number of {@code 12} or {@code nid00012}. */
  static OptionalInt number(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }

  /**
   * The number of what PBS calls {@code nid00012}, {@code 12}, {@code xc_12} or {@code xc_12_0}.
   */
  static OptionalInt ofVnode(String vnode) {
    OptionalInt plain = number(vnode);
    Matcher matcher = VNODE.matcher(vnode);
    return plain.isPresent() || !matcher.matches()
        ? plain
        : OptionalInt.of(Integer.parseInt(matcher.group(1)));
  }

  /** Hosts of names of any of these forms, in their order; others are left out. */
  static NodeSet ofVnodes(List<String> vnodes) {
    Set<String> names = new LinkedHashSet<>();
    vnodes.forEach(vnode -> ofVnode(vnode).ifPresent(nid -> names.add(name(nid))));
    return NodeSet.of(names);
  }

  /**
   * The hosts of a list as {@code -L} takes it, {@code 1,3-5,17}; nothing if it is something else.
   */
  static Optional<NodeSet> parse(String list) {
    List<String> names = new ArrayList<>();
    for (String part : list.split(",", -1)) {
      String[] ends = part.strip().split("-", -1);
      if (ends.length > 2 || !NUMBER.matcher(ends[0]).matches()) {
        return Optional.empty();
      }
      int low = Integer.parseInt(ends[0]);
      String last = ends[ends.length - 1];
      int high = NUMBER.matcher(last).matches() ? Integer.parseInt(last) : -1;
      if (high < low || high - low > MOST || names.size() > MOST) {
        return Optional.empty();
      }
      for (int nid = low; nid <= high; nid++) {
        names.add(name(nid));
      }
    }
    return Optional.of(NodeSet.of(names));
  }

  /** The numbers of {@code nodes}, those that have none left out. */
  static Set<Integer> numbers(NodeSet nodes) {
    Set<Integer> numbers = new TreeSet<>();
    nodes.forEach(node -> number(node).ifPresent(numbers::add));
    return numbers;
  }

  /** {@code nodes} as {@code -L} takes them, in ascending order: {@code 1,3-5,17}. */
  static String list(NodeSet nodes) {
    StringBuilder list = new StringBuilder();
    int first = -1;
    int last = -2;
    for (int nid : numbers(nodes)) {
      if (nid != last + 1) {
        close(list, first, last);
        list.append(list.length() == 0 ? "" : ",").append(nid);
        first = nid;
      }
      last = nid;
    }
    close(list, first, last);
    return list.toString();
  }

  private static void close(StringBuilder list, int first, int last) {
    if (last > first) {
      list.append('-').append(last);
    }
  }
}
