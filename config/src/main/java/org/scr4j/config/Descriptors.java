package org.scr4j.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Makes descriptors of the lines of configuration files and of the parameters they fall back on.
 */
final class Descriptors {

  private static final Kind<Integer> COUNT = Kind.integer(0);
  private static final Kind<Integer> POSITIVE = Kind.integer(1);

  private final Configuration configuration;
  private final List<ConfigFile> files;

  Descriptors(Configuration configuration, List<ConfigFile> files) {
    this.configuration = configuration;
    this.files = files;
  }

  /** The lines of one descriptor, which add up where its name stands on several lines. */
  private record Entry(String name, Origin origin, Map<String, Configuration.Found> properties) {

    Configuration.Found found() {
      return new Configuration.Found(name, origin);
    }
  }

  List<StoreDescriptor> stores() throws ConfigException {
    List<StoreDescriptor> stores = new ArrayList<>();
    for (Entry entry : entries("STORE", Kind.PATH)) {
      stores.add(
          new StoreDescriptor(
              entry.name(),
              value(entry, "GROUP", Kind.TEXT, "NODE"),
              value(entry, "COUNT", COUNT, configuration.get(Parameters.CACHE_SIZE)),
              value(entry, "ENABLED", Kind.BOOLEAN, true),
              value(entry, "MKDIR", Kind.BOOLEAN, true),
              value(entry, "FLUSH", Kind.TEXT, configuration.get(Parameters.FLUSH_TYPE)),
              value(entry, "VIEW", Kind.TEXT, "PRIVATE")));
    }
    addMissing(
        stores, configuration.get(Parameters.CACHE_BASE), configuration.get(Parameters.CACHE_SIZE));
    addMissing(stores, configuration.get(Parameters.CNTL_BASE), 0);
    return List.copyOf(stores);
  }

  private void addMissing(List<StoreDescriptor> stores, String base, int count)
      throws ConfigException {
    if (stores.stream().noneMatch(store -> store.base().equals(base))) {
      String flush = configuration.get(Parameters.FLUSH_TYPE);
      stores.add(new StoreDescriptor(base, "NODE", count, true, true, flush, "PRIVATE"));
    }
  }

  List<CheckpointDescriptor> checkpoints() throws ConfigException {
    CopyType type = configuration.get(Parameters.COPY_TYPE);
    if (type != CopyType.FILE) {
      Entry implied = new Entry("0", configuration.origin(Parameters.COPY_TYPE), Map.of());
      return List.of(checkpoint(implied, 0, type));
    }
    List<Entry> entries = entries("CKPT", Kind.TEXT);
    if (entries.isEmpty()) {
      throw new ConfigException(
          "SCR_COPY_TYPE=FILE ("
              + configuration.origin(Parameters.COPY_TYPE)
              + ") needs CKPT lines in a configuration file, and there are none");
    }
    CheckpointDescriptor[] numbered = new CheckpointDescriptor[entries.size()];
    for (Entry entry : entries) {
      int id = configuration.understand("CKPT", COUNT, entry.found());
      if (id >= numbered.length || numbered[id] != null) {
        throw ConfigException.of(
            "CKPT", entry.found(), "CKPT lines are numbered from 0 without a gap");
      }
      numbered[id] = checkpoint(entry, id, CopyType.XOR);
    }
    List<CheckpointDescriptor> checkpoints = List.of(numbered);
    if (checkpoints.stream().noneMatch(c -> c.enabled() && c.interval() == 1)) {
      throw new ConfigException(
          entries.get(0).origin() + ": one of the CKPT lines must be enabled and have INTERVAL=1");
    }
    return checkpoints;
  }

  private CheckpointDescriptor checkpoint(Entry entry, int id, CopyType implied)
      throws ConfigException {
    CopyType type = value(entry, "TYPE", Kind.oneOf(CopyType.class), implied);
    int size = value(entry, "SET_SIZE", POSITIVE, configuration.get(Parameters.SET_SIZE));
    int failures =
        value(entry, "SET_FAILURES", POSITIVE, configuration.get(Parameters.SET_FAILURES));
    if (type == CopyType.FILE) {
      throw ConfigException.of(
          "TYPE", entry.properties().get("TYPE"), "expected SINGLE, PARTNER, XOR or RS");
    }
    if (type == CopyType.RS && failures > size) {
      throw new ConfigException(
          entry.origin() + ": SET_FAILURES=" + failures + " is more than SET_SIZE=" + size);
    }
    return new CheckpointDescriptor(
        id,
        value(entry, "INTERVAL", POSITIVE, 1),
        value(entry, "GROUP", Kind.TEXT, configuration.get(Parameters.GROUP)),
        value(entry, "STORE", Kind.PATH, configuration.get(Parameters.CACHE_BASE)),
        // A set that survives one loss is what XOR is, and is written as such.
        type == CopyType.RS && failures == 1 ? CopyType.XOR : type,
        value(entry, "BYPASS", Kind.BOOLEAN, configuration.get(Parameters.CACHE_BYPASS)),
        size,
        failures,
        value(entry, "OUTPUT", Kind.BOOLEAN, false),
        value(entry, "ENABLED", Kind.BOOLEAN, true));
  }

  List<GroupDescriptor> groups() throws ConfigException {
    List<GroupDescriptor> groups = new ArrayList<>();
    for (Entry entry : entries("GROUPS", Kind.TEXT)) {
      Map<String, String> values = new LinkedHashMap<>();
      for (Map.Entry<String, Configuration.Found> value : entry.properties().entrySet()) {
        values.put(
            value.getKey(), configuration.understand(value.getKey(), Kind.TEXT, value.getValue()));
      }
      groups.add(new GroupDescriptor(entry.name(), values));
    }
    return List.copyOf(groups);
  }

  /** Bases that checkpoints are cached in, and those of CACHE lines, which LLNL's scripts know. */
  List<String> cacheBases() throws ConfigException {
    Set<String> bases = new LinkedHashSet<>();
    for (CheckpointDescriptor checkpoint : checkpoints()) {
      if (checkpoint.enabled()) {
        bases.add(checkpoint.store());
      }
    }
    for (Entry entry : entries("CACHE", Kind.PATH)) {
      bases.add(entry.name());
    }
    return List.copyOf(bases);
  }

  SizedDirectory sized(String key, String base) throws ConfigException {
    OptionalLong bytes = OptionalLong.empty();
    for (Entry entry : entries(key, Kind.PATH)) {
      Optional<Long> wanted = value(entry, "BYTES", Kind.BYTES);
      if (entry.name().equals(base) && wanted.isPresent()) {
        bytes = OptionalLong.of(wanted.get());
      }
    }
    return new SizedDirectory(base, bytes);
  }

  /** The property that {@code query} names, as it is written: {@code CKPT=0 TYPE}. */
  Optional<String> text(String query) throws ConfigException {
    String[] words = query.strip().split("[=\\s]+", -1);
    if (words.length != 3 || !ConfigFile.DESCRIPTORS.contains(words[0])) {
      throw new ConfigException(
          "'" + query + "' asks for nothing: write it as CKPT=0 TYPE, or give a parameter's name");
    }
    for (Entry entry : entries(words[0], Kind.TEXT)) {
      if (entry.name().equals(words[1])) {
        return Optional.ofNullable(entry.properties().get(words[2])).map(Configuration.Found::text);
      }
    }
    return Optional.empty();
  }

  private List<Entry> entries(String key, Kind<String> nameKind) throws ConfigException {
    for (ConfigFile file : files) {
      List<ConfigFile.Line> lines = file.all(key);
      if (!lines.isEmpty()) {
        return entries(key, nameKind, file, lines);
      }
    }
    return List.of();
  }

  private List<Entry> entries(
      String key, Kind<String> nameKind, ConfigFile file, List<ConfigFile.Line> lines)
      throws ConfigException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (ConfigFile.Line line : lines) {
      Origin origin = file.origin(line);
      String name =
          configuration.understand(
              key, nameKind, new Configuration.Found(line.first().value(), origin));
      Entry entry = entries.computeIfAbsent(name, n -> new Entry(n, origin, new LinkedHashMap<>()));
      for (ConfigFile.Pair pair : line.rest()) {
        entry.properties().put(pair.key(), new Configuration.Found(pair.value(), origin));
      }
    }
    return List.copyOf(entries.values());
  }

  private <T> T value(Entry entry, String property, Kind<T> kind, T otherwise)
      throws ConfigException {
    return value(entry, property, kind).orElse(otherwise);
  }

  private <T> Optional<T> value(Entry entry, String property, Kind<T> kind) throws ConfigException {
    Configuration.Found found = entry.properties().get(property);
    return found == null
        ? Optional.empty()
        : Optional.of(configuration.understand(property, kind, found));
  }
}
