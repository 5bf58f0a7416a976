package org.scr4j.cluster.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds programs in the PATH of an environment, which need not be that of this process. */
public final class Programs {

  private static final String USUAL = "/usr/local/bin:/usr/bin:/bin";

  private Programs() {}

  /** Where {@code program} is. */
  public static Optional<Path> find(String program, Map<String, String> environment) {
    for (String directory : environment.getOrDefault("PATH", USUAL).split(":")) {
      Path file = Path.of(directory.isEmpty() ? "." : directory, program);
      if (Files.isRegularFile(file) && Files.isExecutable(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  /** {@code command} with its program's full path, where it is found. */
  public static List<String> located(List<String> command, Map<String, String> environment) {
    List<String> located = new ArrayList<>(command);
    if (!command.get(0).contains("/")) {
      find(command.get(0), environment).ifPresent(path -> located.set(0, path.toString()));
    }
    return List.copyOf(located);
  }
}
