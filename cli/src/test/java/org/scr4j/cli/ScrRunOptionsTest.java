package org.scr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What scr_run prints, keeps and plans, as a process on a cluster of virtual nodes. */
@Timeout(90)
class ScrRunOptionsTest extends OnVirtualNodes {

  private static final String FAIL_TWICE =
      "echo out of $SCR_LOCAL_RANK; echo err of $SCR_LOCAL_RANK >&2; [ -e two ] && exit 0;"
          + " [ -e one ] && : > two; : > one; exit 3";

  private List<String> logs() throws IOException {
    try (var files = Files.list(directory.resolve("logs"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void eachRunHasFilesOfItsOwnAndTheTerminalShowsAll() throws Exception {
    environment.put("SCR_RUNS", "5");
    Started run = start("scr_run", "--log-dir", "logs", "local", "-n1", "sh", "-c", FAIL_TWICE);
    assertThat(run.status()).as(run.messages()).isZero();
    assertThat(run.output()).isEqualTo("out of 0\n".repeat(3));
    assertThat(run.messages()).contains("err of 0\n");
    assertThat(logs())
        .containsExactly(
            "run.1.err", "run.1.out", "run.2.err", "run.2.out", "run.3.err", "run.3.out");
    assertThat(directory.resolve("logs/run.2.out")).hasContent("out of 0\n");
    assertThat(directory.resolve("logs/run.3.err")).hasContent("err of 0\n");
  }

  @Test
  void logsOfAnEarlierScrRunStay() throws Exception {
    for (String text : List.of("first", "second")) {
      Started run = start("scr_run", "--log-dir=logs", "local", "-n2", "echo", text);
      assertThat(run.status()).as(run.messages()).isZero();
    }
    assertThat(logs()).containsExactly("run.1.2.err", "run.1.2.out", "run.1.err", "run.1.out");
    assertThat(directory.resolve("logs/run.1.out")).hasContent("first\nfirst\n");
    assertThat(directory.resolve("logs/run.1.2.out")).hasContent("second\nsecond\n");
  }

  @Test
  void muchOutputIsKeptWhole() throws Exception {
    Started run = start("scr_run", "--log-dir", "logs", "local", "-n1", "seq", "200000");
    assertThat(run.status()).as(run.messages()).isZero();
    assertThat(Files.mismatch(run.out(), directory.resolve("logs/run.1.out"))).isEqualTo(-1);
    assertThat(run.output()).endsWith("\n200000\n");
  }

  @Test
  void switchedOffItKeepsTheLogAllTheSame() throws Exception {
    environment.put("SCR_ENABLE", "0");
    Started run = start("scr_run", "--log-dir", "logs", "local", "-n1", "echo", "hello");
    assertThat(run.status()).as(run.messages()).isZero();
    assertThat(directory.resolve("logs/run.1.out")).hasContent("hello\n");
    assertThat(run.output()).isEqualTo("hello\n");
  }

  @Test
  void aLogDirectoryThatCannotBeIsToldBeforeAnythingStarts() throws Exception {
    Files.createFile(directory.resolve("file"));
    Called called = call("scr_run", "--log-dir", "file/logs", "local", "-n1", "touch", "ran");
    assertThat(called.status()).isEqualTo(73);
    assertThat(called.err().lines()).hasSize(1);
    assertThat(called.err()).contains("--log-dir").contains("file/logs").contains("choose another");
    assertThat(directory.resolve("ran")).doesNotExist();
    assertThat(directory.resolve(".scr")).doesNotExist();
  }

  @Test
  void theSummaryNamesFailuresAndIsJsonToo() throws Exception {
    environment.put("SCR_RUNS", "5");
    Started run = start("scr_run", "--json", "sum.json", "local", "-n1", "sh", "-c", FAIL_TWICE);
    assertThat(run.status()).as(run.messages()).isZero();
    assertThat(run.messages())
        .contains("failed: runs 1-2: exit status 3")
        .containsPattern("time: [0-9.]+ s: in runs [0-9.]+, between runs [0-9.]+");
    String json = Files.readString(directory.resolve("sum.json"));
    assertThat(json)
        .contains("\"exit_status\" : 0")
        .contains("\"number\" : 3")
        .contains("\"cause\" : \"exit status 3\"")
        .contains("\"checkpoints\" : null")
        .contains("\"computing\" : null")
        .contains("\"goodput\" : null");
    assertThat(directory.resolve("sum.json.new")).doesNotExist();
  }

  @Test
  void withALogTheSummaryTellsTheGoodput() throws Exception {
    environment.put("SCR_LOG_ENABLE", "1");
    String line = "$(date +%FT%T): host=n, jobid=$SCR_JOB_ID, event=";
    Started run =
        start(
            "scr_run",
            "--json=sum.json",
            "local",
            "-n1",
            "sh",
            "-c",
            ("echo \"%sSTART, procs=1, nodes=1\" >> .scr/log;"
                    + " echo \"%sCHECKPOINT_END, dset=1, secs=0.001000\" >> .scr/log")
                .formatted(line, line));
    assertThat(run.status()).as(run.messages()).isZero();
    assertThat(run.messages()).contains("checkpoints 1, goodput ");
    assertThat(Files.readString(directory.resolve("sum.json")))
        .contains("\"checkpoints\" : 1")
        .contains("\"checkpointing\" : 0.001")
        .doesNotContain("\"goodput\" : null");
  }

  @Test
  void aSummaryThatCannotBeWrittenIsToldBeforeAnythingStarts() {
    Called called = call("scr_run", "--json", "no/such/file", "local", "-n1", "touch", "ran");
    assertThat(called.status()).isEqualTo(73);
    assertThat(called.err()).contains("--json").contains("no/such/file");
    assertThat(directory.resolve("ran")).doesNotExist();
  }

  @Test
  void runsWithoutProgressEndWith93() throws Exception {
    environment.put("SCR_RUNS", "-1");
    Started run = start("scr_run", "local", "-n1", "sh", "-c", "exit 3");
    assertThat(run.status()).as(run.messages()).isEqualTo(93);
    assertThat(run.messages().lines())
        .filteredOn(line -> line.contains("no progress: "))
        .hasSize(1);
  }

  @Test
  void aDryRunPrintsChecksDecisionAndTheCommandLast() throws Exception {
    call("scr_local", "fail", "node2");
    Called dry = call("scr_run", "--dry-run", "local", "-N2", "sh", "-c", "echo 'a b'");
    assertThat(dry.status()).as(dry.err()).isZero();
    List<String> lines = dry.out().lines().toList();
    assertThat(lines.get(0)).startsWith("allocation: ").contains("nodes node[1-3]");
    assertThat(lines)
        .contains("usable: node[1,3]", "needed: 2", "decision: run on nodes of node[1,3]")
        .anyMatch(line -> line.startsWith("down: node2: "));
    assertThat(lines.get(lines.size() - 1))
        .startsWith("command: ")
        .contains("node[1,3]")
        .endsWith("sh -c 'echo '\\''a b'\\'''");
    assertThat(directory.resolve(".scr")).doesNotExist();
  }

  @Test
  void aDryRunEndsAsTheJobWould() throws Exception {
    Called few = call("scr_run", "--dry-run", "local", "-N4", "./app");
    assertThat(few.status()).isEqualTo(76);
    assertThat(few.out()).contains("decision: no run, exit status 76: too few nodes");
    Files.createDirectory(directory.resolve(".scr"));
    call("scr_halt");
    Called halted = call("scr_run", "--dry-run", "local", "-N1", "./app");
    assertThat(halted.status()).isEqualTo(75);
    assertThat(halted.out()).contains("JOB_HALTED").doesNotContain("command:");
  }

  @Test
  void aDryRunChangesNothingNotEvenADamagedRecord() throws Exception {
    Files.createDirectory(directory.resolve(".scr"));
    Files.writeString(directory.resolve(".scr/nodes_out.scr"), "rubbish");
    Files.writeString(directory.resolve(".scr/nodes.scr"), "rubbish");
    Called dry = call("scr_run", "--dry-run", "local", "-N1", "./app");
    assertThat(dry.status()).as(dry.err()).isZero();
    assertThat(dry.err()).contains("a run would move it aside");
    try (var files = Files.list(directory.resolve(".scr"))) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void aDryRunWhereScrIsOffPrintsThePlainCommand() {
    environment.put("SCR_ENABLE", "0");
    Called dry = call("scr_run", "--dry-run", "local", "-N2", "-rc", "./app -x");
    assertThat(dry.status()).as(dry.err()).isZero();
    assertThat(dry.out()).contains("SCR_ENABLE=0").endsWith("./app -x\n");
  }

  @Test
  void quotesInARunCommandHoldWordsTogether() throws Exception {
    Started run = start("scr_run", "local", "-n1", "--run-cmd=sh -c 'echo \"a  b\"; exit 4'");
    assertThat(run.status()).as(run.messages()).isEqualTo(4);
    assertThat(run.output()).isEqualTo("a  b\n");
    Called open = call("scr_run", "local", "-n1", "-rc", "echo 'a");
    assertThat(open.status()).isEqualTo(64);
    assertThat(open.err()).contains("is not closed");
  }
}
