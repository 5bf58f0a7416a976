package org.scr4j.cluster;

import java.util.Optional;

/**
 * What is to be used whatever is found.
 *
 * @param launcher first argument of {@code scr_run}: a name, or a path
 * @param resourceManager SCR_RESOURCE_MANAGER
 * @param usualLauncher SCR_LAUNCHER: the launcher of commands that are told none
 * @param remoteShell SCR_REMOTE_SHELL
 */
public record Wanted(
    Optional<String> launcher,
    Optional<String> resourceManager,
    Optional<String> usualLauncher,
    Optional<String> remoteShell) {

  /** Whatever is found. */
  public static final Wanted NOTHING =
      new Wanted(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** Blank texts are none. */
  public Wanted {
    launcher = stripped(launcher);
    resourceManager = stripped(resourceManager);
    usualLauncher = stripped(usualLauncher);
    remoteShell = stripped(remoteShell);
  }

  private static Optional<String> stripped(Optional<String> text) {
    return text.isEmpty() || text.get().isBlank()
        ? Optional.empty()
        : Optional.of(text.get().strip());
  }

  /** The same with this launcher. */
  public Wanted with(Optional<String> named) {
    return new Wanted(named, resourceManager, usualLauncher, remoteShell);
  }
}
