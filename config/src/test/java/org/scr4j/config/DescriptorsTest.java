package org.scr4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorsTest {

  @TempDir private Path prefix;
  private final Map<String, String> environment = new HashMap<>();

  private Configuration user(String text) throws IOException {
    Files.writeString(prefix.resolve(".scrconf"), text);
    environment.put("SCR_CONFIG_FILE", prefix.resolve("system.conf").toString());
    return Configuration.load(environment, Optional.of(prefix), prefix);
  }

  private static CheckpointDescriptor implied(CopyType type) {
    return new CheckpointDescriptor(0, 1, "NODE", "/dev/shm", type, true, 8, 2, false, true);
  }

  @Test
  void withoutLinesThereIsOneStoreAndOneCheckpointDescriptor() throws Exception {
    Configuration configuration = user("");
    assertThat(configuration.stores())
        .containsExactly(new StoreDescriptor("/dev/shm", "NODE", 1, true, true, "SYNC", "PRIVATE"));
    assertThat(configuration.checkpoints()).containsExactly(implied(CopyType.XOR));
    assertThat(configuration.groups()).isEmpty();
  }

  @Test
  void theControlBaseIsAStoreThatHoldsNoDatasets() throws Exception {
    Configuration configuration = user("SCR_CNTL_BASE=/tmp/cntl\nSCR_CACHE_SIZE=2");
    assertThat(configuration.stores())
        .containsExactly(
            new StoreDescriptor("/dev/shm", "NODE", 2, true, true, "SYNC", "PRIVATE"),
            new StoreDescriptor("/tmp/cntl", "NODE", 0, true, true, "SYNC", "PRIVATE"));
  }

  @Test
  void parametersMakeTheOnlyDescriptorUnlessTheTypeIsFile() throws Exception {
    Configuration configuration =
        user(
            """
            SCR_COPY_TYPE=rs
            SCR_GROUP=POWER
            SCR_CACHE_BASE=/ssd/
            SCR_SET_SIZE=16
            SCR_SET_FAILURES=3
            SCR_CACHE_BYPASS=0
            CKPT=0 TYPE=SINGLE
            """);
    assertThat(configuration.checkpoints())
        .containsExactly(
            new CheckpointDescriptor(
                0, 1, "POWER", "/ssd", CopyType.RS, false, 16, 3, false, true));
  }

  /** The example of LLNL's user guide. */
  @Test
  void linesDescribeStoresCheckpointsAndGroups() throws Exception {
    Configuration configuration =
        user(
            """
            SCR_COPY_TYPE=FILE
            SCR_CACHE_BYPASS=0
            GROUPS=host1  POWER=psu1  SWITCH=0
            GROUPS=host2  POWER=psu1  SWITCH=1
            STORE=/dev/shm      GROUP=NODE   COUNT=1
            STORE=/ssd          GROUP=NODE   COUNT=3  FLUSH=PTHREAD
            STORE=/dev/persist  GROUP=NODE   COUNT=1  ENABLED=1  MKDIR=0
            STORE=/p/lscratcha  GROUP=WORLD
            CKPT=0 INTERVAL=1 GROUP=NODE   STORE=/dev/shm TYPE=XOR     SET_SIZE=16
            CKPT=1 INTERVAL=4 GROUP=NODE   STORE=/ssd     TYPE=RS      SET_SIZE=8  SET_FAILURES=3 OUTPUT=1
            CKPT=2 INTERVAL=8 GROUP=SWITCH STORE=/ssd     TYPE=PARTNER BYPASS=1
            """);
    assertThat(configuration.groups())
        .containsExactly(
            new GroupDescriptor("host1", Map.of("POWER", "psu1", "SWITCH", "0")),
            new GroupDescriptor("host2", Map.of("POWER", "psu1", "SWITCH", "1")));
    assertThat(configuration.stores())
        .containsExactly(
            new StoreDescriptor("/dev/shm", "NODE", 1, true, true, "SYNC", "PRIVATE"),
            new StoreDescriptor("/ssd", "NODE", 3, true, true, "PTHREAD", "PRIVATE"),
            new StoreDescriptor("/dev/persist", "NODE", 1, true, false, "SYNC", "PRIVATE"),
            new StoreDescriptor("/p/lscratcha", "WORLD", 1, true, true, "SYNC", "PRIVATE"));
    assertThat(configuration.checkpoints())
        .containsExactly(
            new CheckpointDescriptor(
                0, 1, "NODE", "/dev/shm", CopyType.XOR, false, 16, 2, false, true),
            new CheckpointDescriptor(1, 4, "NODE", "/ssd", CopyType.RS, false, 8, 3, true, true),
            new CheckpointDescriptor(
                2, 8, "SWITCH", "/ssd", CopyType.PARTNER, true, 8, 2, false, true));
    assertThat(configuration.directories("u", "1").caches())
        .containsExactly("/dev/shm/u/scr.1", "/ssd/u/scr.1");
    configuration.check();
    assertThat(configuration.warnings()).hasSize(1);
  }

  @Test
  void linesOfOneNameAddUp() throws Exception {
    Configuration configuration = user("STORE=/ssd COUNT=3\nSTORE=/ssd/ COUNT=4 VIEW=GLOBAL\n");
    assertThat(configuration.stores().get(0))
        .isEqualTo(new StoreDescriptor("/ssd", "NODE", 4, true, true, "SYNC", "GLOBAL"));
  }

  @Test
  void linesComeFromTheFirstFileThatHasAny() throws Exception {
    Files.writeString(prefix.resolve("system.conf"), "STORE=/system\nGROUPS=n1 RACK=1\n");
    Configuration configuration = user("STORE=/user");
    assertThat(configuration.stores())
        .extracting(StoreDescriptor::base)
        .containsExactly("/user", "/dev/shm");
    assertThat(configuration.groups()).hasSize(1);
  }

  @Test
  void variablesStandInDescriptorsToo() throws Exception {
    environment.put("SLURM_JOBID", "99");
    Configuration configuration =
        user("SCR_COPY_TYPE=FILE\nSTORE=/ssd/$SLURM_JOBID\nCKPT=0 STORE=/ssd/${SLURM_JOBID}\n");
    assertThat(configuration.checkpoints().get(0).store()).isEqualTo("/ssd/99");
    assertThat(configuration.warnings()).hasSize(1);
  }

  @Test
  void aSetThatSurvivesOneLossIsXor() throws Exception {
    assertThat(user("SCR_COPY_TYPE=RS\nSCR_SET_FAILURES=1").checkpoints().get(0).type())
        .isEqualTo(CopyType.XOR);
  }

  @Test
  void aStoreThatNoLineDescribesIsWarnedAbout() throws Exception {
    assertThat(user("SCR_COPY_TYPE=FILE\nCKPT=0 STORE=/nvme\n").warnings())
        .contains("CKPT=0 names STORE=/nvme, which no STORE line describes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SCR_FLUSH=1                   | SCR_COPY_TYPE=FILE (CONF:1) needs CKPT lines in a configuration file, and there are none",
        "CKPT=1 INTERVAL=1             | CKPT=1 (CONF:2) cannot be used: CKPT lines are numbered from 0 without a gap",
        "CKPT=a                        | CKPT=a (CONF:2) cannot be used: expected a whole number, at least 0",
        "CKPT=0 INTERVAL=2             | CONF:2: one of the CKPT lines must be enabled and have INTERVAL=1",
        "CKPT=0 ENABLED=0              | CONF:2: one of the CKPT lines must be enabled and have INTERVAL=1",
        "CKPT=0 INTERVAL=0             | INTERVAL=0 (CONF:2) cannot be used: expected a whole number, at least 1",
        "CKPT=0 TYPE=FILE              | TYPE=FILE (CONF:2) cannot be used: expected SINGLE, PARTNER, XOR or RS",
        "CKPT=0 TYPE=RAID              | TYPE=RAID (CONF:2) cannot be used: expected one of SINGLE, PARTNER, XOR, RS, FILE",
        "CKPT=0 TYPE=RS SET_SIZE=4 SET_FAILURES=5 | CONF:2: SET_FAILURES=5 is more than SET_SIZE=4",
        "CKPT=0 STORE=/x/$NOPE         | STORE=/x/$NOPE (CONF:2) cannot be used: the environment variable NOPE is not set",
      })
  void aBadDescriptorNamesFileAndLine(String line, String message) throws Exception {
    Configuration configuration = user("SCR_COPY_TYPE=FILE\n" + line + "\n");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(configuration::checkpoints)
        .withMessage(message.replace("CONF", prefix.resolve(".scrconf").toString()));
    assertThatExceptionOfType(ConfigException.class).isThrownBy(configuration::check);
  }

  @Test
  void theSameNumberWrittenTwiceInDifferentWaysIsAGap() throws Exception {
    Configuration configuration = user("SCR_COPY_TYPE=FILE\nCKPT=0\nCKPT=00\n");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(configuration::checkpoints)
        .withMessage(
            "CKPT=00 ("
                + prefix.resolve(".scrconf")
                + ":3) cannot be used: CKPT lines are numbered from 0 without a gap");
  }

  @Test
  void capacitiesOfTheOldFormBelongToTheBasesInUse() throws Exception {
    Configuration configuration =
        user(
            """
            CNTLDIR=/dev/shm BYTES=1MB
            CACHEDIR=/dev/shm BYTES=1000
            CACHEDIR=/elsewhere BYTES=5GB
            """);
    assertThat(configuration.controlBase())
        .isEqualTo(new SizedDirectory("/dev/shm", OptionalLong.of(1 << 20)));
    assertThat(configuration.cacheBases())
        .containsExactly(new SizedDirectory("/dev/shm", OptionalLong.of(1000)));
    assertThat(user("").controlBase())
        .isEqualTo(new SizedDirectory("/dev/shm", OptionalLong.empty()));
  }

  @Test
  void cacheLinesOfTheOldFormAddCacheDirectories() throws Exception {
    assertThat(user("CACHE=/ssd SIZE=3\n").directories("u", "1").caches())
        .containsExactly("/dev/shm/u/scr.1", "/ssd/u/scr.1");
  }
}
