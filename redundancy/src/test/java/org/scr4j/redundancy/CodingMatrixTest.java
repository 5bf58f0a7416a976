package org.scr4j.redundancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodingMatrixTest {

  private static int[] row(CodingMatrix matrix, int check) {
    int[] row = new int[matrix.size()];
    for (int member = 0; member < row.length; member++) {
      row[member] = matrix.coefficient(check, member);
    }
    return row;
  }

  @Test
  void rowsByHand() {
    // Over the points 0 and 1, at 2: (2+1)/(0+1) and (2+0)/(1+0).
    assertThat(row(CodingMatrix.of(2, 1), 0)).containsExactly(3, 2);
    // Over 0, 1 and 2, at 3: 2*1/(1*2), 3*1/(1*3), 3*2/(2*3).
    assertThat(row(CodingMatrix.of(3, 1), 0)).containsExactly(1, 1, 1);
  }

  @Test
  void rowsOfRedset() {
    CodingMatrix matrix = CodingMatrix.of(4, 2);
    assertThat(row(matrix, 0)).containsExactly(27, 28, 18, 20);
    assertThat(row(matrix, 1)).containsExactly(28, 27, 20, 18);
  }

  /** Powers of the row's number, and columns worked on until the upper part is the identity. */
  private static int[][] byElimination(int size, int failures) {
    int[][] rows = new int[size + failures][size];
    for (int row = 0; row < rows.length; row++) {
      int power = 1;
      for (int column = 0; column < size; column++) {
        rows[row][column] = power;
        power = GaloisFieldTest.slowProduct(power, row);
      }
    }
    for (int pivot = 0; pivot < size; pivot++) {
      int column = pivot;
      while (rows[pivot][column] == 0) {
        column++;
      }
      int inverse = 1;
      while (GaloisFieldTest.slowProduct(inverse, rows[pivot][column]) != 1) {
        inverse++;
      }
      for (int[] row : rows) {
        int value = row[column];
        row[column] = row[pivot];
        row[pivot] = GaloisFieldTest.slowProduct(value, inverse);
      }
      for (int other = 0; other < size; other++) {
        int factor = rows[pivot][other];
        if (other != pivot && factor != 0) {
          for (int[] row : rows) {
            row[other] ^= GaloisFieldTest.slowProduct(factor, row[pivot]);
          }
        }
      }
    }
    return rows;
  }

  @ParameterizedTest
  @CsvSource({"2,1", "3,2", "5,1", "7,3", "8,2", "8,7", "16,4", "33,20", "64,6", "100,1"})
  void itIsTheVandermondeMatrixBroughtToTheIdentity(int size, int failures) {
    int[][] expected = byElimination(size, failures);
    CodingMatrix matrix = CodingMatrix.of(size, failures);
    for (int member = 0; member < size; member++) {
      assertThat(expected[member][member]).isEqualTo(1);
    }
    for (int check = 0; check < failures; check++) {
      assertThat(row(matrix, check)).isEqualTo(expected[size + check]);
    }
  }

  @Test
  void theFieldLimitsWhatFits() {
    assertThat(CodingMatrix.fits(255, 1)).isTrue();
    assertThat(CodingMatrix.fits(256, 1)).isFalse();
    assertThat(CodingMatrix.fits(129, 127)).isTrue();
    assertThat(CodingMatrix.fits(129, 128)).isFalse();
    assertThat(CodingMatrix.fits(2, 2)).isFalse();
    assertThat(CodingMatrix.fits(2, 0)).isFalse();
    assertThatThrownBy(() -> CodingMatrix.of(256, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 checks over 256 members");
  }

  @ParameterizedTest
  @CsvSource({"255,1", "254,2", "129,127", "200,56"})
  void noCoefficientIsZeroUpToTheLimits(int size, int failures) {
    CodingMatrix matrix = CodingMatrix.of(size, failures);
    for (int check = 0; check < failures; check++) {
      assertThat(row(matrix, check)).doesNotContain(0);
    }
  }
}
