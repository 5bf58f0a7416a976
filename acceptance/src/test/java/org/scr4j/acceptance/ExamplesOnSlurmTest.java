package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.scr4j.pages.Page;

/** The examples of guides and manual pages that need an allocation of Slurm, in one. */
class ExamplesOnSlurmTest {

  private static final int FIRST_FAULT = 64;
  private static TestCluster cluster;

  @TempDir Path directory;

  @BeforeAll
  static void startTheCluster() throws IOException, InterruptedException {
    cluster = TestCluster.up();
  }

  static List<String> scripts() throws IOException {
    List<String> scripts = new ArrayList<>();
    for (String name : List.of("guide.md", "admin.md")) {
      Document.read(name).blocks("sh slurm").forEach(block -> scripts.add(block.text()));
    }
    for (ExamplesTest.Case one : ExamplesTest.cases(Page.Where.SLURM)) {
      scripts.add(String.join("\n", one.example().commands()));
    }
    return scripts;
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void isSo(String script) throws IOException, InterruptedException {
    Installed scr = new Installed(directory);
    scr.set(
        "PATH",
        String.join(
            ":",
            Installed.HOME.resolve("bin").toString(),
            Path.of(Installed.heat()).getParent().toString(),
            System.getenv("PATH")));

    Installed.Result result =
        cluster.run(
            scr,
            "salloc",
            "--quiet",
            "--no-kill",
            "--exclusive",
            "-N5",
            "sh",
            "-e",
            "-c",
            "cd '" + scr.prefix() + "'\n" + script);

    assertThat(result.status()).as(result.toString()).isLessThan(FIRST_FAULT);
  }
}
