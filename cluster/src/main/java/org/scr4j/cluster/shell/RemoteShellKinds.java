package org.scr4j.cluster.shell;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.scr4j.cluster.RemoteShell;
import org.scr4j.cluster.RemoteShellKind;
import org.scr4j.cluster.SearchPath;
import org.scr4j.cluster.Site;

/** Remote shells that need no scheduler. All of them need ssh without a password. */
public final class RemoteShellKinds {

  /** ClusterShell's clush: one program for all nodes. */
  public static final RemoteShellKind CLUSH =
      new Kind(
          Clush.NAME, site -> new LabelledShell(new Clush(), site.environment(), site.liveness()));

  /** pdsh: one program for all nodes. */
  public static final RemoteShellKind PDSH =
      new Kind(
          Pdsh.NAME, site -> new LabelledShell(new Pdsh(), site.environment(), site.liveness()));

  /** ssh: a process for each node. */
  public static final RemoteShellKind SSH =
      new Kind(SshShell.NAME, site -> new SshShell(site.environment(), site.liveness()));

  private RemoteShellKinds() {}

  private record Kind(String name, Function<Site, RemoteShell> builder) implements RemoteShellKind {

    @Override
    public Optional<String> obstacle(Map<String, String> environment) {
      if (SearchPath.find(name, environment).isEmpty()) {
        return Optional.of(name + " is not in PATH");
      }
      return SearchPath.find(SshShell.NAME, environment).isEmpty()
          ? Optional.of("ssh is not in PATH")
          : Optional.empty();
    }

    @Override
    public boolean isIndependent() {
      return true;
    }

    @Override
    public RemoteShell open(Site site) {
      return builder.apply(site);
    }
  }
}
