package org.scr4j.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Whose job this is: part of the control and cache directories' names. */
public final class UserName {

  private UserName() {}

  /**
   * SCR_USER_NAME, else USER, else the name that the system has for this process's user, else that
   * user's number.
   */
  public static String of(Map<String, String> environment) {
    for (String name : new String[] {Parameters.USER_NAME.name(), "USER"}) {
      String value = environment.getOrDefault(name, "");
      if (!value.isBlank()) {
        return value.strip();
      }
    }
    String known = System.getProperty("user.name", "?");
    return known.isBlank() || known.equals("?") ? number() : known;
  }

  /** A container may run a user that has no name; the JVM then says {@code ?}. */
  private static String number() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").toString();
    } catch (IOException e) {
      throw new UncheckedIOException("this user has no name; set SCR_USER_NAME", e);
    }
  }
}
