package org.scr4j.redundancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GaloisFieldTest {

  /** The polynomials' product without tables, bit by bit, reduced by x^8 = x^4 + x^3 + x^2 + 1. */
  static int slowProduct(int a, int b) {
    int product = 0;
    int shifted = a;
    for (int bits = b; bits != 0; bits >>= 1) {
      if ((bits & 1) != 0) {
        product ^= shifted;
      }
      shifted <<= 1;
      if ((shifted & 0x100) != 0) {
        shifted = (shifted & 0xff) ^ 0x1d;
      }
    }
    return product;
  }

  @Test
  void powersOfTwoAreThoseOfTheTablesInPrint() {
    // As in the standards of codes over this field, ISO/IEC 18004 among them.
    int[] powers = {
      1, 2, 4, 8, 16, 32, 64, 128, 29, 58, 116, 232, 205, 135, 19, 38, 76, 152, 45, 90, 180, 117
    };
    for (int i = 0; i < powers.length; i++) {
      assertThat(GaloisField.exp(i)).isEqualTo(powers[i]);
      assertThat(GaloisField.log(powers[i])).isEqualTo(i);
    }
    assertThat(GaloisField.exp(254)).isEqualTo(142);
    assertThat(GaloisField.exp(255)).isEqualTo(1);
    assertThat(GaloisField.exp(-1)).isEqualTo(142);
  }

  @Test
  void productsByHand() {
    assertThat(GaloisField.multiply(3, 7)).isEqualTo(9);
    assertThat(GaloisField.multiply(2, 128)).isEqualTo(29);
    assertThat(GaloisField.multiply(16, 16)).isEqualTo(29);
    assertThat(GaloisField.multiply(255, 255)).isEqualTo(226);
    assertThat(GaloisField.inverse(2)).isEqualTo(142);
    assertThat(GaloisField.inverse(3)).isEqualTo(244);
  }

  @Test
  void everyProductIsThatOfThePolynomials() {
    for (int a = 0; a < GaloisField.SIZE; a++) {
      for (int b = 0; b < GaloisField.SIZE; b++) {
        assertThat(GaloisField.multiply(a, b)).isEqualTo(slowProduct(a, b));
        assertThat(GaloisField.products(a)[b] & 0xff).isEqualTo(slowProduct(a, b));
      }
    }
  }

  @Test
  void itIsAField() {
    Set<Integer> inverses = new HashSet<>();
    for (int a = 1; a < GaloisField.SIZE; a++) {
      assertThat(GaloisField.multiply(a, 1)).isEqualTo(a);
      assertThat(GaloisField.multiply(a, GaloisField.inverse(a))).isEqualTo(1);
      inverses.add(GaloisField.inverse(a));
    }
    assertThat(inverses).hasSize(255).doesNotContain(0);
    for (int a = 0; a < GaloisField.SIZE; a += 3) {
      for (int b = 0; b < GaloisField.SIZE; b += 5) {
        for (int c = 0; c < GaloisField.SIZE; c += 7) {
          int left = GaloisField.multiply(GaloisField.multiply(a, b), c);
          assertThat(left).isEqualTo(GaloisField.multiply(a, GaloisField.multiply(b, c)));
          int sum = GaloisField.multiply(a, b) ^ GaloisField.multiply(a, c);
          assertThat(GaloisField.multiply(a, b ^ c)).isEqualTo(sum);
        }
      }
    }
  }

  @Test
  void zeroHasNeitherLogarithmNorInverse() {
    assertThatThrownBy(() -> GaloisField.log(0)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> GaloisField.inverse(0)).isInstanceOf(ArithmeticException.class);
  }
}
