package org.scr4j.job.doctor;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.scr4j.cluster.Detected;

/** Resource manager, launcher and remote shell: which ones, why, and whether they are there. */
final class PlatformChecks {

  private static final Finding.Area AREA = Finding.Area.ALLOCATION;

  /** Launchers that are programs of that name. */
  private static final Set<String> PROGRAMS =
      Set.of("srun", "jsrun", "lrun", "aprun", "flux", "mpirun", "mpiexec");

  private static final Set<String> SHELLS = Set.of("srun", "flux", "aprun", "clush", "pdsh", "ssh");

  private final Map<String, String> environment;
  private final Detected found;

  PlatformChecks(Map<String, String> environment, Detected found) {
    this.environment = environment;
    this.found = found;
  }

  List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.ok(AREA, "manager", text(found.resourceManager())));
    findings.add(
        program(
            "launcher", found.launcher(), PROGRAMS, "SCR_LAUNCHER", "load the launcher's module"));
    findings.add(
        program(
            "shell",
            found.remoteShell(),
            SHELLS,
            "SCR_REMOTE_SHELL",
            "install it or put it in PATH"));
    return findings;
  }

  private static String text(Detected.Finding part) {
    return part.name() + " (" + part.why() + ")";
  }

  private Finding program(
      String check, Detected.Finding part, Set<String> programs, String parameter, String how) {
    if (programs.contains(part.name()) && !inPath(part.name())) {
      return Finding.bad(
          AREA,
          check,
          text(part) + ": no program of that name is in PATH",
          how + ", or choose another one with " + parameter);
    }
    return Finding.ok(AREA, check, text(part));
  }

  private boolean inPath(String program) {
    for (String part : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
      if (!part.isEmpty() && Files.isExecutable(Path.of(part).resolve(program))) {
        return true;
      }
    }
    return false;
  }
}
