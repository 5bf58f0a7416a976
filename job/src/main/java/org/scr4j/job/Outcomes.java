package org.scr4j.job;

import org.scr4j.cluster.Launcher;

/** Ends of steps as exit statuses and as words. */
final class Outcomes {

  private static final int SIGNAL_BASE = 128;

  private Outcomes() {}

  /** The application's status as a shell would give it: 128 plus the signal where one ended it. */
  static int exitCode(Launcher.Outcome outcome) {
    if (outcome instanceof Launcher.Exited exited) {
      return exited.status();
    }
    if (outcome instanceof Launcher.Signalled signalled) {
      return SIGNAL_BASE + signalled.signal();
    }
    return ExitCode.UNAVAILABLE;
  }

  static String text(Launcher.Outcome outcome) {
    if (outcome instanceof Launcher.Exited exited) {
      return "exit:" + exited.status();
    }
    if (outcome instanceof Launcher.Signalled signalled) {
      return "signal:" + signalled.signal();
    }
    return "not-started (" + ((Launcher.NotStarted) outcome).reason() + ")";
  }
}
