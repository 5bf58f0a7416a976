package org.scr4j.job.doctor;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The Java that runs this, and the installed tree. */
final class InstallationChecks {

  private static final Finding.Area AREA = Finding.Area.INSTALLATION;

  /** What other commands start by path, on this host and on nodes. */
  private static final List<String> PROGRAMS =
      List.of("bin/scr_run", "libexec/scr_copy", "libexec/scr_inspect_cache");

  private final Map<String, String> environment;
  private final Path home;

  InstallationChecks(Map<String, String> environment, Path home) {
    this.environment = environment;
    this.home = home;
  }

  List<Finding> run() {
    return List.of(java(), programs(), path());
  }

  private Finding java() {
    String by =
        set("SCR_JAVA_HOME") ? "SCR_JAVA_HOME" : set("JAVA_HOME") ? "JAVA_HOME" : "the PATH";
    return Finding.ok(
        AREA,
        "java",
        System.getProperty("java.version")
            + " of "
            + System.getProperty("java.vendor")
            + " in "
            + System.getProperty("java.home")
            + ", found by "
            + by);
  }

  private boolean set(String variable) {
    return !environment.getOrDefault(variable, "").isBlank();
  }

  private Finding programs() {
    List<String> missing = new ArrayList<>();
    for (String program : PROGRAMS) {
      if (!Files.isExecutable(home.resolve(program))) {
        missing.add(program);
      }
    }
    return missing.isEmpty()
        ? Finding.ok(AREA, "tree", "installed in " + home)
        : Finding.bad(
            AREA,
            "tree",
            home + " lacks " + String.join(", ", missing) + ", or they cannot be executed",
            "install scr4j again (./build --prefix DIR)");
  }

  private Finding path() {
    Path bin = home.resolve("bin");
    for (String part : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
      if (part.isEmpty()) {
        continue;
      }
      Path other = Path.of(part).resolve("scr_run");
      if (Path.of(part).normalize().equals(bin) || sameFile(other, bin.resolve("scr_run"))) {
        return Finding.ok(AREA, "path", "scr_run in PATH is that of this installation");
      }
      if (Files.isExecutable(other)) {
        return Finding.warning(
            AREA,
            "path",
            "scr_run in PATH is another one: " + other,
            "put " + bin + " first in PATH");
      }
    }
    return Finding.note(
        AREA, "path", "scr_run is not in PATH", "add " + bin + " to PATH, or call it by its path");
  }

  private static boolean sameFile(Path one, Path other) {
    try {
      return Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other);
    } catch (java.io.IOException e) {
      // What cannot be compared is not known to be the same.
      return false;
    }
  }
}
