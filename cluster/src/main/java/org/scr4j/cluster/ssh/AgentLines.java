package org.scr4j.cluster.ssh;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Standard error of a node, of which the lines that begin with a token nobody can guess are for the
 * launcher, wherever in a line of the program's they begin; all else passes through unchanged.
 */
final class AgentLines extends OutputStream {

  private static final int LONGEST = 4096;

  private final byte[] token;
  private final OutputStream rest;
  private final Consumer<String> lines;
  private final StringBuilder line = new StringBuilder();
  private int matched;
  private boolean inLine;

  /**
   * A filter.
   *
   * @param token whose first character does not come again in it
   * @param rest takes what is not for the launcher
   * @param lines takes what is, each line without token and end
   */
  AgentLines(String token, OutputStream rest, Consumer<String> lines) {
    this.token = token.getBytes(StandardCharsets.ISO_8859_1);
    this.rest = rest;
    this.lines = lines;
  }

  @Override
  public void write(int value) throws IOException {
    byte next = (byte) value;
    if (inLine) {
      if (next == '\n') {
        inLine = false;
        lines.accept(line.toString());
        line.setLength(0);
      } else if (line.length() < LONGEST) {
        line.append((char) (next & 0xff));
      }
      return;
    }
    if (next == token[matched]) {
      matched++;
      if (matched == token.length) {
        matched = 0;
        inLine = true;
      }
      return;
    }
    release();
    if (next == token[0]) {
      matched = 1;
    } else {
      rest.write(next);
    }
  }

  /** What began as the token does and was none. */
  private void release() throws IOException {
    int count = matched;
    matched = 0;
    rest.write(token, 0, count);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    for (int i = offset; i < offset + count; i++) {
      write(bytes[i]);
    }
  }

  @Override
  public void flush() throws IOException {
    rest.flush();
  }

  @Override
  public void close() throws IOException {
    release();
    rest.flush();
  }
}
