package org.scr4j.cluster.alps;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.Wanted;
import org.scr4j.cluster.pbs.EmulatedPbs;

/** A job of PBS on a Cray: nodes 12, 31, 14 and 15. */
final class EmulatedAlps extends EmulatedPbs {

  EmulatedAlps(Path home) throws IOException {
    super(
        home,
        NodeSet.of("nid00012", "nid00031", "nid00014", "nid00015"),
        "alps",
        List.of("aprun", "apstat", "apkill", "xtprocadmin", "uname"));
  }

  @Override
  public Wanted wanted() {
    // What shows that a job is one of ALPS is that its commands are there.
    return isMissing()
        ? new Wanted(Optional.empty(), Optional.of("APRUN"), Optional.empty(), Optional.empty())
        : Wanted.NOTHING;
  }

  @Override
  public String manager() {
    return "ALPS";
  }

  @Override
  public List<String> arguments(int nodes, List<String> program) {
    List<String> arguments = new ArrayList<>(List.of("-n", Integer.toString(nodes), "-N1"));
    arguments.addAll(program);
    return arguments;
  }

  @Override
  public String nodeName() {
    return "uname -n";
  }
}
