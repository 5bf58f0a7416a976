package org.scr4j.library.comm;

import java.nio.ByteBuffer;
import java.util.List;
import org.scr4j.library.comm.Communicator.Reduction;

/** Many ranks' numbers made one, element by element, in the order of ranks. */
final class Reductions {

  private Reductions() {}

  static byte[] bytes(double[] values) {
    ByteBuffer out = ByteBuffer.allocate(Math.multiplyExact(values.length, Double.BYTES));
    out.asDoubleBuffer().put(values);
    return out.array();
  }

  static byte[] bytes(long[] values) {
    ByteBuffer out = ByteBuffer.allocate(Math.multiplyExact(values.length, Long.BYTES));
    out.asLongBuffer().put(values);
    return out.array();
  }

  static double[] doubles(byte[] bytes) {
    double[] values = new double[bytes.length / Double.BYTES];
    ByteBuffer.wrap(bytes).asDoubleBuffer().get(values);
    return values;
  }

  static long[] longs(byte[] bytes) {
    long[] values = new long[bytes.length / Long.BYTES];
    ByteBuffer.wrap(bytes).asLongBuffer().get(values);
    return values;
  }

  static byte[] ofDoubles(Reduction reduction, List<byte[]> parts) {
    double[] result = doubles(parts.get(0));
    for (byte[] part : parts.subList(1, parts.size())) {
      double[] values = doubles(part);
      for (int i = 0; i < result.length; i++) {
        result[i] =
            switch (reduction) {
              case SUM -> result[i] + values[i];
              case MIN -> Math.min(result[i], values[i]);
              case MAX -> Math.max(result[i], values[i]);
            };
      }
    }
    return bytes(result);
  }

  static byte[] ofLongs(Reduction reduction, List<byte[]> parts) {
    long[] result = longs(parts.get(0));
    for (byte[] part : parts.subList(1, parts.size())) {
      long[] values = longs(part);
      for (int i = 0; i < result.length; i++) {
        result[i] =
            switch (reduction) {
              case SUM -> result[i] + values[i];
              case MIN -> Math.min(result[i], values[i]);
              case MAX -> Math.max(result[i], values[i]);
            };
      }
    }
    return bytes(result);
  }
}
