package org.scr4j.job;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.scr4j.config.SizedDirectory;

/**
 * The storage that every node must offer.
 *
 * @param control where control files go
 * @param caches where datasets may go
 */
public record StorageNeeds(SizedDirectory control, List<SizedDirectory> caches) {

  /** Copies the list. */
  public StorageNeeds {
    caches = List.copyOf(caches);
  }

  /**
   * The arguments of {@code scr_check_node} that ask for it.
   *
   * @param free whether sizes are asked of what is free instead of the capacity
   */
  List<String> probeArguments(boolean free) {
    List<String> arguments = new ArrayList<>();
    if (free) {
      arguments.add("--free");
    }
    arguments.addAll(List.of("--cntl", word(control), "--cache"));
    arguments.add(caches.stream().map(StorageNeeds::word).collect(Collectors.joining(",")));
    return arguments;
  }

  private static String word(SizedDirectory directory) {
    return directory.base()
        + (directory.bytes().isPresent() ? ":" + directory.bytes().getAsLong() : "");
  }
}
