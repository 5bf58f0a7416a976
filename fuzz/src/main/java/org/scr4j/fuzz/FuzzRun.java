package org.scr4j.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One run of Jazzer in a process of its own. */
public final class FuzzRun {

  /** Longer ones find nothing that these do not, and take longer. */
  private static final int LONGEST_INPUT = 3000;

  private static final int SECONDS_FOR_ONE = 60;
  private static final int MOST_FINDINGS = 20;

  /** Bounds what a parser may take for {@link #LONGEST_INPUT} bytes. */
  private static final String MEMORY = "-Xmx256m";

  private static final Pattern EXECUTED =
      Pattern.compile("stat::number_of_executed_units: ([0-9]+)");
  private static final Pattern FINDING =
      Pattern.compile("== (?:Java Exception: (.*)|libFuzzer (?!crashing).*)");
  private static final Pattern ENDED = Pattern.compile("==[0-9]+== ERROR: libFuzzer: (.*)");

  private final Process process;
  private final Path corpus;
  private final Path learnt;

  /**
   * What came of it.
   *
   * @param executions how many inputs the target has seen
   * @param findings what went wrong, each in a line; the input is in the corpus
   */
  public record Result(long executions, List<String> findings) {}

  private FuzzRun(Process process, Path corpus, Path learnt) {
    this.process = process;
    this.corpus = corpus;
    this.learnt = learnt;
  }

  /** Whether Jazzer has what it needs of the system: libFuzzer, made for this processor. */
  public static boolean isPossible() {
    String system = System.getProperty("os.name").startsWith("Mac") ? "macos" : "linux";
    String processor = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
    String driver = "com/code_intelligence/jazzer/driver/jazzer_driver_" + system + "_" + processor;
    String file = system.equals("linux") ? "/libjazzer_driver.so" : "/libjazzer_driver.dylib";
    return FuzzRun.class.getClassLoader().getResource(driver + file) != null;
  }

  /**
   * Starts it.
   *
   * @param target its name, or {@code all}
   * @param corpus what it begins with, and where inputs go that fail
   * @param runs how many inputs at least
   */
  public static FuzzRun start(String target, Path corpus, long runs) throws IOException {
    Path learnt = Files.createTempDirectory("scr4j-fuzz");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:-OmitStackTraceInFastThrow",
            MEMORY,
            "-cp",
            System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + FuzzOne.class.getName(),
            "--target_args=" + target,
            "--instrumentation_includes=org.scr4j.**",
            "--custom_hook_includes=org.scr4j.**",
            "--keep_going=" + MOST_FINDINGS,
            "--reproducer_path=" + learnt,
            "-artifact_prefix=" + corpus.toAbsolutePath() + "/",
            "-seed=1",
            "-runs=" + runs,
            "-timeout=" + SECONDS_FOR_ONE,
            "-rss_limit_mb=0",
            "-max_len=" + LONGEST_INPUT,
            "-len_control=10",
            "-print_final_stats=1",
            learnt.toString(),
            corpus.toAbsolutePath().toString());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(learnt.toFile());
    return new FuzzRun(builder.start(), corpus, learnt);
  }

  /** Waits for its end. */
  public Result await() throws IOException, InterruptedException {
    long executions = 0;
    List<String> findings = new ArrayList<>();
    String last = "";
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        Matcher executed = EXECUTED.matcher(line);
        Matcher finding = FINDING.matcher(line);
        Matcher ended = ENDED.matcher(line);
        if (executed.find()) {
          executions = Long.parseLong(executed.group(1));
        } else if (finding.find()) {
          findings.add(finding.group(1) == null ? line : finding.group(1));
        } else if (ended.find()) {
          findings.add(ended.group(1));
        }
        last = line.isBlank() ? last : line;
      }
    }
    int status = process.waitFor();
    Scratch.remove(learnt);
    if (status != 0 && findings.isEmpty()) {
      findings.add("Jazzer ended with status " + status + " for " + corpus + ": " + last);
    }
    return new Result(executions, List.copyOf(findings));
  }
}
