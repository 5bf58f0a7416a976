package org.scr4j.library.comm;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.scr4j.library.comm.CollectiveCall.Operation;

/**
 * The head of a frame: what the following {@code length} bytes are.
 *
 * <p>A message is one DATA or COLLECTIVE frame and as many MORE frames as it takes; frames of other
 * kinds may stand between them. On the wire: kind, code, two zero bytes, then tag, number, total
 * and length, each four bytes big-endian.
 *
 * @param code of COLLECTIVE and WAITING: operation and variant; of BYE: 1 on the connection that
 *     carried the sender's messages
 * @param tag of DATA: its tag; of COLLECTIVE and WAITING: the root
 * @param number of COLLECTIVE and WAITING: the call's number; of CREDIT: bytes
 * @param total bytes of the whole message
 * @param length bytes of it in this frame
 */
record Frame(Kind kind, byte code, int tag, int number, int total, int length) {

  /** Bytes of a head. */
  static final int HEAD = 20;

  /** Most bytes behind one head of DATA, COLLECTIVE or MORE. */
  static final int CHUNK = 1 << 20;

  /** Most bytes behind one head of any other kind. */
  static final int CONTROL_LIMIT = 64 << 20;

  /** What a frame carries. */
  enum Kind {
    /** Start of a message to one rank. */
    DATA(1),
    /** Start of a message that is part of a collective call. */
    COLLECTIVE(2),
    /** The next bytes of the message begun last. */
    MORE(3),
    /** The sender lives. */
    HEARTBEAT(4),
    /** The sender leaves; no message follows. */
    BYE(5),
    /** Everything up to BYE has arrived. */
    GOT_BYE(6),
    /** A rank is lost or calls do not match: one line of text. */
    ABORT(7),
    /** The sender waits for this rank in the call named. */
    WAITING(8),
    /** A rank comes to the rendezvous: its node and address. */
    JOIN(9),
    /** All ranks' nodes and addresses. */
    TABLE(10),
    /** So many bytes of messages have found a place at their receiver. */
    CREDIT(11);

    private static final Map<Integer, Kind> BY_CODE =
        Arrays.stream(values()).collect(Collectors.toMap(kind -> kind.wire, kind -> kind));
    private final int wire;

    Kind(int wire) {
      this.wire = wire;
    }
  }

  static Frame data(int tag, int total) {
    return new Frame(Kind.DATA, (byte) 0, tag, 0, total, Math.min(total, CHUNK));
  }

  static Frame collective(CollectiveCall call, int total) {
    return new Frame(
        Kind.COLLECTIVE, call.code(), call.root(), call.number(), total, Math.min(total, CHUNK));
  }

  static Frame more(int length) {
    return new Frame(Kind.MORE, (byte) 0, 0, 0, length, length);
  }

  static Frame waiting(CollectiveCall call) {
    return new Frame(Kind.WAITING, call.code(), call.root(), call.number(), 0, 0);
  }

  static Frame credit(int bytes) {
    return new Frame(Kind.CREDIT, (byte) 0, 0, bytes, 0, 0);
  }

  static Frame control(Kind kind, int code, int length) {
    return new Frame(kind, (byte) code, 0, 0, length, length);
  }

  /** The head with so many bytes of the message behind it. */
  Frame withLength(int bytes) {
    return new Frame(kind, code, tag, number, total, bytes);
  }

  boolean startsMessage() {
    return kind == Kind.DATA || kind == Kind.COLLECTIVE;
  }

  CollectiveCall call() {
    return kind == Kind.DATA
        ? new CollectiveCall(Operation.NONE, 0, 0, 0)
        : CollectiveCall.of(code, tag, number);
  }

  void put(ByteBuffer out) {
    out.put((byte) kind.wire).put(code).putShort((short) 0);
    out.putInt(tag).putInt(number).putInt(total).putInt(length);
  }

  /**
   * Reads a head.
   *
   * @throws CommunicationException if no rank of ours can have sent it
   */
  static Frame get(ByteBuffer in) {
    int kind = in.get();
    byte code = in.get();
    int zero = in.getShort();
    int tag = in.getInt();
    int number = in.getInt();
    int total = in.getInt();
    int length = in.getInt();
    if (!Kind.BY_CODE.containsKey(kind) || zero != 0 || length < 0 || length > total) {
      throw new CommunicationException("frame without a meaning");
    }
    Frame frame = new Frame(Kind.BY_CODE.get(kind), code, tag, number, total, length);
    boolean message = frame.startsMessage() || frame.kind == Kind.MORE;
    if (length > (message ? CHUNK : CONTROL_LIMIT)) {
      throw new CommunicationException("frame of " + length + " bytes");
    }
    return frame;
  }
}
