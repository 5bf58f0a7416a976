package org.scr4j.library.comm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a rank is.
 *
 * @param node the name of its node
 * @param machine the boot of the system and the namespace that its process id belongs to; empty if
 *     unknown
 * @param process its process id
 */
record MpiPlace(String node, String machine, long process) {

  private static final String HERE = machineHere();

  static MpiPlace here(String node) {
    return new MpiPlace(node, HERE, ProcessHandle.current().pid());
  }

  private static String machineHere() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
          + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException e) {
      // Then a loss on this node is noticed by silence, like any other.
      return "";
    }
  }

  /** Whether the process is known to be gone; not if it cannot be seen from here. */
  boolean hasEnded() {
    return !machine.isEmpty()
        && machine.equals(HERE)
        && ProcessHandle.of(process).filter(ProcessHandle::isAlive).isEmpty();
  }

  byte[] encode() {
    return String.join("\n", node, machine, "" + process).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * What {@link #encode} wrote.
   *
   * @throws CommunicationException if it is something else
   */
  static MpiPlace decode(byte[] bytes) {
    String[] parts = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
    if (parts.length != 3 || !parts[2].matches("[0-9]{1,18}")) {
      throw new CommunicationException("a rank does not tell its place");
    }
    return new MpiPlace(parts[0], parts[1], Long.parseLong(parts[2]));
  }
}
