package org.scr4j.cluster;

/**
 * What a command found of the system that it runs on.
 *
 * @param platform what it works with
 * @param resourceManager which one, and why
 * @param launcher which one, and why
 * @param remoteShell which one, and why
 */
public record Detected(
    Platform platform, Finding resourceManager, Finding launcher, Finding remoteShell) {

  /**
   * One part.
   *
   * @param name of it: {@code SLURM}, {@code srun}
   * @param why in a few words: {@code SLURM_JOB_ID=5}
   */
  public record Finding(String name, String why) {}
}
