package org.scr4j.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** A command called within this JVM, and what came of it. */
record Called(int status, String out, String err) {

  static Called with(Path directory, Map<String, String> environment, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Map<String, String> variables = new HashMap<>(environment);
    variables.putIfAbsent("USER", "tester");
    // A file that is there and empty, so that the machine's own configuration plays no part.
    variables.putIfAbsent("SCR_CONFIG_FILE", "/dev/null");
    int status =
        Main.run(
            new Context(
                words[0],
                variables,
                directory,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Clock.systemUTC()),
            java.util.Arrays.copyOfRange(words, 1, words.length));
    return new Called(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  static Called in(Path directory, String... words) {
    return with(directory, Map.of(), words);
  }
}
