package org.scr4j.cluster.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;

/**
 * An ssh that runs commands on this host as sshd does on another: by a login shell that gets one
 * line. It knows nodes by files of a directory: {@code down.NODE} holds what it says before it ends
 * with 255, {@code hang.NODE} makes it wait, {@code lost.NODE} ends it after the command has begun.
 */
public final class EmulatedSsh {

  private static final String SSH =
      """
      #!/bin/sh
      dir='%s'
      while :; do case $1 in
        -l|-o|-p) shift 2 ;;
        -*) shift ;;
        *) break ;;
      esac; done
      node=$1; shift
      node=${node#*@}
      echo "$node" >> "$dir/calls"
      if [ -e "$dir/down.$node" ]; then cat "$dir/down.$node" >&2; exit 255; fi
      if [ -e "$dir/hang.$node" ]; then sleep 600; fi
      SCR_TEST_NODE=$node; export SCR_TEST_NODE
      cd / || exit 255
      if [ -e "$dir/lost.$node" ]; then
        "${SCR_TEST_LOGIN_SHELL:-sh}" -c "$*" > /dev/null
        echo "Connection to $node closed by remote host." >&2
        exit 255
      fi
      exec "${SCR_TEST_LOGIN_SHELL:-sh}" -c "$*"
      """;

  private final Path directory;

  /** Puts the program into {@code directory}. */
  public EmulatedSsh(Path directory) throws IOException {
    this.directory = directory;
    Path file = directory.resolve("ssh");
    Files.writeString(file, SSH.formatted(directory));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Sets what a node does. */
  public EmulatedSsh node(String what, String node, String text) throws IOException {
    Files.writeString(directory.resolve(what + "." + node), text);
    return this;
  }

  /** How often a node was called. */
  public long calls(String node) throws IOException {
    Path calls = directory.resolve("calls");
    return Files.exists(calls)
        ? Files.readAllLines(calls).stream().filter(node::equals).count()
        : 0;
  }

  /** How often any node was called. */
  public long callsOfAll() throws IOException {
    return Files.readAllLines(directory.resolve("calls")).size();
  }

  /** Variables with the program in PATH. */
  public Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.keySet().removeIf(name -> name.startsWith("SLURM_") || name.startsWith("SCR_"));
    environment.put("PATH", directory + ":" + System.getenv("PATH"));
    return environment;
  }
}
