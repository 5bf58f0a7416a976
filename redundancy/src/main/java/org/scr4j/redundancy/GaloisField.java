package org.scr4j.redundancy;

/**
 * GF(2^8) with the polynomial x^8 + x^4 + x^3 + x^2 + 1, as redset has it: a byte is an element, a
 * sum is an exclusive or, and 2 generates all elements but 0.
 */
final class GaloisField {

  /** Number of elements. */
  static final int SIZE = 256;

  private static final int POLYNOMIAL = 0x11d;
  private static final int ORDER = SIZE - 1;

  /** Twice as long as there are powers, so that a sum of two logarithms needs no reduction. */
  private static final int[] EXP = new int[2 * ORDER];

  private static final int[] LOG = new int[SIZE];
  private static final byte[][] PRODUCTS = new byte[SIZE][SIZE];

  static {
    int power = 1;
    for (int i = 0; i < ORDER; i++) {
      EXP[i] = power;
      EXP[i + ORDER] = power;
      LOG[power] = i;
      power <<= 1;
      if (power >= SIZE) {
        power ^= POLYNOMIAL;
      }
    }
    for (int a = 1; a < SIZE; a++) {
      for (int b = 1; b < SIZE; b++) {
        PRODUCTS[a][b] = (byte) EXP[LOG[a] + LOG[b]];
      }
    }
  }

  private GaloisField() {}

  /** The product of two elements. */
  static int multiply(int a, int b) {
    return Byte.toUnsignedInt(PRODUCTS[a][b]);
  }

  /** The element that gives 1 with {@code a}, which is not 0. */
  static int inverse(int a) {
    return EXP[ORDER - log(a)];
  }

  /** The power of 2 that {@code a} is, from 0 to 254. */
  static int log(int a) {
    if (a == 0) {
      throw new ArithmeticException("0 is no power of 2");
    }
    return LOG[a];
  }

  /** 2 to the power of {@code exponent}, which may be any number. */
  static int exp(int exponent) {
    return EXP[Math.floorMod(exponent, ORDER)];
  }

  /** The products of {@code a} with every element; not to be changed. */
  static byte[] products(int a) {
    return PRODUCTS[a];
  }
}
