package org.scr4j.library.comm;

import java.nio.ByteBuffer;
import java.util.List;

/** A job step of one rank: messages to itself, and nothing else. */
final class SoloCommunicator extends MailboxCommunicator {

  private final List<String> nodes;

  SoloCommunicator(String node, CommunicatorSettings settings) {
    super(0, 1, settings.eagerBytes(), settings.inquiry());
    this.nodes = List.of(node);
  }

  @Override
  public List<String> nodes() {
    return nodes;
  }

  @Override
  void transmit(int to, Frame head, ByteBuffer data) {
    throw new CommunicationException("there is no rank " + to + " among 1");
  }

  @Override
  void abort(String reason) {
    mailbox().fail(reason);
  }

  @Override
  void inquire(int from, CollectiveCall call) {
    throw new CommunicationException("there is no rank " + from + " among 1");
  }

  @Override
  public void close() {
    mailbox().fail("the communicator is closed");
  }
}
