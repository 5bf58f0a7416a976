package org.scr4j.cli;

/** Dealing with shutdown hooks. */
final class Shutdown {

  private Shutdown() {}

  /** Takes back {@code hook}, unless the JVM is going down already: then it has been run. */
  static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException goingDown) {
      // The documented answer while hooks run: nothing is left to take back.
      Thread.yield();
    }
  }
}
