package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A document whose fenced blocks are tried: {@code sh} is run, all of them one after another in one
 * shell; {@code sh slurm} is run by itself in an allocation of Slurm; {@code text} is what the
 * blocks before it have printed, line by line, whatever the numbers in it are.
 */
record Document(String name, List<Block> blocks) {

  private static final Pattern FENCE = Pattern.compile("(?ms)^```([a-z ]*)\\n(.*?)^```$");

  /** One block, with the line of the document that it begins on. */
  record Block(String kind, String text, int line) {}

  static Document read(String name) throws IOException {
    String text =
        Files.readString(Path.of(System.getProperty("scr4j.source")).resolve("docs").resolve(name));
    List<Block> blocks = new ArrayList<>();
    Matcher fence = FENCE.matcher(text);
    while (fence.find()) {
      int line = (int) text.substring(0, fence.start()).lines().count() + 1;
      blocks.add(new Block(fence.group(1).strip(), fence.group(2), line));
    }
    return new Document(name, blocks);
  }

  List<Block> blocks(String kind) {
    return blocks.stream().filter(block -> block.kind().equals(kind)).toList();
  }

  /** All that is run in one shell; before each block a line that tells which. */
  String script() {
    return blocks("sh").stream()
        .map(block -> "echo '=== " + name + ":" + block.line() + "'\n" + block.text())
        .collect(Collectors.joining());
  }

  /**
   * Runs all {@code sh} blocks in one shell, which must end well; what that printed.
   *
   * @param directory where the shell begins
   * @param variables added to its environment, from which all of SCR's are taken
   */
  String follow(Path directory, Map<String, String> variables, Duration patience)
      throws IOException, InterruptedException {
    Path out = directory.resolve(name + ".out");
    ProcessBuilder shell =
        new ProcessBuilder("bash", "--norc", "-e", "-c", script())
            .directory(directory.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    shell.environment().keySet().removeIf(variable -> variable.startsWith("SCR_"));
    shell.environment().put("JAVA_HOME", System.getProperty("java.home"));
    shell.environment().put("SCR_LOCAL_DIR", directory.resolve("cluster").toString());
    shell.environment().putAll(variables);
    Process process = shell.start();
    boolean ended = process.waitFor(patience.toSeconds(), TimeUnit.SECONDS);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    String printed = Files.readString(out);
    assertThat(ended && process.waitFor() == 0).as("status of the shell: " + printed).isTrue();
    return printed;
  }

  /** Lines of {@code text} blocks that are not in what was printed. */
  List<String> missingIn(String printed) {
    List<String> lines = printed.lines().map(Document::withoutNumbers).toList();
    List<String> missing = new ArrayList<>();
    for (Block block : blocks("text")) {
      for (String line : block.text().lines().toList()) {
        if (lines.stream().noneMatch(one -> one.contains(withoutNumbers(line)))) {
          missing.add(name + ":" + block.line() + ": " + line);
        }
      }
    }
    return missing;
  }

  /** Times, ids and checksums differ from run to run; names with numbers do not. */
  private static String withoutNumbers(String line) {
    return line.replaceAll("checksum=[0-9a-f]+", "checksum=#")
        .replaceAll("\\b\\d{4}-\\d\\d-\\d\\dT[0-9:]+Z?", "#")
        .replaceAll("\\b\\d\\d:\\d\\d:\\d\\d\\.\\d+", "#")
        .replaceAll("\\b(step|at_ms|failed_ms|after_s)=[0-9.]+", "$1=#")
        .replaceAll("\\bdataset \\d+", "dataset #")
        .replaceAll("\\b\\d+ (ms|bytes)\\b", "# $1");
  }
}
