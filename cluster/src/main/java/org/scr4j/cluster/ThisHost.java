package org.scr4j.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The host that this process runs on. */
public final class ThisHost {

  private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

  private ThisHost() {}

  /**
   * Its name as the kernel has it; asks no name server.
   *
   * @throws ClusterException if it cannot be read
   */
  public static String name() throws ClusterException {
    if (!Files.isReadable(KERNEL)) {
      return "localhost";
    }
    try {
      return Files.readString(KERNEL).strip();
    } catch (IOException e) {
      throw new ClusterException("this host's name cannot be read: " + e.getMessage(), e);
    }
  }
}
