package org.scr4j.config;

/** Where a parameter may be set. */
public enum Scope {
  /** In the environment and in configuration files. */
  ANYWHERE,
  /** In the environment only: it is needed before files are read, or belongs to one process. */
  ENVIRONMENT
}
