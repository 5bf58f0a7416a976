package org.scr4j.redundancy;

/**
 * The coefficients that checks of a Reed-Solomon set are computed with, redset's.
 *
 * <p>redset takes the Vandermonde matrix whose row i is the powers of i, one row for each member
 * and then one for each check, and brings its upper part to the identity by operations on columns.
 * What that leaves below has a closed form: in the row of check e and the column of member m stands
 * the m-th Lagrange polynomial over the points 0 to size - 1, at the point size + e. All square
 * parts of it are regular, so that any {@code failures} losses can be solved for.
 *
 * @see <a href="https://doi.org/10.1002/spe.631">J. S. Plank, Y. Ding: Note: Correction to the 1997
 *     tutorial on Reed-Solomon coding</a>
 */
final class CodingMatrix {

  private final int size;
  private final int failures;
  private final byte[] coefficients;

  private CodingMatrix(int size, int failures) {
    this.size = size;
    this.failures = failures;
    this.coefficients = new byte[failures * size];
  }

  /** Whether the field has a point for each member and each check. */
  static boolean fits(int size, int failures) {
    return failures >= 1 && failures < size && size + failures <= GaloisField.SIZE;
  }

  /**
   * The matrix of a set.
   *
   * @param size members, more than {@code failures}; both together 256 at most
   * @param failures checks, one for each member that may be lost
   */
  static CodingMatrix of(int size, int failures) {
    if (!fits(size, failures)) {
      throw new IllegalArgumentException(failures + " checks over " + size + " members");
    }
    CodingMatrix matrix = new CodingMatrix(size, failures);
    int[] logOfDifferences = new int[size];
    for (int member = 0; member < size; member++) {
      logOfDifferences[member] = logOfProduct(member, size);
    }
    for (int check = 0; check < failures; check++) {
      int point = size + check;
      int all = logOfProduct(point, size);
      for (int member = 0; member < size; member++) {
        int exponent = all - GaloisField.log(point ^ member) - logOfDifferences[member];
        matrix.coefficients[check * size + member] = (byte) GaloisField.exp(exponent);
      }
    }
    return matrix;
  }

  /** The product of the differences between {@code point} and the other points below size. */
  private static int logOfProduct(int point, int size) {
    int sum = 0;
    for (int other = 0; other < size; other++) {
      if (other != point) {
        sum += GaloisField.log(point ^ other);
      }
    }
    return sum;
  }

  /** Number of members. */
  int size() {
    return size;
  }

  /** Number of checks. */
  int failures() {
    return failures;
  }

  /** What the data of {@code member} is multiplied with in {@code check}. */
  int coefficient(int check, int member) {
    return Byte.toUnsignedInt(coefficients[check * size + member]);
  }
}
