package org.scr4j.config;

/** Redundancy schemes that {@code SCR_COPY_TYPE} and TYPE of a checkpoint descriptor name. */
public enum CopyType {
  /** No redundancy: survives a failed process, not a failed node. */
  SINGLE,
  /** A full copy on a partner node. */
  PARTNER,
  /** Parity over a set: survives one lost member of each set. */
  XOR,
  /** Reed-Solomon code over a set: survives SET_FAILURES lost members of each set. */
  RS,
  /** As the CKPT lines of the configuration files say; in {@code SCR_COPY_TYPE} only. */
  FILE
}
