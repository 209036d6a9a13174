package io.trebuchet.physics.linalg;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Symmetric n×n matrices V_1 … V_K by their columns, shared by all trials and read-only after
 * construction: arrays on the heap, which loops read fastest, or outside of it if they are large.
 */
public final class OperatorStack implements AutoCloseable {
  /** Up to 64 MB are kept on the heap. */
  public static final long MOST_HEAP_ENTRIES = 1L << 23;

  private final int size;
  private final int count;
  private final double @Nullable [][] columns;
  private final @Nullable Matrix matrix;

  private OperatorStack(
      int size, int count, double @Nullable [][] columns, @Nullable Matrix matrix) {
    this.size = size;
    this.count = count;
    this.columns = columns;
    this.matrix = matrix;
  }

  /**
   * A stack of zeros, to be filled by {@link #write}.
   *
   * @param mostHeapEntries how many entries may be kept on the heap
   * @throws IllegalArgumentException if there are more than 2³¹ − 1 entries
   */
  public static OperatorStack zeros(int size, int count, long mostHeapEntries) {
    long entries = (long) size * size * count;
    if (entries > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d meta-feature matrices of %d×%d have more than 2^31 - 1 entries: make the model or"
                  + " the data smaller",
              count,
              size,
              size));
    }
    return entries <= mostHeapEntries
        ? new OperatorStack(size, count, new double[size * count][size], null)
        : new OperatorStack(size, count, null, Matrix.zeros(size, size * count));
  }

  /** V_k ← a symmetric matrix, n² entries. */
  public void write(int k, double[] operator) {
    double[] column = new double[size];
    for (int j = 0; j < size; j++) {
      double[] into = columns == null ? column : columns[k * size + j];
      System.arraycopy(operator, j * size, into, 0, size);
      if (matrix != null) {
        matrix.writeColumn(k * size + j, column);
      }
    }
  }

  /** n. */
  int size() {
    return size;
  }

  /** K. */
  public int count() {
    return count;
  }

  /** What {@link #multiply} needs to itself: four columns, none where they are on the heap. */
  public double[][] panel() {
    return columns == null ? new double[4][size] : new double[4][];
  }

  /** Something to be multiplied. */
  public interface Multiplied {
    /** v, at least n entries. */
    double[] vector();

    /** Where V_kv goes, K×n. */
    double[][] images();
  }

  /**
   * All V_kv of each of some vectors. Every column is read once for all of them; the bits of a
   * product do not depend on what is multiplied beside it.
   */
  public void multiply(List<? extends Multiplied> all, double[][] panel) {
    for (int k = 0; k < count; k++) {
      for (int t = 0; t < all.size(); t++) {
        Arrays.fill(all.get(t).images()[k], 0);
      }
      int j = 0;
      for (; j + 3 < size; j += 4) {
        for (int i = 0; i < 4; i++) {
          load(k * size + j + i, panel, i);
        }
        for (int t = 0; t < all.size(); t++) {
          Multiplied one = all.get(t);
          double[] v = one.vector();
          VectorLoops.add(
              one.images()[k],
              size,
              panel[0],
              v[j],
              panel[1],
              v[j + 1],
              panel[2],
              v[j + 2],
              panel[3],
              v[j + 3]);
        }
      }
      for (; j < size; j++) {
        load(k * size + j, panel, 0);
        for (int t = 0; t < all.size(); t++) {
          Multiplied one = all.get(t);
          VectorLoops.add(one.images()[k], size, panel[0], one.vector()[j]);
        }
      }
    }
  }

  private void load(int column, double[][] panel, int at) {
    if (columns != null) {
      panel[at] = columns[column];
    } else if (matrix != null) {
      matrix.readColumn(column, panel[at]);
    }
  }

  /** Σ_k a_k V_k, n×n. */
  public double[] combined(double[] a) {
    double[] sum = new double[size * size];
    double[] into = new double[size];
    double[][] panel = panel();
    for (int j = 0; j < size; j++) {
      Arrays.fill(into, 0);
      for (int k = 0; k < count; k++) {
        load(k * size + j, panel, 0);
        VectorLoops.add(into, size, panel[0], a[k]);
      }
      System.arraycopy(into, 0, sum, j * size, size);
    }
    return sum;
  }

  /** A copy side by side, n×(K n); the caller closes it. */
  public Matrix copy() {
    Matrix copy = Matrix.zeros(size, size * count);
    double[][] panel = panel();
    for (int column = 0; column < size * count; column++) {
      load(column, panel, 0);
      copy.writeColumn(column, panel[0]);
    }
    return copy;
  }

  @Override
  public void close() {
    if (matrix != null) {
      matrix.close();
    }
  }
}
