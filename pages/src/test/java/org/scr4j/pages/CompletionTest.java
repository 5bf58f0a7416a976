package org.scr4j.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real shells load the completions and complete with them. */
class CompletionTest {

  @TempDir static Path directory;

  private static Path share;

  @BeforeAll
  static void write() throws IOException {
    Main.write(directory, "0.1");
    share = directory.resolve("share");
    Files.createDirectories(directory.resolve("a prefix"));
    Files.createFile(directory.resolve("a file"));
  }

  /** What bash offers where the cursor is at the end of the last word. */
  private static List<String> bash(String command, String... words)
      throws IOException, InterruptedException {
    Shell.need("bash");
    List<String> line = new ArrayList<>(List.of(command));
    line.addAll(List.of(words));
    String quoted = line.stream().map(word -> "'" + word + "' ").reduce("", String::concat);
    String script =
        ". '%s'; compopt() { :; }; COMP_WORDS=(%s); COMP_CWORD=%d; _%s; printf '%%s\\n' \"${COMPREPLY[@]}\""
            .formatted(
                share.resolve("bash-completion/completions").resolve(command),
                quoted,
                words.length,
                command);
    return lines(Shell.output(directory, List.of("bash", "--norc", "-c", script)));
  }

  /** What fish offers at the end of the line. */
  private static List<String> fish(String command, String line)
      throws IOException, InterruptedException {
    Shell.need("fish");
    Path file = share.resolve("fish/vendor_completions.d").resolve(command + ".fish");
    String script = "source '" + file + "'; complete -C \"" + line + "\"";
    return lines(Shell.output(directory, List.of("fish", "--no-config", "-c", script))).stream()
        .map(offer -> offer.split("\t")[0])
        .toList();
  }

  /** The words that zsh makes of a line on which a tab is struck at the end. */
  private static List<String> zsh(String line) throws IOException, InterruptedException {
    Shell.need("zsh");
    String command = line.split(" ")[0];
    Path got = Files.createTempFile(directory, "got", "");
    Files.writeString(
        directory.resolve(".zshrc"),
        """
        unsetopt beep
        fpath=('%s' $fpath)
        autoload -Uz compinit
        compinit -u -D
        function %s { print -rl -- "$@" > '%s'; exit; }
        """
            .formatted(share.resolve("zsh/site-functions"), command, got));
    String script =
        """
        export ZDOTDIR=$PWD
        zmodload zsh/zpty
        zpty inner zsh -d -i
        zpty -w -n inner '%s'$'\\t\n'
        while zpty -r inner text; do :; done
        """
            .formatted(line);
    Shell.output(directory, List.of("zsh", "-f", "-c", script));
    return lines(Files.readString(got));
  }

  private static List<String> lines(String text) {
    return text.lines().filter(line -> !line.isBlank()).toList();
  }

  @Test
  void bashCompletesOptions() throws IOException, InterruptedException {
    assertThat(bash("scr_halt", "--unset-")).contains("--unset-before", "--unset-reason");
    assertThat(bash("scr_index", "--ver"))
        .containsExactlyInAnyOrder("--verbose", "--verify", "--version");
    assertThat(bash("scr_check_node", "--ca")).containsExactly("--cache");
  }

  @Test
  void bashCompletesValuesOfOptions() throws IOException, InterruptedException {
    assertThat(bash("scr_print", "--mode", "")).containsExactly("tree", "keyval");
    assertThat(bash("scr_print", "--mode", "=", "k")).containsExactly("keyval");
    assertThat(bash("scr_run", "--prefix", "a")).containsExactly("a prefix");
    assertThat(bash("scr_halt", "--checkpoints", "")).isEmpty();
  }

  @Test
  void bashCompletesOperands() throws IOException, InterruptedException {
    assertThat(bash("scr_local", "")).containsExactly("up", "status", "fail", "repair", "down");
    assertThat(bash("scr_local", "-N", "4", "u")).containsExactly("up");
    assertThat(bash("scr_list_dir", "--base", "c")).containsExactly("control", "cache");
    assertThat(bash("scr_print", "a f")).containsExactly("a file");
    assertThat(bash("scr_run", "-p", ".", "lo")).containsExactly("local");
    assertThat(bash("scr_run", "local", "-N4", "a"))
        .containsExactlyInAnyOrder("a file", "a prefix");
  }

  @Test
  void zshCompletesOptionsValuesAndOperands() throws IOException, InterruptedException {
    assertThat(zsh("scr_halt --checkp")).containsExactly("--checkpoints");
    assertThat(zsh("scr_print --mode k")).containsExactly("--mode", "keyval");
    assertThat(zsh("scr_local st")).containsExactly("status");
    assertThat(zsh("scr_run jsr")).containsExactly("jsrun");
    assertThat(zsh("scr_index --prefix a")).containsExactly("--prefix", "a prefix");
    assertThat(zsh("scr_print a\\ f")).containsExactly("a file");
  }

  @Test
  void zshTakesEveryFunction() throws IOException, InterruptedException {
    Shell.need("zsh");
    for (Path file : files("zsh/site-functions")) {
      String command = file.getFileName().toString().substring(1);
      assertThat(zsh(command + " --hel")).as(command).containsExactly("--help");
    }
  }

  @Test
  void fishCompletesOptionsValuesAndOperands() throws IOException, InterruptedException {
    assertThat(fish("scr_halt", "scr_halt --checkp")).containsExactly("--checkpoints");
    assertThat(fish("scr_print", "scr_print --mode ")).containsExactlyInAnyOrder("tree", "keyval");
    assertThat(fish("scr_local", "scr_local re")).containsExactly("repair");
    assertThat(fish("scr_run", "scr_run jsr")).contains("jsrun");
    assertThat(fish("scr_halt", "scr_halt a")).containsExactly("a prefix/");
    assertThat(fish("scr_print", "scr_print a")).contains("a file");
  }

  @Test
  void everyShellTakesEveryFile() throws IOException, InterruptedException {
    for (Path file : files("bash-completion/completions")) {
      assertThat(bash(file.getFileName().toString(), "--hel")).containsExactly("--help");
    }
    for (Path file : files("fish/vendor_completions.d")) {
      String command = file.getFileName().toString().replace(".fish", "");
      assertThat(fish(command, command + " --hel")).as(command).containsExactly("--help");
    }
  }

  private static List<Path> files(String folder) throws IOException {
    try (Stream<Path> files = Files.list(share.resolve(folder))) {
      return files.sorted().toList();
    }
  }
}
