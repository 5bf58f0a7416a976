package org.scr4j.cluster;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The PATH of an environment, which need not be that of this process. */
public final class SearchPath {

  private SearchPath() {}

  /** Where a program is. */
  public static Optional<String> find(String program, Map<String, String> environment) {
    if (program.contains(File.separator)) {
      return Optional.of(program).filter(path -> isProgram(new File(path)));
    }
    for (String directory : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
      File file = new File(directory, program);
      if (!directory.isEmpty() && isProgram(file)) {
        return Optional.of(file.getPath());
      }
    }
    return Optional.empty();
  }

  private static boolean isProgram(File file) {
    return file.isFile() && file.canExecute();
  }

  /** {@code command} with the path of its program; as it is where the program is not found. */
  public static List<String> located(List<String> command, Map<String, String> environment) {
    List<String> located = new ArrayList<>(command);
    located.set(0, find(command.get(0), environment).orElse(command.get(0)));
    return located;
  }
}
