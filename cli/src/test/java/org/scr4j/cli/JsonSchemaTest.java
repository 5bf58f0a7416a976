package org.scr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What commands print with --json is what docs/schemas says, field for field. */
@Timeout(90)
class JsonSchemaTest {

  private static final Path SCHEMAS = Path.of("../docs/schemas");

  /** Schemas of a second form of a command's output. */
  private static final List<String> FURTHER =
      List.of("scr_index_verify", "scr_print_describe", "scr_hostlist_split");

  @TempDir Path directory;
  private final Map<String, String> environment = new HashMap<>();
  private boolean up;

  @AfterEach
  void down() {
    if (up) {
      call("scr_local", "down");
    }
  }

  private Called call(String... words) {
    return Called.with(directory, environment, words);
  }

  private void cluster() {
    environment.put("SCR_LOCAL_DIR", directory.resolve("cluster").toString());
    environment.put("PATH", System.getenv("PATH"));
    assertThat(call("scr_local", "up", "-N", "3").status()).isZero();
    up = true;
  }

  private void fits(String schema, Called called) throws IOException {
    assertThat(called.out()).as(called.err()).isNotEmpty();
    assertThat(JsonSchema.read(SCHEMAS.resolve(schema + ".json")).faults(called.out()))
        .as(called.out())
        .isEmpty();
  }

  @Test
  void everyCommandWithJsonHasASchemaAndNoOtherHas() throws IOException {
    TreeSet<String> wanted = new TreeSet<>(FURTHER);
    for (String name : Commands.NAMES) {
      if (new CommandLine(Commands.create(name).orElseThrow())
          .getCommandSpec()
          .optionsMap()
          .containsKey("--json")) {
        wanted.add(Commands.startsProgram(name) ? "scr_run" : name);
      }
    }
    try (Stream<Path> files = Files.list(SCHEMAS)) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".json", "")))
          .containsExactlyInAnyOrderElementsOf(wanted);
    }
  }

  @Test
  void aFieldThatIsMissingUnknownOrOfAnotherTypeIsNoticed() throws IOException {
    JsonSchema schema = JsonSchema.read(SCHEMAS.resolve("scr_should_exit.json"));
    assertThat(schema.faults("{\"stop\": true, \"reason\": \"\"}")).isEmpty();
    assertThat(schema.faults("{\"stop\": 1, \"other\": \"\"}")).hasSize(3);
    assertThat(JsonSchema.read(SCHEMAS.resolve("scr_hostlist.json")).faults("[1, \"n1\"]"))
        .hasSize(1);
  }

  @Test
  void ofACluster() throws IOException {
    cluster();
    call("scr_local", "fail", "node3");
    fits("scr_local", call("scr_local", "status", "--json"));
    fits("scr_env", call("scr_env", "--json"));
    fits("scr_list_dir", call("scr_list_dir", "--json", "cache"));
    fits("scr_list_down_nodes", call("scr_list_down_nodes", "--json"));
    fits("scr_should_exit", call("scr_should_exit", "--json", "--runs", "0"));
    fits("scr_should_exit", call("scr_should_exit", "--json", "--min-nodes", "1"));
    fits("scr_inspect", call("scr_inspect", "--json"));
    fits("scr_doctor", call("scr_doctor", "--json"));
    fits("scr_hostlist", call("scr_hostlist", "--json", "n[1-3]"));
    fits("scr_hostlist", call("scr_hostlist", "--json", "--nth", "2", "n[1-3]"));
    fits("scr_hostlist_split", call("scr_hostlist", "--json", "--split", "2", "n[1-3]"));
    assertThat(call("scr_hostlist", "--json", "--count", "n[1-3]").out()).isEqualTo("3\n");
    fits("scr_halt", call("scr_halt", "--json", "-c", "3", "-b", "+2h", "-s", "60"));
  }

  @Test
  void ofARun() throws Exception {
    cluster();
    fits("scr_status", call("scr_status", "--json"));
    Called run = call("scr_run", "--json", "r.json", "local", "-N2", "-n2", "sh", "-c", "exit 3");
    assertThat(run.status()).isEqualTo(3);
    String summary = Files.readString(directory.resolve("r.json"));
    fits("scr_run", new Called(0, summary, run.err()));
    Called status = call("scr_status", "--json");
    fits("scr_status", status);
    assertThat(status.out()).contains("\"state\" : \"ended\"").contains("exit:3");
  }

  @Test
  void ofDatasetsThatLlnlsScrWrote() throws Exception {
    Path prefix = Reference.copy("more/index/prefix", directory.resolve("prefix"));
    environment.put("SCR_PREFIX", prefix.toString());
    fits("scr_index", call("scr_index", "--list", "--json"));
    fits("scr_status", call("scr_status", "--json"));
    String name = call("scr_index", "--list").out().lines().skip(1).findFirst().orElseThrow();
    fits(
        "scr_index_verify",
        call("scr_index", "--json", "--verify", name.substring(name.lastIndexOf(' ') + 1)));
    String index = prefix.resolve(".scr/index.scr").toString();
    fits("scr_print", call("scr_print", "--json", index));
    fits("scr_print_describe", call("scr_print", "--describe", "--json", index));
    fits("scr_poststage", call("scr_poststage", "--json"));
    String state = prefix.toString();
    fits("scr_crc32", call("scr_crc32", "--json", index));
    fits("scr_nodes_file", call("scr_nodes_file", "--json", "-d", state));
    for (String question : List.of("-o", "--list-ckpt", "-l")) {
      fits("scr_flush_file", call("scr_flush_file", "--json", "-d", state, question));
    }
    for (String question : List.of("-n", "-L", "-s")) {
      for (String id : List.of("1", "99")) {
        fits("scr_flush_file", call("scr_flush_file", "--json", "-d", state, question, id));
      }
    }
  }

  @Test
  void ofTheIntervalFromALogAndWithoutOne() throws Exception {
    environment.put("SCR_PREFIX", directory.toString());
    fits("scr_ckpt_interval", call("scr_ckpt_interval", "--json"));
    String log = Reference.path("more/xor-multifile/prefix/.scr/log").toString();
    fits("scr_ckpt_interval", call("scr_ckpt_interval", "--json", "--logfile", log));
  }

  @Test
  void ofACopyFromTheCache() throws Exception {
    Path node = Reference.copy("xor/cache/node1", directory.resolve("node"));
    environment.put("SCR_STORAGE_ROOT", node.toString());
    environment.put("SCR_PREFIX", Files.createDirectory(directory.resolve("p")).toString());
    fits("scr_copy", call("scr_copy", "--json", "-c", "/no/such/control", "-i", "1"));
    Called inspected = call("scr_inspect_cache", "--json", "/dev/shm/root/scr.38");
    fits("scr_inspect_cache", inspected);
    assertThat(inspected.out()).contains("\"type\" : \"XOR\"");
  }
}
