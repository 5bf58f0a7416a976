package org.scr4j.library.comm;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.util.AttributeKey;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The memory that one connection reads into. In the midst of a long message that is the receiver's
 * own, so that its bytes need not be copied; else it is memory of the network.
 */
final class Arrivals extends DefaultMaxMessagesRecvByteBufAllocator {

  /** Where a channel keeps its own. */
  static final AttributeKey<Arrivals> KEY = AttributeKey.valueOf(Arrivals.class, "ARRIVALS");

  /** Who knows where the next bytes belong; called on the network's thread. */
  interface Guide {
    /** Memory that takes nothing but the next bytes; empty where they are to be looked at. */
    Optional<ByteBuffer> room();

    /** How many bytes to read where there is no room. */
    int lookahead();
  }

  /** Bytes that are read at once where nothing is known of them. */
  static final int READ = 64 << 10;

  private static final int READS = 16;

  private Optional<Guide> guide = Optional.empty();

  Arrivals() {
    super(READS);
  }

  void guidedBy(Guide link) {
    guide = Optional.of(link);
  }

  @Override
  public MaxMessageHandle newHandle() {
    return new Memory();
  }

  private final class Memory extends MaxMessageHandle {
    @Override
    public int guess() {
      return guide.map(Guide::lookahead).orElse(READ);
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator memory) {
      Optional<ByteBuffer> room = guide.flatMap(Guide::room);
      return room.isPresent()
          ? Unpooled.wrappedBuffer(room.get()).clear()
          : memory.ioBuffer(guess());
    }
  }
}
