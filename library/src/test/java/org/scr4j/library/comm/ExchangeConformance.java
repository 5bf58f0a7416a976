package org.scr4j.library.comm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.scr4j.redundancy.FileBytes;

/** A communicator as redundancy schemes use it, beside all that every communicator does. */
abstract class ExchangeConformance extends CommunicatorConformance {

  ExchangeConformance(int size) {
    super(size);
  }

  @Test
  void exchangeMovesWholeBuffersAndAgrees() throws Exception {
    run(
        comm -> {
          CommunicatorExchange exchange = new CommunicatorExchange(comm);
          int next = (comm.rank() + 1) % comm.size();
          int previous = (comm.rank() + comm.size() - 1) % comm.size();
          ByteBuffer in = ByteBuffer.allocate(4);
          exchange.sendReceive(next, ByteBuffer.allocate(4).putInt(0, comm.rank()), previous, in);
          assertThat(in.getInt(0)).isEqualTo(previous);
          assertThat(in.hasRemaining()).isFalse();
          exchange.sendReceive(next, ByteBuffer.allocate(0), previous, ByteBuffer.allocate(0));
          if (comm.rank() == 0) {
            exchange.sendReceive(
                comm.size() - 1, ByteBuffer.allocate(3), 0, ByteBuffer.allocate(0));
          }
          if (comm.rank() == comm.size() - 1) {
            exchange.sendReceive(0, ByteBuffer.allocate(0), 0, ByteBuffer.allocate(3));
          }
          assertThat(exchange.allTrue(true)).isTrue();
          assertThat(exchange.allTrue(comm.rank() != comm.size() - 1)).isFalse();
          assertThat(exchange.allGather(new byte[] {1})).hasSize(comm.size());
          return 0;
        });
  }

  @Test
  void exchangeMovesBytesOfFilesAndTellsOfThoseThatAreNotThere() throws Exception {
    run(
        comm -> {
          int length = 3_000_000;
          byte[] content = new byte[length];
          new Random(comm.rank()).nextBytes(content);
          Path file = Files.write(Files.createTempFile("scr4j-", ""), content);
          CommunicatorExchange exchange = new CommunicatorExchange(comm);
          int next = (comm.rank() + 1) % comm.size();
          int previous = (comm.rank() + comm.size() - 1) % comm.size();
          ByteBuffer in = ByteBuffer.allocateDirect(length - 10);
          try (FileChannel channel = FileChannel.open(file)) {
            FileBytes all = new FileBytes(file, channel, 10, length - 10);
            ByteBuffer received = exchange.sendReceive(next, all, previous, in);
            exchange.awaitFiles();
            all.check();
            byte[] expected = new byte[length];
            new Random(previous).nextBytes(expected);
            assertThat(received).isEqualTo(ByteBuffer.wrap(expected, 10, length - 10).slice());
            if (exchange.sendsFiles() && comm.size() > 1) {
              aFileThatEndsEarly(
                  exchange, next, new FileBytes(file, channel, 10, length), previous);
            }
          } finally {
            Files.delete(file);
          }
          return 0;
        });
  }

  @Test
  void bytesOfFilesThatComeBeforeTheyAreWantedAreWhole() throws Exception {
    run(
        comm -> {
          int length = 300_000;
          int messages = 8;
          byte[] content = new byte[length * messages];
          new Random(comm.rank()).nextBytes(content);
          Path file = Files.write(Files.createTempFile("scr4j-", ""), content);
          CommunicatorExchange exchange = new CommunicatorExchange(comm);
          int next = (comm.rank() + 1) % comm.size();
          int previous = (comm.rank() + comm.size() - 1) % comm.size();
          byte[] expected = new byte[length * messages];
          new Random(previous).nextBytes(expected);
          ByteBuffer in = ByteBuffer.allocateDirect(length);
          try (FileChannel channel = FileChannel.open(file)) {
            for (int i = 0; i < messages; i++) {
              FileBytes out = new FileBytes(file, channel, (long) i * length, length);
              ByteBuffer received = exchange.sendReceive(next, out, previous, in.clear());
              assertThat(received).isEqualTo(ByteBuffer.wrap(expected, i * length, length).slice());
            }
            exchange.awaitFiles();
          } finally {
            Files.delete(file);
          }
          return 0;
        });
  }

  private static void aFileThatEndsEarly(
      CommunicatorExchange exchange, int next, FileBytes out, int previous) throws IOException {
    ByteBuffer in = ByteBuffer.allocateDirect(out.length());
    ByteBuffer received = exchange.sendReceive(next, out, previous, in);
    assertThat(received.slice(received.limit() - 10, 10)).isEqualTo(ByteBuffer.allocate(10));
    exchange.awaitFiles();
    assertThatThrownBy(out::check).hasMessageContaining("earlier than recorded");
  }
}
