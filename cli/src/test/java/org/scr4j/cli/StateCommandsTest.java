package org.scr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on state files that LLNL's SCR wrote. */
class StateCommandsTest {

  @TempDir Path directory;

  private Called call(String... words) {
    return Called.in(directory, words);
  }

  private Path index() throws Exception {
    return Reference.copy("more/index/prefix", directory.resolve("prefix"));
  }

  @Test
  void theIndexIsListedAsLlnlsCommandDoes() throws Exception {
    String prefix = index().toString();
    assertThat(call("scr_index", "-p", prefix).out())
        .isEqualTo(
            """
            DSET VALID FLUSHED             CUR NAME
               4 YES   2026-11-22T11:08:29     ckpt.4
               2 YES   2026-11-22T11:08:29   * ckpt.2
            """);
    assertThat(call("scr_index", "-p", prefix, "--current=ckpt.4").status()).isZero();
    assertThat(call("scr_index", "-p", prefix, "--list").out()).contains("  * ckpt.4");
    assertThat(call("scr_index", "-p", prefix, "--drop", "ckpt.2").status()).isZero();
    assertThat(call("scr_index", "-p", prefix, "--json").out())
        .contains("ckpt.4")
        .doesNotContain("ckpt.2");
    assertThat(call("scr_index", "-p", prefix, "--add", "ckpt.2").status()).isZero();
    assertThat(call("scr_index", "-p", prefix, "-zckpt.2").status()).isZero();
    assertThat(call("scr_index", "-p", prefix).out()).doesNotContain("ckpt.4");
  }

  @Test
  void whatIsNotThereIsStatus1() throws Exception {
    String prefix = index().toString();
    assertThat(call("scr_index", "-p", prefix, "--drop", "none").status()).isEqualTo(1);
    assertThat(call("scr_index", "-p", prefix, "--current", "none").status()).isEqualTo(1);
    assertThat(call("scr_index", "-p", prefix, "--build", "77").status()).isEqualTo(1);
  }

  @Test
  void aPrefixWithoutIndexIsNamed() {
    Called none = call("scr_index");
    assertThat(none.status()).isEqualTo(74);
    assertThat(none.err()).contains("index.scr");
  }

  @Test
  void verifyingFindsALostFile() throws Exception {
    Path prefix = index();
    assertThat(call("scr_index", "-p", prefix.toString(), "--verify", "ckpt.2").status()).isZero();
    Files.delete(prefix.resolve("ckpt.2/rank_3.ckpt"));
    Called verify = call("scr_index", "-p", prefix.toString(), "--verify", "ckpt.2");
    assertThat(verify.status()).as("nothing to rebuild it from").isEqualTo(3);
    assertThat(verify.out())
        .startsWith("ckpt.2: damaged, and some of it is lost, dataset 2, 8 ranks, 8 files, ")
        .contains(
            "\nranks 0-2: good\nrank 3: lost: ckpt.2/rank_3.ckpt is missing\nranks 4-7: good\n");
    Called json = call("scr_index", "-p", prefix.toString(), "--verify", "ckpt.2", "--json");
    assertThat(json.status()).isEqualTo(3);
    assertThat(json.out().replaceAll("\\s", ""))
        .contains("\"verdict\":\"lost\"")
        .contains("\"good\":[{\"first\":0,\"last\":2},{\"first\":4,\"last\":7}]")
        .contains("\"rank\":3,\"verdict\":\"lost\",\"files\":[{\"path\":\"ckpt.2/rank_3.ckpt\"");
    assertThat(call("scr_index", "-p", prefix.toString(), "--verify", "none").status())
        .isEqualTo(1);
  }

  @Test
  void aDatasetThatTheIndexDoesNotKnowIsFoundByItsSummary() throws Exception {
    Path prefix = index();
    Files.write(prefix.resolve(".scr/index.scr"), new byte[] {1, 2, 3});
    Called verify = call("scr_index", "-p", prefix.toString(), "--verify", "ckpt.2");
    assertThat(verify.status()).isZero();
    assertThat(verify.out()).startsWith("ckpt.2: good, dataset 2, 8 ranks, ");
    assertThat(verify.err()).contains("index.scr", "going by the summaries");
    Files.delete(prefix.resolve(".scr/index.scr"));
    assertThat(call("scr_index", "-p", prefix.toString(), "--verify", "ckpt.2").status()).isZero();
  }

  @Test
  void everyStateFileIsPrintedSorted() {
    Path halt = Reference.path("more/halt/all.halt.scr");
    assertThat(call("scr_print", halt.toString()).out())
        .isEqualTo(
            """
              CheckpointsLeft = 5
              ExitAfter = 1900000001
              ExitBefore = 1900000000
              ExitReason = JOB_HALTED
              HaltSeconds = 3600
            """);
    assertThat(call("scr_print", "-m", "tree", halt.toString()).out())
        .startsWith("  CheckpointsLeft\n    5\n");
    assertThat(call("scr_print", "--json", halt.toString()).out()).contains("\"JOB_HALTED\"");
    assertThat(call("scr_print", "-m", "leaf", halt.toString()).status()).isEqualTo(64);
  }

  @Test
  void aStateFileIsDescribedByItsType() throws Exception {
    call("scr_halt", "--checkpoints", "3");
    String halt = directory.resolve(".scr/halt.scr").toString();
    assertThat(call("scr_print", "--describe", halt).out())
        .isEqualTo(
            """
            halt file: conditions are set, none of which holds now
              checkpoints left: 3
            """);
    assertThat(call("scr_print", "-d", "--json", halt).out())
        .contains("\"type\" : \"halt\"")
        .contains("\"checkpoints_left\" : 3")
        .contains("\"problems\" : [ ]");
    assertThat(call("scr_print", halt).out()).isEqualTo("  CheckpointsLeft = 3\n");
  }

  @Test
  void whatCannotBeDescribedIsSaidInOneLine() throws Exception {
    Files.writeString(directory.resolve("notes"), "milk\n");
    Called notes = call("scr_print", "-d", "notes");
    assertThat(notes.status()).isEqualTo(74);
    assertThat(notes.err().lines()).singleElement().asString().contains("is no file of SCR's");
    assertThat(call("scr_print", "-d", "none").status()).isEqualTo(74);
    assertThat(call("scr_print", "-d", "-m", "tree", "notes").status()).isEqualTo(64);
  }

  @Test
  void questionsToTheFlushFile() throws Exception {
    String prefix = Reference.copy("xor/prefix", directory.resolve("xor")).toString();
    assertThat(call("scr_flush_file", "--dir", prefix, "--list-ckpt").out()).isEqualTo("2 1\n");
    assertThat(call("scr_flush_file", "--dir", prefix, "--list-ckpt", "--before", "2").out())
        .isEqualTo("1\n");
    assertThat(call("scr_flush_file", "--dir", prefix, "--list-output").status()).isEqualTo(1);
    assertThat(call("scr_flush_file", "--dir", prefix, "--need-flush", "2").status()).isZero();
    assertThat(call("scr_flush_file", "--dir", prefix, "--need-flush", "9").status()).isEqualTo(1);
    assertThat(call("scr_flush_file", "--dir", prefix, "--latest").out()).isEqualTo("2\n");
    assertThat(call("scr_flush_file", "--dir", prefix, "--location", "2").out())
        .isEqualTo("CACHE\n");
    assertThat(call("scr_flush_file", "--dir", prefix, "--name", "2").out()).isEqualTo("ckpt.2\n");
    assertThat(call("scr_nodes_file", "--dir", prefix).out()).isEqualTo("4\n");
  }

  @Test
  void theHaltFileIsSetAndListedByLlnlsHelper() {
    String file = directory.resolve("halt.scr").toString();
    assertThat(call("scr_halt_cntl", "-f", file, "-c", "3", "-r", "WHY").out())
        .isEqualTo(
            "Setting CheckpointsLeft\nSetting ExitReason\n\nHalt file settings for "
                + file
                + ":\n  ExitReason:      WHY\n  CheckpointsLeft: 3\n");
    assertThat(call("scr_halt_cntl", "-f", file, "-xr").out())
        .contains("Unsetting ExitReason")
        .doesNotContain("WHY");
  }

  @Test
  void whetherTheHaltFileForbidsARun() {
    assertThat(call("scr_retries_halt", "--dir", directory.toString()).status()).isEqualTo(1);
    call("scr_halt", "--checkpoints", "0");
    Called halted = call("scr_retries_halt", "--dir", directory.toString());
    assertThat(halted.status()).isZero();
    assertThat(halted.out()).contains("HALT RUN: No checkpoints");
  }

  @Test
  void anEventIsLogged() {
    Called.with(
        directory,
        java.util.Map.of("SCR_LOG_ENABLE", "1"),
        "scr_log_event",
        "-p",
        directory.toString(),
        "-i",
        "77",
        "-T",
        "MY_EVENT",
        "-N",
        "a note",
        "-D",
        "4",
        "-n",
        "ckpt.4",
        "-L",
        "3");
    assertThat(directory.resolve(".scr/log"))
        .content()
        .contains("jobid=77, event=MY_EVENT, note=\"a note\", dset=4, name=\"ckpt.4\", secs=3.0");
  }

  @Test
  void aNodesPartIsCollectedFromItsCache() throws Exception {
    Path prefix = Files.createDirectory(directory.resolve("p"));
    Map<String, String> node =
        Map.of(
            "SCR_STORAGE_ROOT",
            Reference.path("xor/cache/node1").toString(),
            "SCR_LOCAL_NODE",
            "node1");
    Called absent = copy(node, "9", prefix);
    assertThat(absent.status()).isEqualTo(1);
    assertThat(absent.out()).contains("not on this node").endsWith("node1: Return code: 1\n");
    Called refused = copy(node, "2", prefix);
    assertThat(refused.status()).isEqualTo(74);
    assertThat(refused.err()).contains("rank_0.ckpt").contains("outside the prefix");
    assertThat(refused.out())
        .contains("scr_copy: node1: dataset 2: 12 files: 10 copied")
        .contains(" 2 not copied, ")
        .endsWith("scr_copy: node1: Return code: 74\n");
    Called json = copy(node, "2", prefix, "--json", "--parallel=3", "-b", "64KB");
    assertThat(json.status()).isEqualTo(74);
    assertThat(json.out().replaceAll("\\s", ""))
        .startsWith("{\"node\":\"node1\",\"dataset\":2,\"present\":true,\"good\":false,")
        .contains(
            "\"copied\":0",
            "\"rank\":1,",
            "\"state\":\"refused\"",
            "\"state\":\"there\"",
            "\"seconds\":");
    assertThat(copy(node, "2", prefix, "down1", "down2").status())
        .as("LLNL's scripts name the nodes that are down")
        .isEqualTo(74);
    assertThat(copy(node, "0", prefix).status()).isEqualTo(64);
    assertThat(copy(node, "2", prefix, "--buf", "much").status()).isEqualTo(64);
    assertThat(copy(node, "2", prefix, "--parallel", "0").status()).isEqualTo(64);
  }

  private Called copy(Map<String, String> node, String id, Path prefix, String... more) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("scr_copy", "--cntldir", "/dev/shm/root/scr.38", "-r", "--id", id));
    words.addAll(List.of("--prefix", prefix.toString()));
    words.addAll(List.of(more));
    return Called.with(directory, node, words.toArray(String[]::new));
  }
}
