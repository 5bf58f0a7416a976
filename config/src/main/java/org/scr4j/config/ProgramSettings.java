package org.scr4j.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a program sets by itself before its run begins, as C programs do with SCR_Config. The
 * environment and the user's file win over it; it wins over the system's file. Commands find it in
 * {@code .scr/app.conf} of the prefix directory, where the library leaves it. Immutable.
 */
public final class ProgramSettings {

  /** Nothing is set. */
  public static final ProgramSettings NONE = new ProgramSettings(Map.of(), List.of());

  /** What commands need before any program has started; the same as in LLNL's library. */
  private static final Set<String> NOT_A_PROGRAMS =
      Set.of(
          "CACHE",
          "CACHEDIR",
          "CNTLDIR",
          "SCR_CACHE_BASE",
          "SCR_CACHE_SIZE",
          "SCR_CNTL_BASE",
          "SCR_EXCLUDE_NODES",
          "SCR_JOB_NAME",
          "SCR_LOG_ENABLE",
          "SCR_LOG_DB_DEBUG",
          "SCR_LOG_DB_ENABLE",
          "SCR_LOG_DB_HOST",
          "SCR_LOG_DB_NAME",
          "SCR_LOG_DB_PASS",
          "SCR_LOG_DB_USER",
          "SCR_LOG_SYSLOG_ENABLE",
          "SCR_LOG_TXT_ENABLE",
          "SCR_WATCHDOG_TIMEOUT",
          "SCR_WATCHDOG_TIMEOUT_PFS");

  private static final Path NOWHERE = Path.of("settings of the program");

  private final Map<String, String> values;
  private final List<String> descriptors;

  private ProgramSettings(Map<String, String> values, List<String> descriptors) {
    this.values = values;
    this.descriptors = List.copyOf(descriptors);
  }

  /** Whether nothing is set. */
  public boolean isEmpty() {
    return values.isEmpty() && descriptors.isEmpty();
  }

  /**
   * These settings with one more parameter.
   *
   * @param name with its {@code SCR_}
   * @param value as a line of a configuration file would have it; it may hold {@code $NAME} of the
   *     environment
   * @throws ConfigException if there is no such parameter, or it is not a program's to set, or the
   *     value is none
   */
  public ProgramSettings with(String name, String value) throws ConfigException {
    Parameter<?> parameter =
        Parameters.named(name)
            .orElseThrow(() -> new ConfigException("no parameter is called " + name));
    if (NOT_A_PROGRAMS.contains(name) || parameter.scope() == Scope.ENVIRONMENT) {
      throw notAPrograms(name);
    }
    if (value.isBlank() || value.lines().count() != 1) {
      throw new ConfigException(name + " is given a value that is not one line of text");
    }
    Map<String, String> next = new LinkedHashMap<>(values);
    next.put(name, value.strip());
    return new ProgramSettings(next, descriptors);
  }

  /** These settings without what was set of a parameter. */
  public ProgramSettings without(String name) {
    Map<String, String> next = new LinkedHashMap<>(values);
    next.remove(name);
    return new ProgramSettings(next, descriptors);
  }

  /**
   * These settings with one more line of a configuration file: {@code NAME=value}, or several pairs
   * that begin with STORE, CKPT or GROUPS. Lines that begin with the same pair add up.
   *
   * @throws ConfigException if it cannot be understood, or is not a program's to set
   */
  public ProgramSettings withLine(String text) throws ConfigException {
    List<ConfigFile.Line> parsed = ConfigFile.parse(NOWHERE, text).lines();
    if (parsed.size() != 1) {
      throw new ConfigException("'" + text + "' is not one line of a configuration file");
    }
    ConfigFile.Pair first = parsed.get(0).first();
    if (NOT_A_PROGRAMS.contains(first.key())) {
      throw notAPrograms(first.key());
    }
    if (!ConfigFile.DESCRIPTORS.contains(first.key())) {
      return with(first.key(), first.value());
    }
    List<String> next = new ArrayList<>(descriptors);
    next.add(text.strip());
    return new ProgramSettings(values, next);
  }

  private static ConfigException notAPrograms(String name) {
    return new ConfigException(
        name
            + " cannot be set by a program, since commands need it before that starts: set it in"
            + " the environment or in a configuration file");
  }

  /** What is set of a parameter. */
  public Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** The settings as the text of a configuration file, one a line. */
  public String text() {
    StringBuilder text = new StringBuilder();
    values.forEach((name, value) -> text.append(name).append('=').append(escaped(value)));
    descriptors.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  /** A word that starts with # is no comment here. */
  private static String escaped(String value) {
    return value.replaceAll("(^|\\s)#", "$1\\\\#") + '\n';
  }

  ConfigFile file() throws ConfigException {
    return ConfigFile.parse(NOWHERE, text());
  }
}
