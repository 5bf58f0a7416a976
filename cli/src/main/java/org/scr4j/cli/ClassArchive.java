package org.scr4j.cli;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The class-data archive of an installation, with which short commands start in half the time. It
 * holds for one Java; {@code lib/scr4j/make-archive} makes it, by running this class.
 */
public final class ClassArchive {

  /** The file beside the archive that says which Java and which installation it was made for. */
  private static final String MADE_FOR = "made-for";

  /** For so long another one that makes it is left alone. */
  private static final long PATIENCE_MS = 300_000;

  private ClassArchive() {}

  /**
   * Has the archive made, in the background, where there is none for this Java and this user may
   * write it. Never fails: without an archive a command only starts later.
   */
  static void renew() {
    String archive = System.getProperty("scr4j.archive", "");
    if (archive.isEmpty() || madeForThis(archive)) {
      return;
    }
    File place = new File(System.getProperty("scr4j.home"), "lib/scr4j");
    String java = archive.substring(new File(place, "archive").getPath().length());
    long begun = new File(archive, "new").lastModified();
    if (!place.canWrite() || System.currentTimeMillis() - begun < PATIENCE_MS) {
      return;
    }
    File nowhere = new File("/dev/null");
    try {
      new ProcessBuilder(List.of(new File(place, "make-archive").getPath(), java))
          .directory(place)
          .redirectInput(nowhere)
          .redirectOutput(nowhere)
          .redirectError(nowhere)
          .start();
    } catch (IOException notNow) {
      // The next command tries again.
      return;
    }
  }

  private static boolean madeForThis(String archive) {
    try (InputStream in = new FileInputStream(archive + "/" + MADE_FOR)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).equals(identity());
    } catch (IOException none) {
      return false;
    }
  }

  private static String identity() {
    return System.getProperty("java.vm.version") + "\n" + System.getProperty("scr4j.home") + "\n";
  }

  /** What commands are told of an allocation, and command lines that are run in it. */
  private record Lesson(Map<String, String> environment, List<String> lines) {}

  private static final List<String> QUESTIONS =
      List.of(
          "scr_env --jobid",
          "scr_env --user --nodes --endtime --runnodes",
          "scr_halt --list",
          "scr_list_dir control",
          "scr_list_dir --base cache",
          "scr_should_exit",
          "scr_should_exit --min-nodes 2 --verbose",
          "scr_should_exit --min-nodes 9 --runs 3");

  private static final Map<String, String> HOSTS = Map.of("SCR_HOSTS", "n[1-4]", "SCR_JOB_ID", "1");

  private static final Map<String, String> SLURM =
      Map.of("SLURM_JOB_ID", "1", "SLURM_JOB_NODELIST", "n[1-4]", "PATH", "/nonexistent");

  /** Taking a lock would load native code. */
  private static final Map<String, String> UNLOCKED =
      Map.of("SCR_HOSTS", "n[1-4]", "SCR_JOB_ID", "1", "SCR_FILE_LOCK", "none");

  /**
   * Each question is asked before there is a halt file, with one that stops, and with one that does
   * not.
   */
  private static final List<Lesson> LESSONS =
      List.of(
          new Lesson(HOSTS, QUESTIONS),
          new Lesson(
              UNLOCKED,
              List.of(
                  "scr_prerun",
                  "scr_halt --checkpoints 3 --before now --seconds 10",
                  "scr_hostlist n1 n[2-4]",
                  "scr_hostlist -e n[1-4]",
                  "scr_hostlist --count --minus n[1-4] n2")),
          new Lesson(HOSTS, QUESTIONS),
          new Lesson(SLURM, QUESTIONS),
          new Lesson(UNLOCKED, List.of("scr_halt --remove", "scr_halt --checkpoints 3")),
          new Lesson(HOSTS, QUESTIONS),
          new Lesson(SLURM, QUESTIONS),
          new Lesson(Map.of("SCR_LOCAL_DIR", "/nonexistent"), List.of("scr_env --jobid")));

  /**
   * Runs short commands, so that the classes that they use get into the archive.
   *
   * @param args a new directory, in which {@value #MADE_FOR} is written
   */
  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args[0]);
    // Not its parents: an installation that was removed meanwhile does not come back.
    Path prefix = Files.createDirectory(directory.resolve("prefix"));
    for (Lesson lesson : LESSONS) {
      // The environment of this process is read, too: its classes belong to every command.
      Map<String, String> environment = new HashMap<>(Map.copyOf(System.getenv()));
      environment.keySet().removeIf(name -> name.matches("S(CR|LURM)_.*|(FLUX|LSB|PBS|MOAB)_.*"));
      environment.put("SCR_CONFIG_FILE", System.getProperty("scr4j.home") + "/etc/scr.conf");
      environment.put("SCR_PREFIX", prefix.toString());
      environment.putAll(lesson.environment());
      run(lesson.lines(), environment, prefix);
    }
    Files.writeString(directory.resolve(MADE_FOR), identity());
  }

  private static void run(List<String> lines, Map<String, String> environment, Path prefix) {
    try (PrintStream out =
        new PrintStream(
            new BufferedOutputStream(OutputStream.nullOutputStream(), 1 << 16),
            false,
            StandardCharsets.UTF_8)) {
      for (String line : lines) {
        String[] words = line.split(" ");
        Context context = new Context(words[0], environment, prefix, out, out, new LocalClock());
        Main.run(context, Arrays.copyOfRange(words, 1, words.length));
      }
    }
  }
}
