import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.scr4j.library.Phase;
import org.scr4j.library.Scr;

/**
 * One rank that writes a file of the same size into each of some checkpoints, as LLNL's test_api does with --size;
 * rank 0 prints the seconds of each, from startOutput to the end of completeOutput, and the part that protects it.
 *
 * <p>Arguments: bytes of a file, number of checkpoints. Before these come small ones that are not told of, so that what
 * is measured is a program that has been running for a while: eight JVMs on few cores compile for half a minute.
 */
public final class CheckpointBandwidth {

  private static final int SMALL_ONES = 100;
  private static final int SMALLER = 32;

  private CheckpointBandwidth() {}

  public static void main(String[] arguments) throws IOException {
    int bytes = Integer.parseInt(arguments[0]);
    int times = Integer.parseInt(arguments[1]);
    try (Scr scr = Scr.init()) {
      int rank = scr.communicator().rank();
      ByteBuffer data = ByteBuffer.allocateDirect(bytes);
      Random random = new Random(rank);
      while (data.remaining() >= Long.BYTES) {
        data.putLong(random.nextLong());
      }
      for (int step = 1 - SMALL_ONES; step <= times; step++) {
        data.clear().limit(step < 1 ? bytes / SMALLER : bytes);
        scr.communicator().barrier();
        long encoded = encodeNanos(scr);
        long begin = System.nanoTime();
        scr.startOutput("ckpt." + step);
        Path file = scr.routeFile("ckpt." + step + "/rank_" + rank);
        try (FileChannel out =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
          data.position(0);
          while (data.hasRemaining()) {
            out.write(data);
          }
          out.force(true);
        }
        if (!scr.completeOutput(true)) {
          throw new IOException("checkpoint " + step + " is not good");
        }
        long end = System.nanoTime();
        if (rank == 0 && step > 0) {
          System.out.printf(
              "checkpoint %d: %.3f s, of which encode %.3f s%n",
              step, (end - begin) / 1e9, (encodeNanos(scr) - encoded) / 1e9);
        }
      }
    }
  }

  private static long encodeNanos(Scr scr) {
    return scr.timings().containsKey(Phase.ENCODE)
        ? scr.timings().get(Phase.ENCODE).total().toNanos()
        : 0;
  }
}
