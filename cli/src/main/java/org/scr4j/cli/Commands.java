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
          "scr_env",
          "scr_hostlist",
          "scr_list_dir",
          "scr_scavenge",
          "scr_local",
          "scr_copy",
          "scr_flush_file",
          "scr_halt_cntl",
          "scr_nodes_file",
          "scr_retries_halt",
          "scr_log_event");

  private Commands() {}

  static Optional<Command> create(String name) {
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
          case "scr_env" -> new ScrEnv();
          case "scr_hostlist" -> new ScrHostlist();
          case "scr_list_dir" -> new ScrListDir();
          case "scr_scavenge" -> new ScrScavenge();
          case "scr_local" -> new ScrLocal();
          case "scr_copy" -> new ScrCopy();
          case "scr_flush_file" -> new ScrFlushFile();
          case "scr_halt_cntl" -> new ScrHaltCntl();
          case "scr_nodes_file" -> new ScrNodesFile();
          case "scr_retries_halt" -> new ScrRetriesHalt();
          case "scr_log_event" -> new ScrLogEvent();
          default -> null;
        });
  }

  /** Whether what follows the first word belongs to a program that the command starts. */
  static boolean startsProgram(String name) {
    return name.equals("scr_run");
  }
}
