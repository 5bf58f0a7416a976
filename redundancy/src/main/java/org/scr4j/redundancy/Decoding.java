package org.scr4j.redundancy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * How what is lost of a stripe comes out of what is left: every lost chunk, data or check, is a sum
 * of multiples of the chunks that are left.
 */
final class Decoding {

  private final List<Integer> lost;
  private final int[][] coefficients;

  /**
   * @param lost the members that have lost their chunk
   * @param coefficients for each of them, by member; 0 for what is not needed and for the lost
   */
  private Decoding(List<Integer> lost, int[][] coefficients) {
    this.lost = lost;
    this.coefficients = coefficients;
  }

  /**
   * Solves one stripe.
   *
   * @param missing by member; as many as there are checks, at most
   */
  static Decoding of(CodingMatrix matrix, boolean[] missing, int stripe) {
    Stripes stripes = new Stripes(matrix.size(), matrix.failures());
    List<Integer> lost = new ArrayList<>();
    List<Integer> lostData = new ArrayList<>();
    List<Integer> data = new ArrayList<>();
    for (int member = 0; member < missing.length; member++) {
      boolean check = stripes.isCheck(member, stripe);
      if (missing[member]) {
        lost.add(member);
      }
      if (!check) {
        (missing[member] ? lostData : data).add(member);
      }
    }
    List<Integer> checks = new ArrayList<>();
    for (int check = 0; checks.size() < lostData.size(); check++) {
      if (!missing[stripes.holder(check, stripe)]) {
        checks.add(check);
      }
    }
    int[][] solved = solve(matrix, stripes, stripe, checks, lostData, data);
    int[][] coefficients = new int[lost.size()][];
    for (int i = 0; i < coefficients.length; i++) {
      int member = lost.get(i);
      coefficients[i] =
          stripes.isCheck(member, stripe)
              ? again(matrix, stripes.check(member, stripe), lostData, solved, data)
              : solved[lostData.indexOf(member)];
    }
    return new Decoding(lost, coefficients);
  }

  /** Each chunk of lost data, by as many checks as there are of them. */
  private static int[][] solve(
      CodingMatrix matrix,
      Stripes stripes,
      int stripe,
      List<Integer> checks,
      List<Integer> lostData,
      List<Integer> data) {
    int count = lostData.size();
    int[][] system = new int[count][2 * count];
    for (int row = 0; row < count; row++) {
      for (int column = 0; column < count; column++) {
        system[row][column] = matrix.coefficient(checks.get(row), lostData.get(column));
      }
      system[row][count + row] = 1;
    }
    reduce(system);
    int[][] solved = new int[count][stripes.size()];
    for (int i = 0; i < count; i++) {
      for (int row = 0; row < count; row++) {
        int factor = system[i][count + row];
        solved[i][stripes.holder(checks.get(row), stripe)] = factor;
        for (int member : data) {
          int part = matrix.coefficient(checks.get(row), member);
          solved[i][member] ^= GaloisField.multiply(factor, part);
        }
      }
    }
    return solved;
  }

  /** Brings the left half to the identity, and so the right one to what was its inverse. */
  private static void reduce(int[][] system) {
    for (int pivot = 0; pivot < system.length; pivot++) {
      int row = pivot;
      while (system[row][pivot] == 0) {
        row++;
      }
      int[] chosen = system[row];
      system[row] = system[pivot];
      system[pivot] = chosen;
      int inverse = GaloisField.inverse(chosen[pivot]);
      for (int i = 0; i < chosen.length; i++) {
        chosen[i] = GaloisField.multiply(chosen[i], inverse);
      }
      for (int[] other : system) {
        int factor = other[pivot];
        if (other != chosen && factor != 0) {
          for (int i = 0; i < other.length; i++) {
            other[i] ^= GaloisField.multiply(factor, chosen[i]);
          }
        }
      }
    }
  }

  /** A check, by the data that are there and by what the lost ones are made of. */
  private static int[] again(
      CodingMatrix matrix, int check, List<Integer> lostData, int[][] solved, List<Integer> data) {
    int[] sum = new int[matrix.size()];
    for (int member : data) {
      sum[member] = matrix.coefficient(check, member);
    }
    for (int i = 0; i < solved.length; i++) {
      int factor = matrix.coefficient(check, lostData.get(i));
      for (int member = 0; member < sum.length; member++) {
        sum[member] ^= GaloisField.multiply(factor, solved[i][member]);
      }
    }
    return sum;
  }

  /** The members that have lost their chunk, ascending. */
  List<Integer> lost() {
    return lost;
  }

  /**
   * Adds what a chunk contributes to each of the lost ones.
   *
   * @param results one for each of {@link #lost}
   * @param term {@code length} bytes of the chunk of {@code member}
   */
  void add(List<ByteBuffer> results, int member, ByteBuffer term, int length) {
    int[] column = new int[results.size()];
    for (int i = 0; i < column.length; i++) {
      column[i] = coefficients[i][member];
    }
    GaloisKernel.addMultiples(results, column, term, length);
  }

  /** Whether the chunk of {@code member} goes into any lost one. */
  boolean needs(int member) {
    for (int[] row : coefficients) {
      if (row[member] != 0) {
        return true;
      }
    }
    return false;
  }
}
