package org.scr4j.cluster;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the platform that this process runs on. */
public final class Platforms {

  private final Map<String, String> environment;
  private final Wanted wanted;

  private Platforms(Map<String, String> environment, Wanted wanted) {
    this.environment = environment;
    this.wanted = wanted;
  }

  /** One of the kinds, and why. */
  private record Choice<T>(T kind, String why) {}

  /**
   * Resource manager, launcher and remote shell: what is wanted, else what the environment shows.
   * Runs no program.
   *
   * @param environment that of this process
   * @throws ClusterException if something is wanted that is not known or does not fit the rest, or
   *     there is no allocation
   */
  public static Detected detect(Map<String, String> environment, Wanted wanted)
      throws ClusterException {
    return new Platforms(environment, wanted).detect();
  }

  private Detected detect() throws ClusterException {
    Choice<ResourceManagerKind> manager = manager();
    String program = program(manager.kind());
    LauncherKind launcher = launcherKind(program);
    if (!manager.kind().launchers().contains(launcher.name())) {
      throw new ClusterException(
          "launcher "
              + launcher.name()
              + " does not work with resource manager "
              + manager.kind().name()
              + " ("
              + manager.why()
              + "); use one of: "
              + String.join(", ", manager.kind().launchers()));
    }
    Choice<RemoteShellKind> shell = shell(manager.kind());
    ResourceManager opened = manager.kind().open(environment);
    Optional<Liveness> liveness = opened.liveness();
    Site shellLess = new Site(environment, opened, liveness, Optional.empty());
    RemoteShell remote = new LazyShell(shell.kind(), shellLess);
    Optional<RemoteShell> lastResort =
        lastResort(manager.kind(), shell.kind()).map(kind -> new LazyShell(kind, shellLess));
    Site site = new Site(environment, opened, liveness, Optional.of(remote));
    return new Detected(
        new Platform(
            opened, launcher.open(site, program), remote, lastResort, opened.checks(), liveness),
        new Detected.Finding(manager.kind().name(), manager.why()),
        new Detected.Finding(launcher.name(), launcherReason(manager.kind())),
        new Detected.Finding(shell.kind().name(), shell.why()));
  }

  private Choice<ResourceManagerKind> manager() throws ClusterException {
    if (wanted.resourceManager().isPresent()) {
      String name = wanted.resourceManager().get();
      return new Choice<>(managerKind(name), "SCR_RESOURCE_MANAGER=" + name);
    }
    Optional<LauncherKind> launcher =
        wanted.launcher().isPresent()
            ? Optional.of(launcherKind(wanted.launcher().get()))
            : Optional.empty();
    List<ResourceManagerKind> fitting = new ArrayList<>();
    for (ResourceManagerKind kind : ResourceManagers.ALL) {
      if (launcher.isEmpty() || kind.launchers().contains(launcher.get().name())) {
        fitting.add(kind);
      }
    }
    for (ResourceManagerKind kind : fitting) {
      Optional<String> evidence = kind.evidence(environment);
      if (evidence.isPresent()) {
        return new Choice<>(kind, evidence.get());
      }
    }
    for (ResourceManagerKind kind : fitting) {
      Optional<String> presence = kind.presence(environment);
      if (presence.isPresent()) {
        return new Choice<>(kind, presence.get());
      }
    }
    return unseen(launcher, fitting);
  }

  /** A launcher that belongs to one resource manager lets that one say what is missing. */
  private static Choice<ResourceManagerKind> unseen(
      Optional<LauncherKind> launcher, List<ResourceManagerKind> fitting) throws ClusterException {
    if (launcher.isPresent() && fitting.size() == 1) {
      return new Choice<>(fitting.get(0), "launcher " + launcher.get().name());
    }
    throw new ClusterException(
        "not in an allocation of a supported resource manager (looked for "
            + names(fitting.isEmpty() ? ResourceManagers.ALL : fitting)
            + "); get one, such as salloc --no-kill ... with Slurm; without a scheduler, name the"
            + " hosts: SCR_HOSTS=node[1-4]; for virtual nodes on this machine: scr_local up -N 5");
  }

  private static ResourceManagerKind managerKind(String name) throws ClusterException {
    String upper = name.toUpperCase(Locale.ROOT);
    for (ResourceManagerKind kind : ResourceManagers.ALL) {
      if (kind.name().equals(upper) || kind.aliases().contains(upper)) {
        return kind;
      }
    }
    throw new ClusterException(
        "SCR_RESOURCE_MANAGER="
            + NodeSetParser.printable(name)
            + " is not supported; supported: "
            + names(ResourceManagers.ALL));
  }

  private static String names(List<ResourceManagerKind> kinds) {
    return kinds.stream().map(ResourceManagerKind::name).collect(Collectors.joining(", "));
  }

  /** The launcher as the user calls it. */
  private String program(ResourceManagerKind manager) {
    return wanted.launcher().or(wanted::usualLauncher).orElse(manager.launchers().get(0));
  }

  private String launcherReason(ResourceManagerKind manager) {
    if (wanted.launcher().isPresent()) {
      return "named by the command";
    }
    return wanted
        .usualLauncher()
        .map(name -> "SCR_LAUNCHER=" + name)
        .orElse("usual with " + manager.name());
  }

  private static LauncherKind launcherKind(String program) throws ClusterException {
    String name = new File(program).getName();
    for (LauncherKind kind : Launchers.ALL) {
      if (kind.name().equals(name) || kind.aliases().contains(name)) {
        return kind;
      }
    }
    throw new ClusterException(
        "launcher '"
            + NodeSetParser.printable(program)
            + "' is not supported; supported: "
            + Launchers.ALL.stream().map(LauncherKind::name).collect(Collectors.joining(", ")));
  }

  private Choice<RemoteShellKind> shell(ResourceManagerKind manager) throws ClusterException {
    if (wanted.remoteShell().isPresent()) {
      String name = wanted.remoteShell().get();
      return new Choice<>(shellKind(name), "SCR_REMOTE_SHELL=" + name);
    }
    StringBuilder obstacles = new StringBuilder();
    for (String name : manager.remoteShells()) {
      RemoteShellKind kind = shellKind(name);
      Optional<String> obstacle = kind.obstacle(environment);
      if (obstacle.isEmpty()) {
        return new Choice<>(kind, "usual with " + manager.name() + obstacles);
      }
      obstacles.append("; ").append(obstacle.get());
    }
    // Many commands reach no node: the obstacle is told when one is to be reached.
    return new Choice<>(shellKind(manager.remoteShells().get(0)), "none can be used" + obstacles);
  }

  /** Who names a remote shell wants no other. */
  private Optional<RemoteShellKind> lastResort(ResourceManagerKind manager, RemoteShellKind usual)
      throws ClusterException {
    if (usual.isIndependent() || wanted.remoteShell().isPresent()) {
      return Optional.empty();
    }
    for (String name : manager.remoteShells()) {
      RemoteShellKind kind = shellKind(name);
      if (kind.isIndependent() && kind.obstacle(environment).isEmpty()) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  private static RemoteShellKind shellKind(String name) throws ClusterException {
    for (RemoteShellKind kind : RemoteShells.ALL) {
      if (kind.name().equals(name)) {
        return kind;
      }
    }
    throw new ClusterException(
        "SCR_REMOTE_SHELL="
            + NodeSetParser.printable(name)
            + " is not supported; supported: "
            + RemoteShells.ALL.stream()
                .map(RemoteShellKind::name)
                .collect(Collectors.joining(", ")));
  }
}
