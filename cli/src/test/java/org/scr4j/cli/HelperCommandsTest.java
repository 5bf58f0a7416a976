package org.scr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.FlushFile;
import org.scr4j.dataset.FlushState;
import org.scr4j.dataset.PrefixLayout;
import org.scr4j.dataset.RankFiles;
import org.scr4j.dataset.RankToFile;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.LockKind;
import org.scr4j.kvtree.StateFiles;

/** The helpers of scripts: the same words and the same answers as LLNL's. */
class HelperCommandsTest {

  private static final StateFiles FILES = new StateFiles(LockKind.FLOCK, warning -> {});

  @TempDir Path directory;

  private Called call(String... words) {
    return Called.in(directory, words);
  }

  private Called logging(String... words) {
    return Called.with(directory, Map.of("SCR_LOG_ENABLE", "1", "SCR_LOCAL_NODE", "n7"), words);
  }

  private String log() throws Exception {
    return Files.readString(directory.resolve(".scr/log"));
  }

  @Test
  void anEventHasTheirLine() throws Exception {
    String[] words = {
      "scr_log_event",
      "-p",
      directory.toString(),
      "-u",
      "ann",
      "-j",
      "name",
      "-i5",
      "-s",
      "9",
      "-TEV",
      "-N",
      "a note",
      "-D3",
      "-n",
      "ckpt 3",
      "-S",
      "100000",
      "-L5"
    };
    assertThat(logging(words).status()).isZero();
    assertThat(log())
        .isEqualTo(
            "1970-01-02T03:46:40: host=n7, jobid=5, event=EV, note=\"a note\", dset=3,"
                + " name=\"ckpt 3\", secs=5.000000\n");
  }

  @Test
  void aTransferHasTheirLine() throws Exception {
    logging(
        "scr_log_transfer",
        "-p" + directory,
        "-i",
        "5",
        "-T",
        "FLUSH",
        "-X",
        "/a/b",
        "-Y",
        "/c d",
        "-D",
        "3",
        "-n",
        "name",
        "-S100000",
        "-L",
        "5",
        "-B",
        "123456789",
        "-F",
        "7");
    logging("scr_log_transfer", "-p", directory.toString(), "-i", "5", "-T", "FETCH", "-S", "100");
    assertThat(log())
        .isEqualTo(
            "1970-01-02T03:46:40: host=n7, jobid=5, xfer=FLUSH, from=/a/b, to=/c d, dset=3,"
                + " name=\"name\", secs=5.000000, bytes=123456789.000000, files=7\n"
                + "1970-01-01T00:01:40: host=n7, jobid=5, xfer=FETCH\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"scr_log_event", "scr_log_transfer"})
  void withoutLoggingNothingIsLogged(String command) {
    assertThat(call(command, "-p", directory.toString(), "-T", "X").status()).isZero();
    assertThat(directory.resolve(".scr")).doesNotExist();
    assertThat(call(command, "-p", directory.toString()).status()).isEqualTo(64);
  }

  @ParameterizedTest
  @CsvSource({"hello, 3610a686", "'', 0", "ajy, 9f32b0"})
  void theCrcIsHexadecimalWithoutLeadingZeros(String contents, String crc) throws Exception {
    Path file = Files.writeString(directory.resolve("file"), contents);
    assertThat(call("scr_crc32", file.toString()).out()).isEqualTo(crc + "\n");
  }

  @Test
  void filesThatAreNotThereAreAnAnswerToQuestions() {
    String prefix = directory.toString();
    assertThat(call("scr_flush_file", "--dir", prefix, "--latest").status()).isEqualTo(1);
    assertThat(call("scr_nodes_file", "--dir", prefix).status()).isEqualTo(1);
    assertThat(call("scr_nodes_file", "--dir", prefix).err()).contains("nodes.scr");
    Called none = call("scr_retries_halt", "--dir", prefix);
    assertThat(none.out()).isEqualTo("scr_retries_halt: CONTINUE RUN: No halt file found.\n");
    assertThat(none.status()).isEqualTo(1);
    assertThat(call("scr_crc32", "none").status()).isEqualTo(74);
  }

  @Test
  void everyConditionThatHaltsHasItsLine() {
    String file = directory.resolve(".scr/halt.scr").toString();
    assertThat(directory.resolve(".scr").toFile().mkdir()).isTrue();
    call("scr_halt_cntl", "-f" + file, "-c0", "-rWHY", "-a", "100", "-b200", "-s", "50");
    Called halted = call("scr_retries_halt", "--dir", directory.toString());
    assertThat(halted.status()).isZero();
    assertThat(halted.out().lines())
        .hasSize(4)
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("scr_retries_halt: HALT RUN: Reason: WHY."),
            line ->
                assertThat(line).isEqualTo("scr_retries_halt: HALT RUN: No checkpoints remaining."),
            line ->
                assertThat(line)
                    .startsWith("scr_retries_halt: HALT RUN: Current time (")
                    .endsWith(") is past ExitBefore-HaltSeconds time (" + local(150) + ")."),
            line -> assertThat(line).endsWith(") is past ExitAfter time (" + local(100) + ")."));
    call("scr_halt_cntl", "-f" + file, "-xc", "-xr", "-xa", "-xb", "-c5");
    assertThat(call("scr_retries_halt", "-d" + directory).out()).isEmpty();
    assertThat(call("scr_retries_halt", "-d" + directory).status()).isEqualTo(1);
  }

  /** As C's asctime in the zone of this machine. */
  private static String local(long seconds) {
    return java.time.format.DateTimeFormatter.ofPattern(
            "EEE MMM ppd HH:mm:ss yyyy", java.util.Locale.ROOT)
        .format(java.time.Instant.ofEpochSecond(seconds).atZone(ZoneId.systemDefault()));
  }

  @Test
  void theHaltFilesHelperTakesItsShortFormsTogether() {
    String file = directory.resolve("halt.scr").toString();
    String head = "Halt file settings for " + file + ":\n";
    assertThat(call("scr_halt_cntl", "-f" + file, "-c5", "-s7").out())
        .isEqualTo(
            "Setting CheckpointsLeft\nSetting HaltSeconds\n\n"
                + head
                + "  CheckpointsLeft: 5\n  HaltSeconds:     7\n");
    assertThat(call("scr_halt_cntl", "-f", file, "-xc", "-xs").out())
        .isEqualTo("Unsetting CheckpointsLeft\nUnsetting HaltSeconds\n\n" + head + "  None\n");
    assertThat(call("scr_halt_cntl", "-l", "-f" + file, "-c9").out()).isEqualTo(head + "  None\n");
    assertThat(call("scr_halt_cntl", "-f" + file).out()).isEqualTo("\n" + head + "  None\n");
    assertThat(call("scr_halt_cntl", "-f" + file, "-z").status()).isEqualTo(64);
    assertThat(call("scr_halt_cntl", "-c5").status()).isEqualTo(64);
  }

  private PrefixLayout flushing() throws Exception {
    PrefixLayout layout = new PrefixLayout(directory.resolve("prefix"));
    Files.createDirectories(layout.datasetDir(3));
    Path file = layout.prefix().resolve("rank_0");
    Files.writeString(file, "12345");
    KvTree state = new KvTree();
    state.setValue("STATE", 2);
    KvTree item = state.child("FILE", "/cache/rank_0");
    item.setValue("DEST", file.toString());
    item.setValue("STATUS", 3);
    item.setValue("SIZE", 5);
    FILES.write(layout.datasetDir(3).resolve("rank_0.state_file"), state);
    RankFiles rank =
        new RankFiles(
            0, List.of(new RankFiles.Item("rank_0", OptionalLong.empty(), OptionalInt.empty())));
    new RankToFile(FILES, layout.rankToFile(3))
        .write(List.of(rank).iterator(), 1, RankToFile.Style.FLUSHED, 8192);
    DatasetDescriptor dataset =
        DatasetDescriptor.create(
                3,
                "ckpt.3",
                OptionalInt.of(3),
                false,
                1_000_000,
                new DatasetDescriptor.Origin("ann", Optional.empty(), "7", Optional.empty()))
            .written(1, 5, true);
    new FlushFile(FILES, layout.flush())
        .update(now -> now.withEntry(dataset, 3, FlushState.Location.FLUSHING));
    return layout;
  }

  @Test
  void aTransferIsEndedAndRecordedStepByStep() throws Exception {
    PrefixLayout layout = flushing();
    String prefix = layout.prefix().toString();
    assertThat(call("scr_flush_file", "--dir", prefix, "--location", "3").out())
        .isEqualTo("FLUSHING\n");
    Called resumed = call("scr_flush_file", "--dir", prefix, "--resume", "--name", "3");
    assertThat(resumed.out()).isEqualTo("ckpt.3\n");
    assertThat(resumed.status()).isZero();
    assertThat(layout.datasetDir(3).resolve("rank_0.state_file")).doesNotExist();
    assertThat(layout.summary(3)).doesNotExist();
    assertThat(call("scr_flush_file", "-d" + prefix, "-S", "-s3").out()).isEqualTo("ckpt.3\n");
    assertThat(layout.summary(3)).exists();
    assertThat(call("scr_flush_file", "--dir", prefix, "--name", "3").status()).isEqualTo(1);
    assertThat(call("scr_index", "-p", prefix, "--add", "ckpt.3").status()).isZero();
  }

  @Test
  void whatIsNotThereIsNotRecorded() throws Exception {
    PrefixLayout layout = flushing();
    String prefix = layout.prefix().toString();
    Files.writeString(layout.prefix().resolve("rank_0"), "1234");
    Called resumed = call("scr_flush_file", "--dir", prefix, "-r", "-s", "3");
    assertThat(resumed.status()).isEqualTo(1);
    assertThat(resumed.out()).isEmpty();
    assertThat(resumed.err()).startsWith("scr_flush_file: rank 0: ").contains("4 of 5 bytes");
    assertThat(call("scr_flush_file", "--dir", prefix, "-S", "-s", "3").status()).isEqualTo(1);
    assertThat(layout.summary(3)).doesNotExist();
    assertThat(call("scr_flush_file", "--dir", prefix, "-S", "-s", "9").err())
        .contains("does not describe dataset 9");
    assertThat(call("scr_flush_file", "--dir", prefix, "--resume", "--latest").status())
        .isEqualTo(64);
  }

  @Test
  void poststageSaysWhatItDid() throws Exception {
    PrefixLayout layout = flushing();
    String prefix = layout.prefix().toString();
    Files.writeString(layout.prefix().resolve("rank_0"), "1234");
    Called failed = call("scr_poststage", prefix);
    assertThat(failed.status()).isEqualTo(1);
    assertThat(failed.out()).startsWith("dataset 3 (ckpt.3): not completed: rank 0: ");
    Files.writeString(layout.prefix().resolve("rank_0"), "12345");
    Called done = call("scr_poststage", "-p", prefix, "--json");
    assertThat(done.status()).isZero();
    assertThat(done.out()).contains("\"name\" : \"ckpt.3\"", "\"result\" : \"completed\"");
    assertThat(call("scr_index", "-p", prefix, "--list").out()).contains(" * ckpt.3");
    assertThat(call("scr_poststage", directory.toString()).out()).startsWith("nothing to do: ");
  }

  @Test
  void aSetIsRebuiltInItsDirectory() throws Exception {
    Path prefix = Reference.copy("xor/lost_node2/collected", directory.resolve("p"));
    Path dataset = prefix.resolve(".scr/scr.dataset.2");
    String[] files = {
      "reddescmap.er.0.xor.grp_1_of_2.mem_1_of_4.redset",
      "reddescmap.er.4.xor.grp_1_of_2.mem_3_of_4.redset",
      "reddescmap.er.6.xor.grp_1_of_2.mem_4_of_4.redset"
    };
    Called lost = Called.in(dataset, "scr_rebuild_xor", "map", files[0], files[1]);
    assertThat(lost.status()).isEqualTo(1);
    assertThat(lost.err()).startsWith("scr_rebuild_xor: ").contains("set 1 of 2");
    Called rebuilt = Called.in(dataset, "scr_rebuild_xor", "map", files[0], files[1], files[2]);
    assertThat(rebuilt.status()).isZero();
    assertThat(rebuilt.out() + rebuilt.err()).isEmpty();
    assertThat(dataset.resolve("filemap_2"))
        .hasSameBinaryContentAs(
            Reference.path("xor/lost_node2/built/.scr/scr.dataset.2/filemap_2"));
    assertThat(Called.in(dataset, "scr_rebuild_rs", "map", files[0]).status()).isEqualTo(74);
  }

  @ParameterizedTest
  @ValueSource(strings = {"scr_rebuild_xor", "scr_rebuild_partner", "scr_rebuild_rs"})
  void setsAreRebuiltOnlyWhereDatasetsAre(String command) {
    Called elsewhere = call(command, "map", "reddescmap.er.0.xor.grp_1_of_1.mem_1_of_2.redset");
    assertThat(elsewhere.status()).isEqualTo(74);
    assertThat(elsewhere.err()).contains("PREFIX/.scr/scr.dataset.ID");
    assertThat(call(command, "map").status()).isEqualTo(64);
  }

  @Test
  void aNodesCacheIsListedWhicheverWayItsDirectoryIsNamed() {
    Map<String, String> node = new HashMap<>();
    node.put("SCR_STORAGE_ROOT", Reference.path("xor/cache/node1").toString());
    String control = "/dev/shm/root/scr.38";
    Called listed = Called.with(directory, node, "scr_inspect_cache", control);
    assertThat(listed.out().lines())
        .hasSize(4)
        .first()
        .asString()
        .startsWith("DSET=1 RANK=0 TYPE=XOR GROUPS=2 GROUP_ID=0 GROUP_SIZE=4 GROUP_RANK=0 FILES=1");
    assertThat(
            Called.with(directory, node, "scr_inspect_cache", control + "/filemap.scrinfo").out())
        .isEqualTo(listed.out());
    assertThat(Called.with(directory, node, "scr_inspect_cache", "/none").out()).isEmpty();
  }

  @Test
  void aLauncherByItsOwnCommandHasItsOptionsForItself() {
    Map<String, String> none =
        Map.of("SCR_LOCAL_DIR", directory.resolve("none").toString(), "SCR_ENABLE", "1");
    Called srun = Called.with(directory, none, "scr_srun", "-n4", "-v", "-p", "debug", "true");
    assertThat(srun.status()).isEqualTo(69);
    assertThat(srun.err()).contains("srun");
    assertThat(call("scr_srun").status()).isEqualTo(64);
    assertThat(call("scr_flux", "run", "-n4", "true").status()).isEqualTo(69);
    assertThat(call("scr_srun", "-n4").err()).contains("no program").contains("-n4");
  }

  @Test
  void aStepIsNamedWithItsLauncher() {
    Map<String, String> none = Map.of("SCR_LOCAL_DIR", directory.resolve("none").toString());
    assertThat(
            Called.with(directory, none, "scr_kill_jobstep", "-l", "local", "-j", "1.2").status())
        .isEqualTo(69);
    assertThat(call("scr_kill_jobstep", "-l", "local").status()).isEqualTo(64);
    assertThat(call("scr_kill_jobstep", "-j", "1.2").status()).isEqualTo(64);
  }

  @Test
  void aloneWithoutCheckpointsNoNameIsPrinted() {
    Map<String, String> alone =
        Map.of(
            "SCR_CNTL_BASE",
            directory.resolve("control").toString(),
            "SCR_CACHE_BASE",
            directory.resolve("cache").toString(),
            "SCR_JOB_ID",
            "7",
            "SCR_CACHE_BYPASS",
            "0");
    Called none = Called.with(directory, alone, "scr_have_restart");
    assertThat(none.status()).as(none.err()).isZero();
    assertThat(none.out()).isEmpty();
    Map<String, String> wrong = new HashMap<>(alone);
    wrong.put("SCR_LOCAL_RANK", "5");
    Called contradiction = Called.with(directory, wrong, "scr_have_restart");
    assertThat(contradiction.status()).isEqualTo(69);
    assertThat(contradiction.err().lines()).hasSize(1);
  }
}
