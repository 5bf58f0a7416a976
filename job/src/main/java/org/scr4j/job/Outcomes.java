package org.scr4j.job;

import org.scr4j.cluster.Launcher;

/** Ends of steps as exit statuses and as words. */
final class Outcomes {

  private static final int SIGNAL_BASE = 128;
  private static final int KILLED = 9;

  private Outcomes() {}

  /** The application's status as a shell would give it: 128 plus the signal where one ended it. */
  static int exitCode(Launcher.Outcome outcome) {
    if (outcome instanceof Launcher.Exited exited) {
      return exited.status();
    }
    if (outcome instanceof Launcher.Signalled signalled) {
      return SIGNAL_BASE + signalled.signal();
    }
    if (outcome instanceof Launcher.NodesLost lost) {
      // What the launcher may say of the ranks that are left is not how the program ended.
      return lost.status() == 0 ? SIGNAL_BASE + KILLED : lost.status();
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
    if (outcome instanceof Launcher.NodesLost lost) {
      return "lost-nodes:" + lost.nodes() + " (launcher's status " + lost.status() + ")";
    }
    return "not-started (" + ((Launcher.NotStarted) outcome).reason() + ")";
  }
}
