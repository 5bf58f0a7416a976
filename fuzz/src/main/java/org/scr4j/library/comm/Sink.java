package org.scr4j.library.comm;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Takes what a link hands on, and counts. */
final class Sink implements Link.Owner {

  /** Longer messages would need the memory that they announce. */
  private static final int LONGEST = 1 << 16;

  private int closed;
  private int links;
  private String reason = "";

  int closed() {
    return closed;
  }

  int links() {
    return links;
  }

  String reason() {
    return reason;
  }

  void linked(Link link) {
    links++;
  }

  @Override
  public Optional<Message> offer(Link link, Frame head, Runnable resume) {
    return head.total() > LONGEST ? Optional.empty() : Optional.of(new Message(1, head));
  }

  @Override
  public void fill(Message message, ByteBuffer source) {
    message.put(source, true);
  }

  @Override
  public Optional<ByteBuffer> room(Message message) {
    return Optional.empty();
  }

  @Override
  public void written(Message message, int length) {
    message.written(length);
  }

  @Override
  public void control(Link link, Frame head, byte[] body) {
    if (body.length != head.length()) {
      throw new AssertionError("a body of " + body.length + " bytes, not " + head.length());
    }
  }

  @Override
  public void changed() {}

  @Override
  public void closed(Link link, String why) {
    closed++;
    reason = why;
  }
}
