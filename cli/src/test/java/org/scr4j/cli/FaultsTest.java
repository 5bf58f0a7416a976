package org.scr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every command does where something is missing: one line, a remedy, the documented status.
 */
@Timeout(90)
class FaultsTest {

  private static final String NOBODY = "65534";

  @TempDir Path directory;

  /** A command, the status it ends with, and a part of the remedy. */
  record Fault(String words, int status, String remedy) {}

  /** Outside an allocation. */
  static List<Fault> noAllocation() {
    String get = "get one, such as salloc";
    return List.of(
        new Fault("scr_run local -N1 true", 69, "scr_local up"),
        new Fault("scr_srun true", 69, get),
        new Fault("scr_jsrun true", 69, "start one with bsub"),
        new Fault("scr_lrun true", 69, "start one with bsub"),
        new Fault("scr_aprun true", 69, get),
        new Fault("scr_flux run true", 69, "start one with flux alloc"),
        new Fault("scr_mpirun true", 69, get),
        new Fault("scr_prerun", 69, get),
        new Fault("scr_postrun", 69, get),
        new Fault("scr_list_down_nodes", 69, get),
        new Fault("scr_should_exit", 69, get),
        new Fault("scr_env --jobid", 69, get),
        new Fault("scr_list_dir control", 69, get),
        new Fault("scr_inspect", 69, get),
        new Fault("scr_kill_jobstep -l srun -j 5", 69, get),
        new Fault("scr_scavenge -j n1 -i 1", 69, get),
        new Fault("scr_copy -i 1", 69, get),
        new Fault("scr_local status", 69, "scr_local up"));
  }

  /** Commands that work without an allocation. */
  private static final Set<String> ANYWHERE =
      Set.of(
          "scr_halt",
          "scr_index",
          "scr_print",
          "scr_hostlist",
          "scr_have_restart",
          "scr_poststage",
          "scr_status",
          "scr_doctor",
          "scr_flush_file",
          "scr_halt_cntl",
          "scr_nodes_file",
          "scr_retries_halt",
          "scr_log_event",
          "scr_log_transfer",
          "scr_crc32",
          "scr_inspect_cache",
          "scr_rebuild_xor",
          "scr_rebuild_partner",
          "scr_rebuild_rs",
          "scr_ckpt_interval");

  private Called call(String words) {
    return Called.with(
        directory,
        Map.of(
            "SCR_LOCAL_DIR",
            directory.resolve("none").toString(),
            "SCR_PREFIX",
            directory.resolve("absent").toString(),
            "PATH",
            System.getenv("PATH")),
        words.split(" "));
  }

  private static void holds(Fault fault, int status, String err) {
    String command = fault.words().split(" ")[0];
    assertThat(status).as("%s: %s", fault.words(), err).isEqualTo(fault.status());
    assertThat(err.strip().lines()).as(fault.words()).hasSize(1);
    assertThat(err).startsWith(command + ": ").contains(fault.remedy());
    assertThat(err).doesNotContain("Exception").doesNotContain("internal fault");
  }

  @ParameterizedTest
  @MethodSource("noAllocation")
  void withoutAnAllocation(Fault fault) {
    Called called = call(fault.words());
    holds(fault, called.status(), called.err());
  }

  @Test
  void everyCommandEitherNeedsAnAllocationOrDoesNot() {
    Set<String> told = new HashSet<>(ANYWHERE);
    noAllocation().forEach(fault -> told.add(fault.words().split(" ")[0]));
    assertThat(told).containsAll(Commands.NAMES);
  }

  /** A file or directory is missing. */
  static List<Fault> missing() {
    return List.of(
        new Fault("scr_print no.scr", 74, "check the path"),
        new Fault("scr_crc32 no", 74, "check the path"),
        new Fault("scr_halt no", 74, "check the path"),
        new Fault("scr_halt_cntl -c 5 -f no/.scr/halt.scr", 74, "check the path"),
        new Fault("scr_halt_cntl -c 5 -f no/halt.scr", 74, "check the path"),
        new Fault("scr_poststage no", 74, "check the path"),
        new Fault("scr_index", 74, "check the path"),
        new Fault("scr_index --verify x", 1, "scr_index --list"),
        new Fault("scr_index --add x", 1, "scr_index --list"),
        new Fault("scr_index --current x", 1, "check the prefix"),
        new Fault("scr_index --drop x", 1, "check the prefix"),
        new Fault("scr_status", 74, "--prefix or SCR_PREFIX"),
        new Fault("scr_flush_file -d no -l", 1, "check --dir"),
        new Fault("scr_nodes_file -d no", 1, "check --dir"),
        new Fault("scr_rebuild_xor map no", 74, "run this in"),
        new Fault("scr_rebuild_partner map no", 74, "run this in"),
        new Fault("scr_rebuild_rs map no", 74, "run this in"),
        new Fault("scr_inspect_cache no", 64, "absolute path"));
  }

  @ParameterizedTest
  @MethodSource("missing")
  void whereAFileIsMissing(Fault fault) {
    Called called = call(fault.words());
    holds(fault, called.status(), called.err());
  }

  /** The prefix is a file. */
  static List<Fault> notADirectory() {
    return List.of(
        new Fault("scr_halt FILE", 74, "check the path"),
        new Fault("scr_index -p FILE", 74, "check the path"),
        new Fault("scr_status -p FILE", 74, "check the path"),
        new Fault("scr_poststage FILE", 74, "check the path"),
        new Fault("scr_halt_cntl -c 5 -f FILE/.scr/halt.scr", 74, "check the path"));
  }

  @ParameterizedTest
  @MethodSource("notADirectory")
  void whereThePrefixIsAFile(Fault fault) throws IOException {
    Files.writeString(directory.resolve("FILE"), "");
    Called called = call(fault.words());
    holds(fault, called.status(), called.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"scr_log_event -T X", "scr_log_transfer -T X"})
  void aMistypedPrefixDoesNotComeIntoBeingByALog(String words) {
    Path absent = directory.resolve("absent");
    Called called =
        Called.with(
            directory,
            Map.of("SCR_PREFIX", absent.toString(), "SCR_LOG_ENABLE", "1"),
            words.split(" "));
    holds(new Fault(words, 74, "check the path"), called.status(), called.err());
    assertThat(absent).doesNotExist();
  }

  @Test
  void whereThePrefixCannotBeRead() throws Exception {
    boolean root = Files.readString(Path.of("/proc/self/status")).contains("Uid:\t0\t0");
    Path prefix = Files.createDirectory(directory.resolve("closed"));
    Files.createDirectory(prefix.resolve(".scr"));
    open(directory, "rwxr-xr-x");
    open(prefix, "---------");
    List<Fault> faults = new ArrayList<>();
    for (String words :
        List.of(
            "scr_index",
            "scr_index --build 1",
            "scr_index --verify x",
            "scr_halt",
            "scr_halt --list",
            "scr_status",
            "scr_poststage",
            "scr_prerun",
            "scr_postrun",
            "scr_should_exit",
            "scr_list_down_nodes",
            "scr_env --runnodes",
            "scr_log_event -T X",
            "scr_log_transfer -T X",
            "scr_run local -N1 true")) {
      faults.add(new Fault(words, 77, "check owner and mode"));
    }
    List<String> user =
        root
            ? List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups")
            : List.of();
    check(faults, user, prefix);
    open(prefix, "rwx------");
  }

  private static void open(Path file, String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @Test
  void whereTheDiskIsFull() throws Exception {
    Path full = Files.createDirectory(directory.resolve("full"));
    List<Fault> faults =
        List.of(
            new Fault("scr_halt -c 5", 73, "free space there"),
            new Fault("scr_halt_cntl -c 5 -f " + full + "/.scr/h.scr", 73, "free space there"),
            new Fault("scr_log_event -T X", 73, "free space there"),
            new Fault("scr_log_transfer -T X", 73, "free space there"),
            new Fault("scr_index --add ckpt.1", 73, "free space there"),
            new Fault("scr_index --drop ckpt.4", 73, "free space there"),
            new Fault("scr_index --current ckpt.2", 73, "free space there"),
            new Fault("scr_index -p " + full + "/cached --build 2", 73, "free space there"),
            new Fault("scr_flush_file -S -s 2 -d " + full + "/flushed", 73, "free space there"),
            new Fault("scr_poststage " + full + "/flushed", 73, "free space there"));
    Path state = Reference.copy("more/index/prefix", directory.resolve("state"));
    Reference.copy("xor/flushed/prefix", state.resolve("flushed"));
    Reference.copy("xor/lost_node2/collected", state.resolve("cached"));
    String mount =
        "mount -t tmpfs -o size=2m none '"
            + full
            + "' && cp -R '"
            + state
            + "/.' '"
            + full
            + "' && rm -f '"
            + full
            + "/.scr/log' '"
            + full
            + "/.scr/halt.scr' && { dd if=/dev/zero of='"
            + full
            + "/fill' bs=4k 2>/dev/null; exec \"$@\"; }";
    check(faults, List.of("unshare", "--mount", "sh", "-c", mount, "sh"), full);
  }

  /** Calls all of them in one process that {@code before} starts, if that can be done here. */
  private void check(List<Fault> faults, List<String> before, Path prefix) throws Exception {
    Path list = directory.resolve("commands");
    Files.write(list, faults.stream().map(Fault::words).toList());
    List<String> line = new ArrayList<>(before);
    canBeDone(before);
    line.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            FaultTable.class.getName()));
    line.addAll(List.of(directory.toString(), prefix.toString(), list.toString()));
    Process process =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    List<String[]> results = out.lines().map(text -> text.split(FaultTable.PART, -1)).toList();
    assertThat(results).hasSameSizeAs(faults);
    for (int i = 0; i < faults.size(); i++) {
      String[] result = results.get(i);
      holds(faults.get(i), Integer.parseInt(result[1]), result[2].replace("\\n", "\n"));
    }
  }

  private static void canBeDone(List<String> before) throws Exception {
    if (before.isEmpty()) {
      return;
    }
    // The first words alone, with nothing to run but true.
    List<String> trial =
        before.get(0).equals("unshare")
            ? List.of("unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt")
            : Stream.concat(
                    before.stream(),
                    Stream.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "scr_hostlist",
                        "n1"))
                .toList();
    int status;
    try {
      status =
          new ProcessBuilder(trial)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
    } catch (IOException e) {
      status = 127;
    }
    Assumptions.assumeTrue(
        status == 0, "needs root, util-linux, and classes that another user may read: " + trial);
  }
}
