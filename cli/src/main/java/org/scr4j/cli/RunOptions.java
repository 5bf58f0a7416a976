package org.scr4j.cli;

import picocli.CommandLine.Option;

/** What {@code scr_run} and its like take before the launcher's arguments. */
final class RunOptions {

  @Option(
      names = "--dry-run",
      description = "Print checks, decision and launcher's command; change nothing.")
  boolean dryRun;

  @Option(
      names = "--log-dir",
      paramLabel = "DIR",
      description = "Keep each run's output in DIR too: run.1.out, run.1.err, ...")
  String logDirectory;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the final summary to FILE too, as JSON.")
  String jsonFile;

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
