package org.scr4j.config;

import java.io.IOException;

/** Configuration that cannot be used; the message is one line that says what, where and why. */
public final class ConfigException extends IOException {

  private static final long serialVersionUID = 1L;

  /** A fault described by {@code message}. */
  public ConfigException(String message) {
    super(message);
  }

  /** A fault described by {@code message}. */
  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }

  static ConfigException of(String name, Configuration.Found found, String why) {
    return new ConfigException(
        name + "=" + found.text() + " (" + found.origin() + ") cannot be used: " + why);
  }
}
