package org.scr4j.cli;

import java.util.List;
import java.util.Optional;

/** The commands by name. Only the class of the one that is called gets loaded. */
final class Commands {

  static final List<String> NAMES =
      List.of(
          "scr_run",
          "scr_prerun",
          "scr_postrun",
          "scr_list_down_nodes",
          "scr_should_exit",
          "scr_halt",
          "scr_index",
          "scr_print",
          "scr_ckpt_interval",
          "scr_env",
          "scr_hostlist",
          "scr_list_dir",
          "scr_have_restart",
          "scr_inspect",
          "scr_kill_jobstep",
          "scr_poststage",
          "scr_scavenge",
          "scr_status",
          "scr_doctor",
          "scr_local",
          "scr_copy",
          "scr_flush_file",
          "scr_halt_cntl",
          "scr_nodes_file",
          "scr_retries_halt",
          "scr_log_event",
          "scr_log_transfer",
          "scr_crc32",
          "scr_inspect_cache",
          "scr_rebuild_xor",
          "scr_rebuild_partner",
          "scr_rebuild_rs",
          "scr_srun",
          "scr_jsrun",
          "scr_lrun",
          "scr_aprun",
          "scr_flux",
          "scr_mpirun");

  /** Commands that are scr_run with a launcher, which is called as they are behind scr_. */
  private static final List<String> WITH_LAUNCHER =
      List.of("scr_srun", "scr_jsrun", "scr_lrun", "scr_aprun", "scr_flux", "scr_mpirun");

  private Commands() {}

  static Optional<Command> create(String name) {
    if (namesLauncher(name)) {
      return Optional.of(new ScrRunWith(name.substring("scr_".length())));
    }
    return Optional.ofNullable(
        switch (name) {
          case "scr_run" -> new ScrRun();
          case "scr_prerun" -> new ScrPrerun();
          case "scr_postrun" -> new ScrPostrun();
          case "scr_list_down_nodes" -> new ScrListDownNodes();
          case "scr_should_exit" -> new ScrShouldExit();
          case "scr_halt" -> new ScrHalt();
          case "scr_index" -> new ScrIndex();
          case "scr_print" -> new ScrPrint();
          case "scr_ckpt_interval" -> new ScrCkptInterval();
          case "scr_env" -> new ScrEnv();
          case "scr_hostlist" -> new ScrHostlist();
          case "scr_list_dir" -> new ScrListDir();
          case "scr_inspect" -> new ScrInspect();
          case "scr_kill_jobstep" -> new ScrKillJobstep();
          case "scr_poststage" -> new ScrPoststage();
          case "scr_have_restart" -> new ScrHaveRestart();
          case "scr_scavenge" -> new ScrScavenge();
          case "scr_status" -> new ScrStatus();
          case "scr_doctor" -> new ScrDoctor();
          case "scr_local" -> new ScrLocal();
          case "scr_copy" -> new ScrCopy();
          case "scr_flush_file" -> new ScrFlushFile();
          case "scr_halt_cntl" -> new ScrHaltCntl();
          case "scr_nodes_file" -> new ScrNodesFile();
          case "scr_retries_halt" -> new ScrRetriesHalt();
          case "scr_log_event" -> new ScrLogEvent();
          case "scr_log_transfer" -> new ScrLogTransfer();
          case "scr_crc32" -> new ScrCrc32();
          case "scr_inspect_cache" -> new ScrInspectCache();
          case "scr_rebuild_xor" -> new ScrRebuild("xor");
          case "scr_rebuild_partner" -> new ScrRebuild("partner");
          case "scr_rebuild_rs" -> new ScrRebuild("rs");
          default -> null;
        });
  }

  /** Whether what follows the first word belongs to a program that the command starts. */
  static boolean startsProgram(String name) {
    return name.equals("scr_run") || namesLauncher(name);
  }

  /** Whether it only answers a question, and starts nothing that would have to be cleaned up. */
  static boolean endsAtOnce(String name) {
    return switch (name) {
      case "scr_halt", "scr_env", "scr_hostlist", "scr_list_dir", "scr_should_exit" -> true;
      default -> false;
    };
  }

  /** Whether its name says the launcher, so that unknown options are the launcher's. */
  static boolean namesLauncher(String name) {
    return WITH_LAUNCHER.contains(name);
  }
}
