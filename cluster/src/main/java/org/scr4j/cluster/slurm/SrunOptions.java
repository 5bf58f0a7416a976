package org.scr4j.cluster.slurm;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which options of {@code srun} take a value, from Slurm 22.05 to 25.11: {@code src/common/
 * slurm_opt.c} of each. An option that is not listed is taken to have none, or one behind an equal
 * sign.
 */
final class SrunOptions {

  /** Letters with a value, attached or in the next word. */
  private static final String WITH_VALUE = "ABcCdDeFgGiJLmMnNopqrSTtwWx";

  /** Letters whose value, if any, is attached. */
  private static final String WITH_OPTIONAL = "IKk";

  /** Those that choose or count nodes come first: abbreviations are looked up in this order. */
  private static final List<String> LONG_WITH_VALUE =
      List.of(
          ("nodes nodelist exclude nodefile ntasks relative distribution het-group pack-group jobid"
                  + " accel-bind account acctg-freq bb bbf bcast-exclude begin chdir"
                  + " cluster-constraint clusters comment constraint consolidate-segments container"
                  + " container-id core-spec cores-per-socket cpu-bind cpu-freq cpus-per-gpu"
                  + " cpus-per-task deadline delay-boot dependency epilog error export export-file"
                  + " extra extra-node-info gid gpu-bind gpu-freq gpus gpus-per-node"
                  + " gpus-per-socket gpus-per-task gres gres-flags hint input job-name licenses"
                  + " mail-type mail-user mcs-label mem mem-bind mem-per-cpu mem-per-gpu mincpus mpi"
                  + " msg-timeout network ntasks-per-core ntasks-per-gpu ntasks-per-node"
                  + " ntasks-per-socket ntasks-per-tres open-mode oom-kill-step output partition"
                  + " power prefer priority profile prolog qos reservation resources segment signal"
                  + " slurmd-debug sockets-per-node spread-segments switches task-epilog"
                  + " task-prolog thread-spec threads threads-per-core time time-min tmp"
                  + " treewidth tres-bind tres-per-job tres-per-task uid wait wckey")
              .split(" "));

  private static final Set<String> LONG_WITHOUT =
      Set.of(
          ("bcast compress contiguous disable-status exact exclusive external-launcher help hold"
                  + " immediate interactive kill-on-bad-exit label mpi-combine multi-prog nice"
                  + " no-allocate no-kill overcommit overlap oversubscribe preserve-env propagate"
                  + " pty quiet quit-on-interrupt reboot resv-ports send-libs share spread-job"
                  + " test-only unbuffered usage use-min-nodes verbose version"
                  + " wait-for-children whole x11")
              .split(" "));

  private SrunOptions() {}

  static boolean takesValue(char letter) {
    return WITH_VALUE.indexOf(letter) >= 0;
  }

  static boolean takesOptionalValue(char letter) {
    return WITH_OPTIONAL.indexOf(letter) >= 0;
  }

  static boolean takesValue(String name) {
    return LONG_WITH_VALUE.contains(name);
  }

  /** The full name of an option: srun takes any beginning that fits one option only. */
  static String fullName(String name) {
    if (LONG_WITH_VALUE.contains(name) || LONG_WITHOUT.contains(name)) {
      return name;
    }
    Optional<String> full =
        Stream.concat(LONG_WITH_VALUE.stream(), LONG_WITHOUT.stream())
            .filter(option -> option.startsWith(name))
            .reduce((first, second) -> "");
    return full.filter(option -> !option.isEmpty()).orElse(name);
  }
}
