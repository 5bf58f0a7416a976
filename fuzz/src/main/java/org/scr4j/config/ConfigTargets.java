package org.scr4j.config;

import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.fuzz.Holds;
import org.scr4j.fuzz.Input;
import org.scr4j.fuzz.Scratch;
import org.scr4j.fuzz.Target;

/** Configuration files and the values in them. */
public final class ConfigTargets {

  private static final Path SOMEWHERE = Path.of("/prefix/.scrconf");
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochSecond(1_800_000_000), ZoneOffset.UTC);
  private static final Map<String, String> ENVIRONMENT =
      Map.of("HOME", "/home/user", "USER", "user", "A", "a $B \\");

  private ConfigTargets() {}

  /** All of them. */
  public static List<Target> all() {
    return List.of(
        new Target("config-file", ConfigTargets::file),
        new Target("config-whole", ConfigTargets::whole),
        new Target("config-environment", ConfigTargets::environment),
        new Target("config-values", ConfigTargets::values),
        new Target("config-expansion", ConfigTargets::expansion),
        new Target("size", ConfigTargets::size),
        new Target("duration", ConfigTargets::duration),
        new Target("time", ConfigTargets::time));
  }

  private static void file(Input input) throws Exception {
    Optional<ConfigFile> file =
        Holds.orDocumented(ConfigException.class, () -> ConfigFile.parse(SOMEWHERE, input.text()));
    if (file.isPresent()) {
      for (ConfigFile.Line line : file.get().lines()) {
        Holds.that(file.get().last(line.first().key()).isPresent(), "a line is not found");
      }
    }
  }

  /** The files of a prefix, with everything that is made of them. */
  private static void whole(Input input) throws Exception {
    Path conf = Scratch.file("prefix/.scrconf", input.bytes());
    load(Map.of("SCR_CONFIG", "/nonexistent"), conf.getParent());
  }

  private static void environment(Input input) throws Exception {
    Map<String, String> variables = new HashMap<>(input.variables());
    variables.values().removeIf(value -> value.indexOf('\0') >= 0);
    variables.keySet().removeAll(List.of("SCR_CONF_FILE", "SCR_CONFIG", "SCR_CONFIG_FILE"));
    variables.put("SCR_CONF_FILE", "/nonexistent");
    variables.put("SCR_CONFIG_FILE", "/nonexistent");
    load(variables, Path.of("/nonexistent"));
  }

  private static void load(Map<String, String> variables, Path prefix) throws Exception {
    Optional<Configuration> loaded =
        Holds.orDocumented(
            ConfigException.class,
            () -> Configuration.load(variables, Optional.of(prefix), prefix));
    if (loaded.isEmpty()) {
      return;
    }
    Configuration configuration = loaded.get();
    for (Parameter<?> parameter : Parameters.all()) {
      Holds.orDocumented(ConfigException.class, () -> configuration.find(parameter));
    }
    Holds.orDocumented(ConfigException.class, configuration::stores);
    Holds.orDocumented(ConfigException.class, configuration::checkpoints);
    Holds.orDocumented(ConfigException.class, configuration::groups);
    Holds.orDocumented(ConfigException.class, configuration::controlBase);
    Holds.orDocumented(ConfigException.class, configuration::cacheBases);
    Holds.orDocumented(ConfigException.class, configuration::storage);
    Holds.orDocumented(ConfigException.class, () -> configuration.directories("user", "1"));
    Holds.orDocumented(ConfigException.class, configuration::warnings);
  }

  /** A value of each kind, and what is written of it, mean the same. */
  private static void values(Input input) {
    Kind.Place place = new Kind.Place(Path.of("/work"), Optional.of("/home/user"));
    Parameter<?> parameter = Parameters.all().get(input.choice(Parameters.all().size()));
    value(parameter.kind(), input.rest().text().strip(), place);
  }

  private static <T> void value(Kind<T> kind, String text, Kind.Place place) {
    if (text.isEmpty()) {
      return;
    }
    T value;
    try {
      value = kind.read(text, place);
    } catch (IllegalArgumentException | DateTimeException refused) {
      return;
    }
    Holds.same(value, kind.read(kind.write(value), place));
  }

  private static void expansion(Input input) throws Exception {
    String text = input.text();
    Holds.orDocumented(
        Expansion.UnsetException.class, () -> Expansion.variables(text, ENVIRONMENT));
    Optional<String> expanded =
        Holds.orDocumented(
            Expansion.UnsetException.class, () -> Expansion.escapedVariables(text, ENVIRONMENT));
    if (text.indexOf('$') < 0 && text.indexOf('\\') < 0) {
      Holds.same(Optional.of(text), expanded);
    }
  }

  private static void size(Input input) throws Exception {
    Optional<Long> size =
        Holds.orDocumented(IllegalArgumentException.class, () -> Sizes.parse(input.text()));
    if (size.isPresent()) {
      Holds.that(size.get() >= 0, "a size below zero");
      Holds.same(size.get(), Sizes.parse(Sizes.format(size.get())));
    }
  }

  private static void duration(Input input) throws Exception {
    Optional<Duration> duration =
        Holds.orDocumented(IllegalArgumentException.class, () -> Durations.parse(input.text()));
    if (duration.isPresent()) {
      Holds.that(!duration.get().isNegative(), "a duration below zero");
      Holds.same(duration.get(), Durations.parse(Durations.format(duration.get())));
    }
  }

  private static void time(Input input) throws Exception {
    Optional<Instant> time =
        Holds.orDocumented(
            IllegalArgumentException.class, () -> Times.parse(input.text(), CLOCK, ZoneOffset.UTC));
    if (time.isPresent()) {
      long seconds = time.get().getEpochSecond();
      Holds.same(seconds, Times.parse("@" + seconds, CLOCK, ZoneOffset.UTC).getEpochSecond());
    }
  }
}
