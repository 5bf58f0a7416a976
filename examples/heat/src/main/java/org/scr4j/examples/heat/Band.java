package org.scr4j.examples.heat;

import java.nio.ByteBuffer;
import org.scr4j.library.comm.Communicator;

/**
 * The rows of the plate that one rank computes, and a copy of the row on either side of them.
 *
 * <p>The edge of the plate is held at zero. Every cell is computed by the same operations in the
 * same order however the rows are split, so that its bits do not depend on the number of ranks.
 */
final class Band {

  private static final double CONDUCTIVITY = 0.2;
  private static final int HALO_TAG = 1;

  private final int firstRow;
  private final int rows;
  private final int columns;
  private double[][] now;
  private double[][] next;

  /** The rows of {@code rank}, with the heat that the plate has at the start. */
  Band(HeatOptions options, int rank, int ranks) {
    this.firstRow = (int) ((long) options.rows() * rank / ranks);
    this.rows = (int) ((long) options.rows() * (rank + 1) / ranks) - firstRow;
    this.columns = options.columns();
    this.now = new double[rows + 2][columns];
    this.next = new double[rows + 2][columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        now[row + 1][column] = warmth(firstRow + row, column);
      }
    }
  }

  int firstRow() {
    return firstRow;
  }

  int rows() {
    return rows;
  }

  int columns() {
    return columns;
  }

  /** The cells of a row of this band, counted from its first. */
  double[] row(int row) {
    return now[row + 1];
  }

  /** Computes one time step; collective. */
  void step(Communicator ranks) {
    exchangeHalo(ranks);
    for (int row = 1; row <= rows; row++) {
      step(now[row - 1], now[row], now[row + 1], next[row]);
    }
    double[][] before = now;
    now = next;
    next = before;
  }

  /**
   * A digest of this band's cells. The sum over all bands is the digest of the plate: it depends on
   * every bit of every cell and its place, and on nothing else.
   */
  long digest() {
    long sum = 0;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        long place = (long) (firstRow + row) * columns + column;
        sum += mix(Double.doubleToRawLongBits(now[row + 1][column]) ^ mix(place + 1));
      }
    }
    return sum;
  }

  private static void step(double[] above, double[] row, double[] below, double[] result) {
    int last = row.length - 1;
    for (int column = 0; column <= last; column++) {
      double left = column == 0 ? 0 : row[column - 1];
      double right = column == last ? 0 : row[column + 1];
      double flow = above[column] + below[column] + left + right - 4 * row[column];
      result[column] = row[column] + CONDUCTIVITY * flow;
    }
  }

  /** Beyond the first and the last rank lies the cold edge: rows of zeros that nobody sends. */
  private void exchangeHalo(Communicator ranks) {
    int up = ranks.rank() - 1;
    int down = ranks.rank() + 1;
    boolean upper = up >= 0;
    boolean lower = down < ranks.size();
    // Odd and even ranks need no turns: sendReceive with a neighbour cannot deadlock.
    if (upper) {
      swap(ranks, up, now[1], now[0]);
    }
    if (lower) {
      swap(ranks, down, now[rows], now[rows + 1]);
    }
  }

  private void swap(Communicator ranks, int neighbour, double[] mine, double[] theirs) {
    ByteBuffer out = ByteBuffer.allocate(columns * Double.BYTES);
    out.asDoubleBuffer().put(mine);
    ByteBuffer in = ByteBuffer.allocate(columns * Double.BYTES);
    ranks.sendReceive(neighbour, out, neighbour, in, HALO_TAG);
    in.rewind();
    in.asDoubleBuffer().get(theirs);
  }

  /** Two warm patches and a ripple, from integers only: the same on every machine. */
  private static double warmth(int row, int column) {
    double ripple = (row * 7 + column * 13) % 17;
    boolean patch = row % 61 < 20 && column % 47 < 15;
    return patch ? 100 + ripple : ripple;
  }

  /** The finalizer of MurmurHash3 (A. Appleby, public domain): spreads every bit over all. */
  private static long mix(long value) {
    long mixed = value;
    mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
