package org.scr4j.cluster.slurm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;

/**
 * Slurm's commands as shell scripts that answer as those of 22.05 do, from files that a test
 * writes: nodes alpha, beta and gamma, job 7.
 */
final class EmulatedSlurm {

  /** Runs the command on this host once for each node of -w, and marks its lines. */
  private static final String SRUN =
      """
      nodes= label=
      printf '%s\\n' "$*" >> "$dir/srun.calls"
      while [ $# -gt 0 ]; do
        case $1 in
          -w) nodes=$2; shift 2 ;;
          -N | -n | -c | -J) shift 2 ;;
          --label) label=1; shift ;;
          -*) shift ;;
          *) break ;;
        esac
      done
      i=0 status=0
      for n in $(echo "$nodes" | tr , ' '); do
        if [ -e "$dir/dead.$n" ]; then
          echo "srun: error: Task launch for StepId=7.0 failed on node $n: Communication connection failure" >&2
          status=233
        else
          SLURMD_NODENAME=$n SLURM_PROCID=$i "$@" > "$dir/out.$$" 2> "$dir/err.$$" || status=$?
          if [ -n "$label" ]; then
            sed "s/^/$i: /" "$dir/out.$$"; sed "s/^/$i: /" "$dir/err.$$" >&2
          else
            cat "$dir/out.$$"; cat "$dir/err.$$" >&2
          fi
        fi
        i=$((i + 1))
      done
      exit $status
      """;

  private final Path directory;

  EmulatedSlurm(Path directory) throws IOException {
    this.directory = directory;
    job("alice|RUNNING|alpha,beta,gamma|1795373250");
    write("nodes", node("alpha", "ALLOCATED") + node("beta", "ALLOCATED") + node("gamma", "IDLE"));
    write("steps", "");
    script("squeue", "cat \"$dir/job\"");
    script(
        "scontrol",
        """
        case "$*" in
          *'show node'*) cat "$dir/nodes" ;;
          *'show step'*) cat "$dir/steps" ;;
          *'show config'*) echo 'SlurmdPort              = 1' ;;
        esac
        """);
    script("scancel", "echo \"$*\" >> \"$dir/scancel.calls\"");
    script("srun", SRUN);
  }

  /** A line of {@code scontrol -o show node}; no address, so that nobody is knocked at. */
  static String node(String name, String state) {
    return "NodeName=" + name + " NodeAddr=" + name + ".invalid State=" + state + " Weight=1\n";
  }

  EmulatedSlurm job(String line) throws IOException {
    return write("job", line + "\n");
  }

  EmulatedSlurm write(String file, String text) throws IOException {
    Files.writeString(directory.resolve(file), text);
    return this;
  }

  String read(String file) throws IOException {
    Path path = directory.resolve(file);
    return Files.exists(path) ? Files.readString(path) : "";
  }

  EmulatedSlurm script(String name, String body) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, "#!/bin/sh\ndir='" + directory + "'\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return this;
  }

  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", directory + ":" + System.getenv("PATH"));
    environment.put("SLURM_JOB_ID", "7");
    environment.put("SLURM_JOB_NODELIST", "alpha,beta,gamma");
    environment.put("SLURM_NNODES", "3");
    return environment;
  }
}
