package org.scr4j.cli;

import picocli.CommandLine.Option;

/** What {@code scr_run} and its like take before the launcher's arguments. */
final class RunOptions {

  @Option(names = "--dry-run", description = "Print the launcher's command; start nothing.")
  boolean dryRun;

  @Option(
      names = {"-rc", "--run-cmd"},
      paramLabel = "CMD",
      description = "Program with arguments, as one word; also among the others.")
  String runCommand;

  @Option(
      names = {"-rs", "--restart-cmd"},
      paramLabel = "CMD",
      description = "Likewise on restart; SCR_CKPT_NAME becomes the checkpoint's name.")
  String restartCommand;
}
