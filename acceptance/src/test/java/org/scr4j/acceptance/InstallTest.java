package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Installing scr4j, running it from there, and removing it. */
class InstallTest {

  private static final Path SOURCE = Path.of(System.getProperty("scr4j.source")).normalize();
  private static final String JAVA = System.getProperty("java.home") + "/bin/java";

  @TempDir Path directory;

  private record Result(int status, String output) {}

  private Result run(Path from, List<String> line) throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "run", ".out");
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(from.toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(output.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("SCR_"));
    environment.put("SCR_JAVA_HOME", System.getProperty("java.home"));
    environment.put("SCR4J_TREE", Installed.HOME.toAbsolutePath().toString());
    Process process = builder.start();
    if (!process.waitFor(3, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError(line + " is still running");
    }
    return new Result(process.exitValue(), Files.readString(output));
  }

  /** Calls a function that ./build is made of. */
  private void build(String function, Path target) throws IOException, InterruptedException {
    Result done =
        run(
            SOURCE,
            List.of(
                "sh", "-euc", ". ./.build/functions.sh; \"$@\"", "build", function, "" + target));
    assertThat(done.status()).as(done.output()).isZero();
  }

  private void answers(Path home) throws IOException, InterruptedException {
    Result answer =
        run(directory, List.of(home.resolve("bin/scr_hostlist").toString(), "-e", "n[8-9]"));
    assertThat(answer).isEqualTo(new Result(0, "n8,n9\n"));
  }

  private static List<String> everythingIn(Path directory) throws IOException {
    try (Stream<Path> found = Files.walk(directory)) {
      return new ArrayList<>(found.map(file -> directory.relativize(file).toString()).toList());
    }
  }

  private Path archive(Path home) {
    return Path.of(home + "/lib/scr4j/archive" + JAVA);
  }

  @Test
  void aPathWithBlanksIsAsGoodAsAnyAndNothingIsLeftOfIt() throws Exception {
    Path home = directory.resolve("my software/scr4j of today");
    build("install_tree", home);
    answers(home);
    build("make_archive", home);
    assertThat(archive(home).resolve("made-for")).exists();
    answers(home);

    Result removed = run(directory, List.of(home.resolve("lib/scr4j/uninstall").toString()));

    assertThat(removed).isEqualTo(new Result(0, ""));
    assertThat(home).doesNotExist();
  }

  @Test
  void whatOthersPutBesideItAndAChangedConfigurationStay() throws Exception {
    Path home = directory.resolve("local");
    Path other = home.resolve("bin/other");
    Files.createDirectories(other.getParent());
    Files.writeString(other, "not ours");
    build("install_tree", home);
    Files.writeString(home.resolve("etc/scr.conf"), "SCR_RUNS=3\n");

    Result removed = run(directory, List.of(home.resolve("lib/scr4j/uninstall").toString()));

    assertThat(removed.status()).isZero();
    assertThat(removed.output()).contains(home.toRealPath() + "/etc/scr.conf").contains("kept");
    assertThat(everythingIn(home))
        .containsExactlyInAnyOrder("", "bin", "bin/other", "etc", "etc/scr.conf");
  }

  @Test
  void theTarballRunsWhereItIsUnpackedAlsoWhereNothingCanBeWritten() throws Exception {
    Path file = directory.resolve("scr4j.tar.gz");
    build("make_tarball", file);
    Path place = Files.createDirectories(directory.resolve("un packed"));
    assertThat(run(place, List.of("tar", "-xzf", file.toString())).status()).isZero();
    Path home;
    try (Stream<Path> found = Files.list(place)) {
      home = found.findFirst().orElseThrow();
    }
    List<String> before = everythingIn(home);
    // Root may write anywhere but on a read-only file system.
    String script =
        "mount --bind \"$1\" \"$1\" && mount -o remount,ro,bind \"$1\" && \"$1/bin/scr_hostlist\" -c a b";
    Result counted =
        run(directory, List.of("unshare", "-r", "-m", "sh", "-c", script, "sh", home.toString()));
    assumeTrue(!counted.output().contains("unshare") && !counted.output().contains("mount"));

    assertThat(counted).isEqualTo(new Result(0, "2\n"));
    assertThat(everythingIn(home)).isEqualTo(before);
  }

  @Test
  void anArchiveOfAnotherJavaIsNoErrorAndIsMadeAnew() throws Exception {
    Path home = directory.resolve("home");
    build("install_tree", home);
    build("make_archive", home);
    Path madeFor = archive(home).resolve("made-for");
    String right = Files.readString(madeFor);
    Files.writeString(madeFor, "17.0.0\n" + home + "\n");
    try (Stream<Path> files = Files.list(archive(home))) {
      for (Path file : files.filter(file -> file.toString().contains("classes.")).toList()) {
        Files.writeString(file, "nothing that any Java can use");
      }
    }

    answers(home);

    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> Files.readString(madeFor).equals(right));
    answers(home);
  }

  @Test
  void anArchiveThatIsBeingMadeGoesWithTheRest() throws Exception {
    Path home = directory.resolve("gone at once");
    build("install_tree", home);
    Process making =
        new ProcessBuilder(home.resolve("lib/scr4j/make-archive").toString(), JAVA)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Path begun = home.resolve("lib/scr4j/archive" + JAVA).resolve("new/prefix/.scr");
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(begun));

    Result removed = run(directory, List.of(home.resolve("lib/scr4j/uninstall").toString()));

    assertThat(making.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(removed.status()).as(removed.output()).isZero();
    assertThat(home).doesNotExist();
  }

  @Test
  void theDebianPackageHoldsTheTreeAndLinksItsCommands() throws Exception {
    Path file = directory.resolve("scr4j.deb");
    build("make_deb", file);
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg-deb")), "dpkg-deb reads such files");

    Result about = run(directory, List.of("dpkg-deb", "--info", file.toString()));
    assertThat(about.output()).contains("Package: scr4j").contains("postinst").contains("prerm");
    Path root = directory.resolve("a root");
    assertThat(run(directory, List.of("dpkg-deb", "-x", file.toString(), root.toString())).status())
        .isZero();
    answers(root.resolve("opt/scr4j"));
    assertThat(root.resolve("usr/bin/scr_run")).isSymbolicLink().isExecutable();
    for (String page :
        List.of(
            "man/man1/scr_run.1",
            "man/man5/scr.conf.5",
            "bash-completion/completions/scr_run",
            "zsh/vendor-completions/_scr_run",
            "fish/vendor_completions.d/scr_run.fish")) {
      Path link = root.resolve("usr/share").resolve(page);
      assertThat(root.resolve(Files.readSymbolicLink(link).toString().substring(1))).exists();
    }
  }
}
