package org.scr4j.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Commands of a scheduler that cannot be had here: scripts of {@code emulated/<platform>} among the
 * tests' resources, put first in PATH. They keep their state in the directory that EMULATED_STATE
 * names.
 */
public final class EmulatedCommands {

  private final Path programs;
  private final Path state;

  /**
   * Installs {@code commands} of {@code platform} below {@code home}.
   *
   * @param common file that they source, installed beside them
   */
  public EmulatedCommands(Path home, String platform, List<String> commands, String common)
      throws IOException {
    programs = Files.createDirectories(home.resolve("bin"));
    state = Files.createDirectories(home.resolve("state"));
    for (String command : commands) {
      install(platform, command);
    }
    install(platform, common);
  }

  private void install(String platform, String name) throws IOException {
    String resource = "/emulated/" + platform + "/" + name;
    try (InputStream in = EmulatedCommands.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + resource);
      }
      Path file = programs.resolve(name);
      Files.copy(in, file);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  /** The directory of their state. */
  public Path state() {
    return state;
  }

  /** Takes a command away. */
  public void remove(String command) throws IOException {
    Files.delete(programs.resolve(command));
  }

  /** This process's variables, the commands first in PATH. */
  public Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("PATH", programs + ":" + System.getenv("PATH"));
    environment.put("EMULATED_STATE", state.toString());
    return environment;
  }
}
