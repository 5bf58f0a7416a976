package org.scr4j.job.doctor;

/**
 * What one check came to.
 *
 * @param area what it is about
 * @param check its name, of a few letters; stable
 * @param level how bad it is
 * @param text one line
 * @param remedy what to do; empty where nothing is to be done
 */
public record Finding(Area area, String check, Level level, String text, String remedy) {

  /** What a check is about, in the order in which it is told. */
  public enum Area {
    /** This software, and the Java that runs it. */
    INSTALLATION,
    /** Parameters. */
    CONFIGURATION,
    /** Resource manager, launcher, remote shell, time. */
    ALLOCATION,
    /** Each node of the allocation. */
    NODES,
    /** The prefix directory. */
    PREFIX
  }

  /** How bad a finding is. */
  public enum Level {
    /** As it should be. */
    OK,
    /** Worth to know; nothing is wrong. */
    NOTE,
    /** A job can run, and may lose time or data in some event. */
    WARNING,
    /** A job cannot run, or not survive a failure. */
    BAD,
    /** Not checked, and why. */
    SKIPPED
  }

  static Finding ok(Area area, String check, String text) {
    return new Finding(area, check, Level.OK, text, "");
  }

  static Finding note(Area area, String check, String text, String remedy) {
    return new Finding(area, check, Level.NOTE, text, remedy);
  }

  static Finding warning(Area area, String check, String text, String remedy) {
    return new Finding(area, check, Level.WARNING, text, remedy);
  }

  static Finding bad(Area area, String check, String text, String remedy) {
    return new Finding(area, check, Level.BAD, text, remedy);
  }

  static Finding skipped(Area area, String check, String text, String remedy) {
    return new Finding(area, check, Level.SKIPPED, text, remedy);
  }
}
