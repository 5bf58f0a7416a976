package org.scr4j.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds what was probably not meant: names that no parameter has, files that are not there. */
final class Oddities {

  private Oddities() {}

  static List<String> of(Configuration configuration, List<ConfigFile> files)
      throws ConfigException {
    List<String> found = new ArrayList<>();
    for (Parameter<String> named : List.of(Parameters.CONF_FILE, Parameters.CONFIG_FILE)) {
      Optional<String> path = configuration.find(named);
      if (path.isPresent() && files.stream().anyMatch(f -> missing(f, path.get()))) {
        found.add(
            named + "=" + path.get() + " (" + configuration.origin(named) + "): no such file");
      }
    }
    for (ConfigFile file : files) {
      for (ConfigFile.Line line : file.lines()) {
        unusedName(line.first().key()).ifPresent(why -> found.add(file.origin(line) + ": " + why));
      }
    }
    found.addAll(unknownStores(configuration));
    return List.copyOf(found);
  }

  private static boolean missing(ConfigFile file, String path) {
    return !file.exists() && file.path().toString().equals(path);
  }

  private static Optional<String> unusedName(String key) {
    if (ConfigFile.DESCRIPTORS.contains(key)) {
      return Optional.empty();
    }
    Optional<Parameter<?>> parameter = Parameters.named(key);
    if (parameter.isEmpty()) {
      return Optional.of("no parameter is called " + key);
    }
    return parameter.get().scope() == Scope.ENVIRONMENT
        ? Optional.of(key + " is read from the environment only")
        : Optional.empty();
  }

  private static List<String> unknownStores(Configuration configuration) throws ConfigException {
    Set<String> stores =
        configuration.stores().stream().map(StoreDescriptor::base).collect(Collectors.toSet());
    return configuration.checkpoints().stream()
        .filter(checkpoint -> !stores.contains(checkpoint.store()))
        .map(
            c -> "CKPT=" + c.id() + " names STORE=" + c.store() + ", which no STORE line describes")
        .toList();
  }
}
