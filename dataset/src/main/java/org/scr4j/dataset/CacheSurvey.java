package org.scr4j.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.scr4j.redundancy.LossTolerance;

/** Which datasets can be had back from what is left in the caches of a job's nodes. */
public final class CacheSurvey {

  private static final class Group {
    private final CachedPart first;
    private final TreeSet<Integer> left = new TreeSet<>();
    private final TreeSet<Integer> withMaps = new TreeSet<>();

    Group(CachedPart first) {
      this.first = first;
    }

    boolean fits(CachedPart part) {
      return part.type().equals(first.type())
          && part.groups() == first.groups()
          && part.size() == first.size()
          && part.failures() == first.failures();
    }

    /** Why it cannot be had back; nothing where it can. */
    Optional<String> lost() {
      int size = first.size();
      boolean whole = left.size() == size;
      if (whole
          || (LossTolerance.survives(first.type(), first.failures(), size, left)
              && LossTolerance.survives(first.type(), first.failures(), size, withMaps))) {
        return Optional.empty();
      }
      return Optional.of(
          "set "
              + (first.group() + 1)
              + " of "
              + first.groups()
              + " has "
              + left.size()
              + " of its "
              + size
              + " members left, which "
              + first.type()
              + " does not survive");
    }
  }

  private final Map<Integer, Map<Integer, Group>> datasets = new TreeMap<>();
  private final Map<Integer, String> contradictions = new TreeMap<>();

  /**
   * One dataset.
   *
   * @param id its number
   * @param lost why it cannot be had back, in one line; nothing where it can
   */
  public record State(int id, Optional<String> lost) {}

  /** Takes note of a part that is whole on some node. */
  public void add(CachedPart part) {
    Group group =
        datasets
            .computeIfAbsent(part.dataset(), id -> new TreeMap<>())
            .computeIfAbsent(part.group(), number -> new Group(part));
    if (!group.fits(part)) {
      contradictions.put(
          part.dataset(), "its parts contradict each other, among them rank " + part.rank());
      return;
    }
    group.left.add(part.member());
    if (part.maps()) {
      group.withMaps.add(part.member());
    }
  }

  /** Every dataset of which anything is left, oldest first. */
  public List<State> states() {
    List<State> states = new ArrayList<>();
    datasets.forEach(
        (id, groups) ->
            states.add(
                new State(id, Optional.ofNullable(contradictions.get(id)).or(() -> lost(groups)))));
    return List.copyOf(states);
  }

  private static Optional<String> lost(Map<Integer, Group> groups) {
    int expected = groups.values().iterator().next().first.groups();
    for (Group group : groups.values()) {
      if (group.first.groups() != expected) {
        return Optional.of("its sets contradict each other in how many they are");
      }
      Optional<String> lost = group.lost();
      if (lost.isPresent()) {
        return lost;
      }
    }
    int absent = expected - groups.size();
    return absent == 0
        ? Optional.empty()
        : Optional.of("nothing is left of " + absent + " of its " + expected + " sets");
  }
}
