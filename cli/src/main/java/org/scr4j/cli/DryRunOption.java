package org.scr4j.cli;

import picocli.CommandLine.Option;

/** For commands that act. */
final class DryRunOption {

  @Option(names = "--dry-run", description = "Print what would be done; change nothing.")
  boolean wanted;
}
