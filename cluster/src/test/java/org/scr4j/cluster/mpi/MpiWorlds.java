package org.scr4j.cluster.mpi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.scr4j.cluster.ConformanceWorld;
import org.scr4j.cluster.EmulatedCommands;
import org.scr4j.cluster.ssh.EmulatedHosts;

/** An emulated mpirun of each family over an emulated ssh. */
final class MpiWorlds {

  private MpiWorlds() {}

  static ConformanceWorld of(Path home, String family, String perNode) throws IOException {
    EmulatedCommands commands = new EmulatedCommands(home, "mpi", List.of(), "mpirun");
    try (InputStream in = MpiWorlds.class.getResourceAsStream("/emulated/ssh/ssh")) {
      Path ssh = home.resolve("bin/ssh");
      Files.copy(in, ssh);
      Files.setPosixFilePermissions(ssh, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.writeString(commands.state().resolve("family"), family);
    return new EmulatedHosts(
        commands, "mpirun", nodes -> List.of("-n", Integer.toString(nodes), perNode, "1"));
  }
}
