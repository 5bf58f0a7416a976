package org.scr4j.cli;

import picocli.CommandLine.Option;

/** The options that every command has. */
final class StandardOptions {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help.")
  boolean help;

  @Option(
      names = {"--version"},
      versionHelp = true,
      description = "Print the version.")
  boolean version;

  @Option(
      names = {"-v", "--verbose"},
      description = "Say more; with an error, where it came from.")
  boolean verbose;
}
