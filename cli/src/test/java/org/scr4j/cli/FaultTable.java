package org.scr4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Calls commands one after another in this process, and tells what came of each. It is started
 * where something is wrong: as a user who may not read, in a name space with a full disk.
 */
final class FaultTable {

  /** Between the parts of a result. */
  static final String PART = "\u001f";

  private FaultTable() {}

  /** Arguments: the directory to be in, the prefix, and a file with a command on each line. */
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    Map<String, String> environment = new HashMap<>();
    environment.put("SCR_PREFIX", arguments[1]);
    environment.put("SCR_LOG_ENABLE", "1");
    environment.put("SCR_LOCAL_DIR", directory.resolve("none").toString());
    environment.put("PATH", System.getenv("PATH"));
    List<String> commands = Files.readAllLines(Path.of(arguments[2]));
    for (String line : commands) {
      String[] words = line.split(" ");
      Called called = Called.with(directory, environment, words);
      String err = called.err().replace("\n", "\\n");
      System.out.println(String.join(PART, Arrays.asList(line, "" + called.status(), err)));
    }
  }
}
