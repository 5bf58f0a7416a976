package org.scr4j.library.comm;

/** The way to another rank, on which each hears whether the other lives. */
interface Line {

  /** The other rank. */
  int peer();

  Pulse pulse();

  /** Nanoseconds since anything came; 0 while this rank itself does not read. */
  long silence(long now);

  /** Whether more may be sent now. */
  boolean isWritable();

  /** Sends a frame that is no message. */
  void write(Frame.Kind kind, int code, byte[] bytes);

  /** Gives the other rank up. */
  void close(String why);
}
