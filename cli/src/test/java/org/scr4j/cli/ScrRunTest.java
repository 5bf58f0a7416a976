package org.scr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.FlushFile;
import org.scr4j.dataset.FlushState;
import org.scr4j.kvtree.LockKind;
import org.scr4j.kvtree.StateFiles;

/** The commands around a run, as processes, on a cluster of virtual nodes. */
@Timeout(90)
class ScrRunTest extends OnVirtualNodes {

  private static void awaitContent(Path file, String text) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> Files.exists(file) && Files.readString(file).contains(text));
  }

  @Test
  void theProgramOwnsStandardOutputAndItsStatusIsTheResult() throws Exception {
    Started run = start("scr_run", "local", "-n1", "sh", "-c", "echo hello; exit 5");
    assertThat(run.status()).as(run.messages()).isEqualTo(5);
    assertThat(run.output()).isEqualTo("hello\n");
    assertThat(run.messages().lines()).isNotEmpty().allMatch(line -> line.startsWith("scr_run: "));
  }

  @Test
  void outputStreamsWhileTheProgramRuns() throws Exception {
    Started run =
        start(
            "scr_run",
            "local",
            "-n1",
            "sh",
            "-c",
            "echo early; while [ ! -e go ]; do sleep 0.05; done");
    awaitContent(run.out(), "early");
    assertThat(run.process().isAlive()).isTrue();
    Files.createFile(directory.resolve("go"));
    assertThat(run.status()).isZero();
  }

  @Test
  void termEndsTheStepAndTheStatusIs143() throws Exception {
    Started run = start("scr_run", "local", "-N2", "sh", "-c", "echo up; exec sleep 60");
    awaitContent(run.out(), "up\nup\n");
    run.process().destroy();
    assertThat(run.status()).isEqualTo(143);
    assertThat(run.messages()).contains("ended by SIGTERM").contains("exit=143");
    assertThat(call("scr_local", "down").out()).contains(" 0 processes");
  }

  @ParameterizedTest
  @CsvSource({"INT,130", "HUP,129", "USR1,138", "USR2,140", "ALRM,142"})
  void otherSignalsEndItInTheSameWay(String signal, int status) throws Exception {
    assumeFalse(isIgnored(status - 128), "SIG" + signal + " is ignored here, as nohup has it");
    Started run = start("scr_run", "local", "-N2", "sh", "-c", "echo up; exec sleep 60");
    awaitContent(run.out(), "up\nup\n");
    signal(run, signal);
    assertThat(run.status()).isEqualTo(status);
    assertThat(run.messages()).contains("ended by SIG" + signal).contains("exit=" + status);
    assertThat(call("scr_local", "down").out()).contains(" 0 processes");
  }

  /** What a process ignores, those that it starts ignore too. */
  private static boolean isIgnored(int signal) throws Exception {
    String mask =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring("SigIgn:".length()).strip())
            .findFirst()
            .orElse("0");
    return (Long.parseUnsignedLong(mask, 16) >> (signal - 1) & 1) == 1;
  }

  @Test
  void aSecondOneIsIgnoredWhileTheStepEnds() throws Exception {
    Started run =
        start(
            "scr_run",
            "local",
            "-n1",
            "sh",
            "-c",
            "trap ': > term; while [ ! -e go ]; do sleep 0.05; done; exit 0' TERM; echo up;"
                + " while :; do sleep 0.05; done");
    awaitContent(run.out(), "up\n");
    String many = "i=0; while [ $i -lt 20 ]; do kill -INT $0; i=$((i + 1)); sleep 0.1; done";
    String pid = Long.toString(run.process().pid());
    Process signals = new ProcessBuilder("sh", "-c", many, pid).start();
    awaitContent(run.err(), "SIGINT again: nothing to do, the step is being ended");
    signals.destroy();
    signals.waitFor();
    Files.createFile(directory.resolve("go"));
    assertThat(run.status()).isEqualTo(130);
  }

  @Test
  void aSecondInterruptLeavesInCacheWhatIsBeingSaved() throws Exception {
    Path copy = Files.createDirectories(directory.resolve("home/libexec")).resolve("scr_copy");
    Path copying = directory.resolve("copying");
    Files.writeString(copy, "#!/bin/sh\n: > '" + copying + "'\nexec sleep 60\n");
    assertThat(copy.toFile().setExecutable(true)).isTrue();
    Started run = start("scr_run", "local", "-N2", "sh", "-c", "echo up; exec sleep 60");
    awaitContent(run.out(), "up\nup\n");
    String job = call("scr_env", "-j").out().strip();
    DatasetDescriptor cached =
        DatasetDescriptor.create(
            1,
            "ckpt.1",
            OptionalInt.of(1),
            false,
            1,
            new DatasetDescriptor.Origin("tester", Optional.empty(), job, Optional.empty()));
    new FlushFile(new StateFiles(LockKind.FLOCK, line -> {}), directory.resolve(".scr/flush.scr"))
        .update(state -> state.withEntry(cached, 1, FlushState.Location.CACHE));

    signal(run, "INT");
    await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(copying));
    signal(run, "TERM");
    awaitContent(run.err(), "SIGTERM again: nothing to do, the cache is being saved");
    signal(run, "INT");

    assertThat(run.status()).isEqualTo(130);
    assertThat(run.messages()).contains("collecting ckpt.1").doesNotContain("saved ckpt.1");
  }

  private static void signal(Started run, String name) throws Exception {
    String pid = Long.toString(run.process().pid());
    assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
  }

  @Test
  void whatAKilledScrRunLeftIsEndedByTheNext() throws Exception {
    Started killed = start("scr_run", "local", "-N2", "sh", "-c", "echo up; exec sleep 60");
    awaitContent(killed.out(), "up\nup\n");
    killed.process().destroyForcibly().waitFor();
    Started next = start("scr_run", "local", "-N2", "true");
    assertThat(next.status()).as(next.messages()).isZero();
    assertThat(call("scr_local", "down").out()).contains(" 0 processes");
  }

  @Test
  void disabledItStartsTheProgramAndNothingElse() throws Exception {
    environment.put("SCR_ENABLE", "0");
    Started run = start("scr_run", "local", "-n2", "sh", "-c", "echo hello; exit 4");
    assertThat(run.status()).isEqualTo(4);
    assertThat(run.output()).isEqualTo("hello\nhello\n");
    assertThat(run.messages()).isEmpty();
    assertThat(directory.resolve(".scr")).doesNotExist();
  }

  @Test
  void theProgramsOptionsAreItsOwn() throws Exception {
    Started run =
        start("scr_run", "local", "-n1", "sh", "-c", "echo \"$@\"", "sh", "-rc", "--help", "-p");
    assertThat(run.status()).as(run.messages()).isZero();
    assertThat(run.output()).isEqualTo("-rc --help -p\n");
  }

  @Test
  void aRunCommandIsTheProgram() throws Exception {
    Started run = start("scr_run", "local", "-n", "1", "-rc", "echo from the command");
    assertThat(run.status()).as(run.messages()).isZero();
    assertThat(run.output()).isEqualTo("from the command\n");
  }

  @Test
  void aDryRunPrintsTheCommandAndStartsNothing() {
    Called dry = call("scr_run", "--dry-run", "local", "-N2", "-n4", "./app", "-x");
    assertThat(dry.status()).as(dry.err()).isZero();
    assertThat(dry.out()).contains("node[1-2]").contains("./app -x");
    assertThat(directory.resolve(".scr")).doesNotExist();
  }

  @Test
  void withoutALauncherItIsWrongUsage() {
    assertThat(call("scr_run").status()).isEqualTo(64);
    assertThat(call("scr_run", "nolauncher", "./app").status()).isEqualTo(69);
  }

  @Test
  void wrongArgumentsOfTheLauncherAreWrongUsage() {
    Called called = call("scr_run", "local", "-x", "./app");
    assertThat(called.status()).isEqualTo(64);
    assertThat(called.err()).contains("unknown option -x");
  }

  @Test
  void aBadValueIsFoundBeforeAnythingRuns() throws IOException {
    Path file = directory.resolve(".scrconf");
    Files.writeString(file, "# flush rarely\nSCR_FLUSH=rarely\n");
    Called called = call("scr_run", "local", "-N1", "-n1", "touch", "ran");
    assertThat(called.status()).isEqualTo(78);
    assertThat(called.err()).contains("SCR_FLUSH=rarely").contains(file + ":2");
    assertThat(directory.resolve("ran")).doesNotExist();
  }

  @Test
  void theDeadNodeIsListedWithItsReason() throws IOException {
    assertThat(call("scr_list_down_nodes").out()).isEqualTo("\n");
    call("scr_local", "fail", "node2");
    assertThat(call("scr_list_down_nodes", "-j", "local").out()).isEqualTo("node2\n");
    assertThat(call("scr_list_down_nodes", "--reason").out()).startsWith("node2: failed by");
    assertThat(call("scr_list_down_nodes", "--down", "node3").out()).isEqualTo("node[2-3]\n");
    Files.writeString(directory.resolve(".scrconf"), "CACHEDIR=/dev/shm BYTES=900TB\n");
    assertThat(call("scr_list_down_nodes", "--free", "--reason").out())
        .contains("node1: cache directory /dev/shm:")
        .contains("KiB free, ");
    Files.delete(directory.resolve(".scrconf"));
    assertThat(call("scr_list_down_nodes", "--json", "node2").out()).contains("\"node2\"");
    call("scr_local", "repair", "node2");
    assertThat(call("scr_list_down_nodes").out()).isEqualTo("\n");
  }

  @Test
  void downNodesAreLoggedWhenAsked() throws Exception {
    environment.put("SCR_LOG_ENABLE", "1");
    call("scr_local", "fail", "node2");
    call("scr_list_down_nodes", "--log", "--secs", "12");
    assertThat(directory.resolve(".scr/log"))
        .content()
        .contains("event=NODE_FAIL")
        .contains("node2: ")
        .contains("secs=12.0");
  }

  @Test
  void whetherToStopIsTheExitStatus() {
    assertThat(call("scr_should_exit").status()).isEqualTo(1);
    assertThat(call("scr_should_exit", "--runs", "0").status()).isZero();
    assertThat(call("scr_should_exit", "--down", "node2").status()).isZero();
    assertThat(call("scr_should_exit", "--down", "node2", "--min-nodes=2").status()).isEqualTo(1);
    Called verbose = call("scr_should_exit", "--down", "node2", "-v");
    assertThat(verbose.out()).contains("2 of the 3");
    call("scr_halt");
    assertThat(call("scr_should_exit").status()).isZero();
  }

  @Test
  void factsOfTheAllocation() {
    assertThat(call("scr_env", "--nodes").out()).isEqualTo("node[1-3]\n");
    assertThat(call("scr_env", "-u").out()).isEqualTo("tester\n");
    assertThat(call("scr_env", "-e").out()).isEqualTo("0\n");
    assertThat(call("scr_env", "-r").out()).isEqualTo("0\n");
    String jobId = call("scr_env", "-j").out().strip();
    assertThat(call("scr_list_dir", "control").out())
        .isEqualTo("/dev/shm/tester/scr." + jobId + "\n");
    assertThat(call("scr_list_dir", "--base", "cache").out()).isEqualTo("/dev/shm\n");
  }

  @Test
  void preparingAndSavingByHand() {
    assertThat(call("scr_prerun", "-p", directory.toString()).status()).isZero();
    assertThat(directory.resolve(".scr")).isDirectory();
    assertThat(call("scr_postrun", "-p", directory.toString(), "-j", "local").status()).isZero();
  }

  @Test
  void theStatusOfTheClusterIsListed() {
    call("scr_local", "fail", "node3");
    assertThat(call("scr_local", "status").out()).startsWith("node1: up\nnode2: up\nnode3: down: ");
    assertThat(call("scr_local", "fail").status()).isEqualTo(64);
    assertThat(call("scr_local", "fail", "node99").status()).isEqualTo(69);
    assertThat(call("scr_local", "burn").status()).isEqualTo(64);
  }
}
