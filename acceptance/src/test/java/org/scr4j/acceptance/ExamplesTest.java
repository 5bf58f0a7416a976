package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.scr4j.pages.Page;
import org.scr4j.pages.Pages;

/**
 * The examples of the manual pages, in the prefix directory of a job that has written heat.50 to
 * heat.500, and of another one that was killed later.
 */
class ExamplesTest {

  /** From here on a status says that something is wrong, with the command line or the system. */
  private static final int FIRST_FAULT = 64;

  @TempDir static Path directory;
  private static Installed scr;

  /** One example: its page and itself. */
  record Case(Page page, Page.Example example) {
    @Override
    public String toString() {
      return String.join("; ", example.commands());
    }
  }

  @BeforeAll
  static void runAJob() throws IOException, InterruptedException {
    scr = new Installed(directory);
    String heat = Path.of(Installed.heat()).getParent().toString();
    scr.set("PATH", path(heat)).set("SCR_FLUSH", "5").set("SCR_COPY_TYPE", "XOR");
    scr.ok("scr_local", "up", "-N", "5");
    scr.ok("scr_run", heat("500"));
    scr.ok("scr_halt", "--remove");
    killASecondJob();
  }

  /** It leaves datasets in the caches. */
  private static void killASecondJob() throws IOException, InterruptedException {
    Installed.Running run = scr.start("scr_run", heat("1000000"));
    HeatRun.awaitCheckpoints(scr, run, 12);
    run.process().destroyForcibly();
    run.await();
    scr.ok("scr_prerun");
  }

  private static String[] heat(String steps) {
    return new String[] {
      "local", "-N4", "-n4", Installed.heat(), "--steps", steps, "--every", "50", "--step-ms", "5"
    };
  }

  private static String path(String heat) {
    return String.join(
        ":",
        Installed.HOME.resolve("bin").toString(),
        Installed.HOME.resolve("libexec").toString(),
        heat,
        System.getenv("PATH"));
  }

  @AfterAll
  static void takeItDown() throws IOException, InterruptedException {
    scr.close();
  }

  static List<Case> cases(Page.Where where) throws IOException {
    List<Case> cases = new ArrayList<>();
    for (Page page : Pages.all()) {
      page.examples().stream()
          .filter(example -> example.where() == where)
          .forEach(example -> cases.add(new Case(page, example)));
    }
    return cases;
  }

  /** First what needs the caches as they are, last what changes all. */
  static List<Case> here() throws IOException {
    List<String> first = List.of("scr_scavenge", "scr_inspect");
    return cases(Page.Where.HERE).stream()
        .sorted(
            Comparator.comparing((Case one) -> !first.contains(one.page().name()))
                .thenComparing(one -> one.page().startsProgram()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("here")
  void isSo(Case one) throws IOException, InterruptedException {
    scr.ok("scr_halt", "--remove");
    List<String> commands = new ArrayList<>(List.of("cd '" + scr.prefix() + "'"));
    commands.addAll(one.example().commands());

    Installed.Result result =
        scr.start("example", List.of("sh", "-e", "-c", String.join("\n", commands))).await();

    List<String> documented = one.page().exit().stream().map(Page.Item::term).toList();
    assertThat(result.status()).as(result.toString()).isLessThan(FIRST_FAULT);
    assertThat(documented).as(result.toString()).contains(Integer.toString(result.status()));
  }

  @Test
  void everyCommandHasItsPageAndItsCompletions() throws IOException {
    Path share = Installed.HOME.resolve("share");
    for (String folder : List.of("bin", "libexec")) {
      try (Stream<Path> commands = Files.list(Installed.HOME.resolve(folder))) {
        for (Path command : commands.toList()) {
          String name = command.getFileName().toString();
          assertThat(share.resolve("man/man1/" + name + ".1")).exists();
          assertThat(share.resolve("bash-completion/completions/" + name)).exists();
          assertThat(share.resolve("zsh/site-functions/_" + name)).exists();
          assertThat(share.resolve("fish/vendor_completions.d/" + name + ".fish")).exists();
        }
      }
    }
    assertThat(share.resolve("man/man5/scr.conf.5")).exists();
  }

  @Test
  void pagesSayWhereCommandsAre() throws IOException {
    for (Page page : Pages.all()) {
      assertThat(Installed.HOME.resolve(page.folder()).resolve(page.name())).isExecutable();
    }
  }

  @Test
  void theOptionsOfTheShellScriptAreThoseOfItsPage() throws IOException, InterruptedException {
    String help = scr.ok("scr_check_node", "--help").out();
    Page page =
        Pages.all().stream()
            .filter(one -> one.name().equals("scr_check_node"))
            .findFirst()
            .orElseThrow();
    assertThat(help.strip()).isEqualTo("usage: scr_check_node " + page.synopsis());
  }
}
