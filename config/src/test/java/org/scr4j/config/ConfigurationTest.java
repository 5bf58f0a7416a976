package org.scr4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {

  @TempDir private Path top;
  private Path work;
  private Path prefix;
  private Path system;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void directories() throws IOException {
    work = Files.createDirectories(top.resolve("work"));
    prefix = Files.createDirectories(top.resolve("prefix"));
    system = top.resolve("etc-scr.conf");
    environment.put("SCR_CONFIG_FILE", system.toString());
    environment.put("SCR_PREFIX", prefix.toString());
    environment.put("HOME", "/home/ann");
  }

  private Configuration load() throws ConfigException {
    return Configuration.load(environment, Optional.empty(), work);
  }

  private Configuration user(String text) throws IOException {
    Files.writeString(prefix.resolve(".scrconf"), text);
    return load();
  }

  private static <T> String message(Configuration configuration, Parameter<T> parameter) {
    try {
      return "no fault: " + configuration.find(parameter);
    } catch (ConfigException e) {
      return e.getMessage();
    }
  }

  // Where values come from

  @Test
  void withoutAnythingSetTheDefaultsHold() throws Exception {
    Configuration configuration = load();
    assertThat(configuration.get(Parameters.FLUSH)).isEqualTo(10);
    assertThat(configuration.origin(Parameters.FLUSH)).isEqualTo(new Origin.Default());
    assertThat(configuration.get(Parameters.COPY_TYPE)).isEqualTo(CopyType.XOR);
    assertThat(configuration.get(Parameters.CNTL_BASE)).isEqualTo("/dev/shm");
    assertThat(configuration.find(Parameters.MIN_NODES)).isEmpty();
    configuration.check();
  }

  @Test
  void environmentThenUserFileThenProgramThenSystemFileThenDefault() throws Exception {
    Files.createDirectories(prefix.resolve(".scr"));
    Files.writeString(system, "SCR_FLUSH=1\nSCR_RUNS=1\nSCR_DEBUG=1\nSCR_SET_SIZE=1\n");
    Files.writeString(prefix.resolve(".scr/app.conf"), "SCR_FLUSH=2\nSCR_RUNS=2\nSCR_DEBUG=2\n");
    Files.writeString(prefix.resolve(".scrconf"), "SCR_FLUSH=3\nSCR_RUNS=3\n");
    environment.put("SCR_FLUSH", "4");
    Configuration configuration = load();
    assertThat(configuration.get(Parameters.FLUSH)).isEqualTo(4);
    assertThat(configuration.origin(Parameters.FLUSH)).isEqualTo(new Origin.Environment());
    assertThat(configuration.get(Parameters.RUNS)).isEqualTo(3);
    assertThat(configuration.origin(Parameters.RUNS))
        .isEqualTo(new Origin.File(prefix.resolve(".scrconf"), 2));
    assertThat(configuration.get(Parameters.DEBUG)).isEqualTo(2);
    assertThat(configuration.origin(Parameters.DEBUG))
        .isEqualTo(new Origin.File(prefix.resolve(".scr/app.conf"), 3));
    assertThat(configuration.get(Parameters.SET_SIZE)).isEqualTo(1);
    assertThat(configuration.origin(Parameters.SET_SIZE)).isEqualTo(new Origin.File(system, 4));
    assertThat(configuration.get(Parameters.FETCH_WIDTH)).isEqualTo(256);
  }

  @Test
  void anEmptyVariableIsNotSet() throws Exception {
    environment.put("SCR_FLUSH", "  ");
    assertThat(user("SCR_FLUSH=3").get(Parameters.FLUSH)).isEqualTo(3);
  }

  @Test
  void theUserFileMayBeNamedRelativeToTheWorkingDirectory() throws Exception {
    Files.writeString(work.resolve("my.conf"), "SCR_FLUSH=7");
    Files.writeString(prefix.resolve(".scrconf"), "SCR_FLUSH=3");
    environment.put("SCR_CONF_FILE", "./my.conf");
    assertThat(load().get(Parameters.FLUSH)).isEqualTo(7);
    environment.put("SCR_CONF_FILE", work.resolve("my.conf").toString());
    assertThat(load().get(Parameters.FLUSH)).isEqualTo(7);
  }

  @Test
  void aNamedFileThatIsAbsentIsPassedOverWithAWarning() throws Exception {
    environment.put("SCR_CONF_FILE", "gone.conf");
    assertThat(load().get(Parameters.FLUSH)).isEqualTo(10);
    assertThat(load().warnings())
        .containsExactly(
            "SCR_CONF_FILE=" + work.resolve("gone.conf") + " (environment): no such file",
            "SCR_CONFIG_FILE=" + system + " (environment): no such file");
  }

  @Test
  void aFileThatCannotBeReadIsAFault() throws Exception {
    Files.createDirectories(prefix.resolve(".scrconf"));
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(this::load)
        .withMessageStartingWith("cannot read configuration file " + prefix.resolve(".scrconf"));
  }

  @Test
  void environmentOnlyParametersInAFileAreIgnoredWithAWarning() throws Exception {
    Files.createFile(system);
    Configuration configuration = user("SCR_FLUSHH=1\nSTORE=/ssd\nSCR_STORAGE_ROOT=/x");
    assertThat(configuration.storage()).isEqualTo(NodeStorage.REAL);
    assertThat(configuration.warnings())
        .containsExactly(
            prefix.resolve(".scrconf") + ":1: no parameter is called SCR_FLUSHH",
            prefix.resolve(".scrconf") + ":3: SCR_STORAGE_ROOT is read from the environment only");
  }

  @Test
  void readingCreatesNothing() throws Exception {
    environment.put("SCR_PREFIX", top.resolve("not/yet").toString());
    Configuration configuration = load();
    configuration.check();
    configuration.warnings();
    assertThat(configuration.prefix()).isEqualTo(top.resolve("not/yet"));
    try (Stream<Path> entries = Files.list(top)) {
      assertThat(entries).containsExactlyInAnyOrder(work, prefix);
    }
  }

  // The prefix

  @Test
  void thePrefixIsTheOptionThenTheVariableThenTheWorkingDirectory() throws Exception {
    Path option = top.resolve("option");
    Configuration configuration = Configuration.load(environment, Optional.of(option), work);
    assertThat(configuration.prefix()).isEqualTo(option);
    assertThat(configuration.get(Parameters.PREFIX)).isEqualTo(option.toString());
    assertThat(configuration.origin(Parameters.PREFIX)).isEqualTo(new Origin.CommandLine());
    assertThat(load().prefix()).isEqualTo(prefix);
    environment.remove("SCR_PREFIX");
    assertThat(load().prefix()).isEqualTo(work);
    assertThat(load().origin(Parameters.PREFIX)).isEqualTo(new Origin.Default());
  }

  @Test
  void aFileInTheWorkingDirectoryMaySayWhereThePrefixIs() throws Exception {
    environment.remove("SCR_PREFIX");
    Files.writeString(work.resolve(".scrconf"), "SCR_PREFIX=" + prefix + "\nSCR_RUNS=3");
    Files.createDirectories(prefix.resolve(".scr"));
    Files.writeString(prefix.resolve(".scr/app.conf"), "SCR_FLUSH=5");
    assertThat(load().prefix()).isEqualTo(prefix);
    assertThat(load().get(Parameters.FLUSH)).isEqualTo(5);
    assertThat(load().get(Parameters.RUNS)).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    ".foo, WORK/.foo",
    "foo, WORK/foo",
    "./foo, WORK/foo",
    "../foo, TOP/foo",
    ".., TOP",
    "~, /home/ann",
    "~/x, /home/ann/x",
    "~bob, WORK/~bob",
    "$HOME/x, /home/ann/x",
    "${HOME}bob, /home/annbob",
    "/a//b/./c/../d/, /a/b/d",
    "'/my files/run 1', '/my files/run 1'",
    "/a=b, /a=b",
  })
  void pathsWithDotsTildesBlanksAndVariablesAreWhatAShellUserMeans(String text, String path)
      throws Exception {
    String expected = path.replace("WORK", work.toString()).replace("TOP", top.toString());
    environment.put("SCR_PREFIX", text);
    assertThat(load().prefix()).isEqualTo(Path.of(expected));
    Path option = Path.of(text);
    if (!text.contains("$")) {
      assertThat(Configuration.load(environment, Optional.of(option), work).prefix())
          .isEqualTo(Path.of(expected));
    }
  }

  // Values

  @ParameterizedTest
  @CsvSource({
    "1, true",
    "0, false",
    "2, true",
    "true, true",
    "False, false",
    "YES, true",
    "no, false",
    "on, true",
    "off, false"
  })
  void switches(String text, boolean value) throws Exception {
    environment.put("SCR_FLUSH_ASYNC", text);
    assertThat(load().get(Parameters.FLUSH_ASYNC)).isEqualTo(value);
  }

  @Test
  void everyKindOfValueIsRead() throws Exception {
    environment.put("SCR_FILE_BUF_SIZE", "1000");
    environment.put("SCR_MPI_BUF_SIZE", "128KB");
    environment.put("SCR_HALT_SECONDS", "3600");
    environment.put("SCR_WATCHDOG_TIMEOUT", "15m");
    environment.put("SCR_CHECKPOINT_OVERHEAD", "2.5");
    environment.put("SCR_COPY_TYPE", "partner");
    environment.put("SCR_FILE_LOCK", "Fcntl");
    environment.put("SCR_NODE_TESTS", "ping, echo");
    environment.put("SCR_END_TIME", "4102444800");
    environment.put("SCR_RUNS", "-1");
    environment.put("SCR_STORAGE_ROOT", "/tmp/c/node1");
    Configuration configuration = load();
    assertThat(configuration.get(Parameters.FILE_BUF_SIZE)).isEqualTo(1000);
    assertThat(configuration.get(Parameters.MPI_BUF_SIZE)).isEqualTo(131072);
    assertThat(configuration.get(Parameters.HALT_SECONDS)).isEqualTo(Duration.ofHours(1));
    assertThat(configuration.find(Parameters.WATCHDOG_TIMEOUT)).contains(Duration.ofMinutes(15));
    assertThat(configuration.get(Parameters.CHECKPOINT_OVERHEAD)).isEqualTo(2.5);
    assertThat(configuration.get(Parameters.COPY_TYPE)).isEqualTo(CopyType.PARTNER);
    assertThat(configuration.lockKind()).isEqualTo(FileLock.FCNTL);
    assertThat(configuration.get(Parameters.NODE_TESTS)).containsExactly("ping", "echo");
    assertThat(configuration.find(Parameters.END_TIME))
        .contains(Instant.parse("2100-01-01T00:00:00Z"));
    assertThat(configuration.get(Parameters.RUNS)).isEqualTo(-1);
    assertThat(configuration.storage()).isEqualTo(new NodeStorage(Path.of("/tmp/c/node1")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SCR_FLUSH           | abc   | expected a whole number, at least 0",
        "SCR_FLUSH           | -1    | expected a whole number, at least 0",
        "SCR_RUNS            | -2    | expected a whole number, at least -1",
        "SCR_MIN_NODES       | 0     | expected a whole number, at least 1",
        "SCR_FLUSH_ASYNC     | maybe | expected 0 or 1",
        "SCR_COPY_TYPE       | raid  | expected one of SINGLE, PARTNER, XOR, RS, FILE",
        "SCR_FILE_LOCK       | lockf | expected one of flock, fcntl, none",
        "SCR_FILE_BUF_SIZE   | 1Q    | expected a number of bytes such as 1000, 512KB or 1.5GB",
        "SCR_HALT_SECONDS    | soon  | expected a number of seconds, or a time such as 90m or 1h30m",
        "SCR_CHECKPOINT_OVERHEAD | NaN | expected a number that is not negative, such as 2.5",
        "SCR_END_TIME        | 99999999999999999 | expected seconds since 1970",
        "SCR_FETCH_WIDTH     | $NOPE | the environment variable NOPE is not set",
      })
  void aBadValueNamesParameterValuePlaceAndWhatIsExpected(String name, String value, String why)
      throws Exception {
    environment.put(name, value);
    Parameter<?> parameter = Parameters.named(name).orElseThrow();
    assertThat(message(load(), parameter))
        .isEqualTo(name + "=" + value + " (environment) cannot be used: " + why);
    assertThatExceptionOfType(ConfigException.class).isThrownBy(() -> load().check());
    environment.remove(name);
    if (parameter.scope() == Scope.ANYWHERE) {
      Configuration configuration = user("# comment\n\n" + name + "=" + value + "\n");
      assertThat(message(configuration, parameter))
          .isEqualTo(
              name
                  + "="
                  + value
                  + " ("
                  + prefix.resolve(".scrconf")
                  + ":3) cannot be used: "
                  + why);
    }
  }

  @Test
  void aFaultInOneParameterStopsOnlyWhatNeedsIt() throws Exception {
    Configuration configuration = user("SCR_FLUSH=abc\nSCR_RUNS=3");
    assertThat(configuration.get(Parameters.RUNS)).isEqualTo(3);
    assertThatExceptionOfType(ConfigException.class).isThrownBy(configuration::check);
  }

  @Test
  void askingForADefaultThatDoesNotExistIsAMistakeOfTheCaller() throws Exception {
    Configuration configuration = load();
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> configuration.get(Parameters.MIN_NODES))
        .withMessage("SCR_MIN_NODES has no default; use find");
  }

  @Test
  void theUserIsWhoSaysSoOrWhomTheSystemKnows() throws Exception {
    assertThat(load().userName()).isEqualTo(System.getProperty("user.name"));
    environment.put("USER", "bob");
    assertThat(load().userName()).isEqualTo("bob");
    assertThat(user("SCR_USER_NAME=ann").userName()).isEqualTo("ann");
  }

  @Test
  void directoriesAreBaseUserAndJob() throws Exception {
    environment.put("SCR_CNTL_BASE", "/tmp/cntl/");
    environment.put("SCR_CACHE_BASE", "/ssd");
    Configuration configuration = load();
    Directories directories = configuration.directories("root", "38");
    assertThat(directories.control()).isEqualTo("/tmp/cntl/root/scr.38");
    assertThat(directories.caches()).isEqualTo(List.of("/ssd/root/scr.38"));
    assertThat(directories.cacheFor(configuration.stores().get(0))).isEqualTo("/ssd/root/scr.38");
    assertThat(directories.cacheFor(configuration.checkpoints().get(0)))
        .isEqualTo("/ssd/root/scr.38");
    environment.put("SCR_CNTL_BASE", "/");
    assertThat(load().directories("root", "38").control()).isEqualTo("/root/scr.38");
  }
}
