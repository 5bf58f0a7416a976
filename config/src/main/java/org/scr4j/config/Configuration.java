package org.scr4j.config;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The values of all parameters, as one process sees them.
 *
 * <p>The first source that has a value gives it: the environment; the user's file ({@code
 * SCR_CONF_FILE}, or {@code .scrconf} in the prefix directory); {@code .scr/app.conf} in the prefix
 * directory, where LLNL's library keeps what the program set by SCR_Config; the system's file
 * ({@code SCR_CONFIG_FILE}, or {@code /etc/scr.conf}); the default. A variable that is set but
 * empty counts as unset. Where a file sets a parameter twice, its last line counts. STORE, CKPT,
 * GROUPS, CNTLDIR, CACHEDIR and CACHE lines come from the first file that has lines of that name.
 *
 * <p>Reading creates nothing. A value is understood when it is asked for, so that a fault in one
 * parameter stops just what needs it; {@link #check} asks for all. Immutable.
 */
public final class Configuration {

  private final Map<String, String> environment;
  private final Kind.Place place;
  private final Optional<Path> prefixOption;
  private final List<ConfigFile> files;
  private final Path prefix;

  private Configuration(
      Map<String, String> environment,
      Kind.Place place,
      Optional<Path> prefixOption,
      List<ConfigFile> files)
      throws ConfigException {
    this.environment = environment;
    this.place = place;
    this.prefixOption = prefixOption;
    this.files = List.copyOf(files);
    this.prefix = find(Parameters.PREFIX).map(Path::of).orElse(place.workingDirectory());
  }

  /** A value before it is understood. */
  record Found(String text, Origin origin) {}

  /**
   * Reads the configuration of this process.
   *
   * @param environment of the process
   * @param prefixOption value of {@code --prefix}, which wins over SCR_PREFIX
   * @param workingDirectory what relative paths are relative to
   * @throws ConfigException if a file cannot be read or has a line that cannot be understood
   */
  public static Configuration load(
      Map<String, String> environment, Optional<Path> prefixOption, Path workingDirectory)
      throws ConfigException {
    return load(environment, prefixOption, workingDirectory, Optional.empty());
  }

  /**
   * As above, for a program that sets some parameters itself: they stand for what an earlier one
   * has left in {@code .scr/app.conf}.
   */
  public static Configuration load(
      Map<String, String> environment,
      Optional<Path> prefixOption,
      Path workingDirectory,
      ProgramSettings program)
      throws ConfigException {
    Optional<ConfigFile> own = program.isEmpty() ? Optional.empty() : Optional.of(program.file());
    return load(environment, prefixOption, workingDirectory, own);
  }

  private static Configuration load(
      Map<String, String> environment,
      Optional<Path> prefixOption,
      Path workingDirectory,
      Optional<ConfigFile> program)
      throws ConfigException {
    Map<String, String> variables = Map.copyOf(environment);
    Kind.Place place =
        new Kind.Place(
            workingDirectory.toAbsolutePath().normalize(),
            Optional.ofNullable(variables.get("HOME")).filter(home -> !home.isBlank()));
    Configuration bare = new Configuration(variables, place, prefixOption, List.of());
    Optional<String> userFile = bare.find(Parameters.CONF_FILE);
    ConfigFile user =
        ConfigFile.read(userFile.map(Path::of).orElse(bare.prefix.resolve(".scrconf")));
    ConfigFile system =
        ConfigFile.read(
            bare.find(Parameters.CONFIG_FILE).map(Path::of).orElse(Parameters.SYSTEM_FILE));
    // The prefix may itself stand in a file, and app.conf is below it.
    List<ConfigFile> known =
        program.isPresent() ? List.of(user, program.get(), system) : List.of(user, system);
    Configuration outer = new Configuration(variables, place, prefixOption, known);
    ConfigFile app =
        program.isPresent()
            ? program.get()
            : ConfigFile.read(outer.prefix.resolve(".scr").resolve("app.conf"));
    return new Configuration(variables, place, prefixOption, List.of(user, app, system));
  }

  /**
   * The value of a parameter that has a default.
   *
   * @throws ConfigException naming parameter, value, what is expected and where the value stands
   * @throws IllegalArgumentException if it has no default: {@link #find} is for those
   */
  public <T> T get(Parameter<T> parameter) throws ConfigException {
    return find(parameter)
        .orElseThrow(() -> new IllegalArgumentException(parameter + " has no default; use find"));
  }

  /**
   * The value of a parameter, or its default, or nothing.
   *
   * @throws ConfigException as {@link #get}
   */
  public <T> Optional<T> find(Parameter<T> parameter) throws ConfigException {
    Optional<Found> found = look(parameter);
    return found.isEmpty()
        ? parameter.defaultValue()
        : Optional.of(understand(parameter.name(), parameter.kind(), found.get()));
  }

  /**
   * The text that gives a parameter its value, with its variables replaced; the default's where it
   * is set nowhere.
   *
   * @param name of a parameter, {@code SCR_FLUSH}, or a descriptor and one of its properties,
   *     {@code CKPT=0 TYPE}
   * @return nothing where it is not set and has no default
   * @throws ConfigException if there is no such parameter
   */
  public Optional<String> text(String name) throws ConfigException {
    if (name.contains("=")) {
      return descriptors().text(name);
    }
    Parameter<?> parameter =
        Parameters.named(name)
            .orElseThrow(() -> new ConfigException("no parameter is called " + name));
    Optional<Found> found = look(parameter);
    return found.isPresent() ? found.map(this::expand) : defaultText(parameter);
  }

  private static <T> Optional<String> defaultText(Parameter<T> parameter) {
    return parameter.defaultValue().map(parameter.kind()::write);
  }

  /** Where the value of {@code parameter} comes from. */
  public Origin origin(Parameter<?> parameter) {
    return look(parameter).map(Found::origin).orElseGet(Origin.Default::new);
  }

  /** The prefix directory: absolute, without {@code .} and {@code ..}; it need not exist. */
  public Path prefix() {
    return prefix;
  }

  /** The user's name: SCR_USER_NAME from any source, else as {@link UserName#of} says. */
  public String userName() throws ConfigException {
    Optional<String> set = find(Parameters.USER_NAME);
    return set.isPresent() ? set.get() : UserName.of(environment);
  }

  /** The directories of job {@code jobId} of {@code user} on each of its nodes. */
  public Directories directories(String user, String jobId) throws ConfigException {
    return new Directories(get(Parameters.CNTL_BASE), descriptors().cacheBases(), user, jobId);
  }

  /** The classes of storage: STORE lines, and those of the control and cache base. */
  public List<StoreDescriptor> stores() throws ConfigException {
    return descriptors().stores();
  }

  /**
   * How checkpoints are kept: the CKPT lines where SCR_COPY_TYPE is FILE, else one descriptor made
   * of the parameters.
   */
  public List<CheckpointDescriptor> checkpoints() throws ConfigException {
    return descriptors().checkpoints();
  }

  /** The GROUPS lines, one a node. */
  public List<GroupDescriptor> groups() throws ConfigException {
    return descriptors().groups();
  }

  /** The control base with its least capacity, for node checks. */
  public SizedDirectory controlBase() throws ConfigException {
    return descriptors().sized("CNTLDIR", get(Parameters.CNTL_BASE));
  }

  /** The cache bases with their least capacities, for node checks. */
  public List<SizedDirectory> cacheBases() throws ConfigException {
    List<SizedDirectory> bases = new ArrayList<>();
    for (String base : descriptors().cacheBases()) {
      bases.add(descriptors().sized("CACHEDIR", base));
    }
    return bases;
  }

  /** The storage of the node that this process is on. */
  public NodeStorage storage() throws ConfigException {
    return find(Parameters.STORAGE_ROOT)
        .map(Path::of)
        .map(NodeStorage::new)
        .orElse(NodeStorage.REAL);
  }

  /** How state files are locked. */
  public FileLock lockKind() throws ConfigException {
    return get(Parameters.FILE_LOCK);
  }

  /**
   * Understands every parameter and descriptor.
   *
   * @throws ConfigException for the first one that cannot be used
   */
  public void check() throws ConfigException {
    for (Parameter<?> parameter : Parameters.all()) {
      find(parameter);
    }
    directories("user", "job");
    stores();
    checkpoints();
    groups();
    controlBase();
    cacheBases();
  }

  /** What is odd but does no harm, one line each: names that no parameter has, missing files. */
  public List<String> warnings() throws ConfigException {
    return Oddities.of(this, files);
  }

  private Descriptors descriptors() {
    return new Descriptors(this, files);
  }

  private Optional<Found> look(Parameter<?> parameter) {
    if (parameter.equals(Parameters.PREFIX) && prefixOption.isPresent()) {
      return Optional.of(new Found(prefixOption.get().toString(), new Origin.CommandLine()));
    }
    String set = environment.getOrDefault(parameter.name(), "").strip();
    if (!set.isEmpty()) {
      return Optional.of(new Found(set, new Origin.Environment()));
    }
    return parameter.scope() == Scope.ENVIRONMENT
        ? Optional.empty()
        : lookInFiles(parameter.name());
  }

  private Optional<Found> lookInFiles(String name) {
    for (ConfigFile file : files) {
      Optional<ConfigFile.Line> line = file.last(name);
      if (line.isPresent()) {
        return line.map(l -> new Found(l.first().value(), file.origin(l)));
      }
    }
    return Optional.empty();
  }

  /** The value that {@code found} stands for, after expansion of its variables. */
  <T> T understand(String name, Kind<T> kind, Found found) throws ConfigException {
    try {
      return kind.read(expand(found), place);
    } catch (Expansion.UnsetException e) {
      throw ConfigException.of(name, found, e.getMessage());
    } catch (IllegalArgumentException | DateTimeException e) {
      throw ConfigException.of(name, found, "expected " + kind.expected());
    }
  }

  private String expand(Found found) {
    if (found.origin() instanceof Origin.CommandLine) {
      return found.text();
    }
    return found.origin() instanceof Origin.File
        ? Expansion.escapedVariables(found.text(), environment)
        : Expansion.variables(found.text(), environment);
  }
}
