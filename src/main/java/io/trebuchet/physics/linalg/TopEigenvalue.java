package io.trebuchet.physics.linalg;

import io.trebuchet.physics.DescentState;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The largest eigenvalue of a sequence of slowly changing symmetric positive semi-definite
 * matrices, by Lanczos with full reorthogonalisation; relative error at most 1e−10. The start is
 * the last top eigenvector mixed with a random one: where two eigenvalues cross, or for a
 * block-diagonal matrix, the last eigenvector alone would never see the new one. Not thread-safe;
 * allocates nothing after construction.
 */
public final class TopEigenvalue {
  // A Ritz value with residual r lies within r of an eigenvalue; far below 1e-10 it is the largest
  // one unless the random part of the start misses that eigenvector by four orders of magnitude.
  private static final double RESIDUAL = 1e-14;
  private static final double RANDOM_WEIGHT = 0.1;

  private final int size;
  private final int mostSteps;
  private final double[] basis;
  private final double[] diagonal;
  private final double[] offDiagonal;
  private final Tridiagonal tridiagonal;
  private final double[] vector;
  private final double[] work;
  private final double[] vectorBefore;
  private long calls;
  private long callsBefore;

  public TopEigenvalue(int size) {
    this(size, size);
  }

  /** The same, which gives up the rest of its accuracy after so many steps: each keeps a vector. */
  public TopEigenvalue(int size, int mostSteps) {
    this.size = size;
    this.mostSteps = Math.min(size, mostSteps);
    this.basis = new double[Math.multiplyExact(size, this.mostSteps)];
    this.diagonal = new double[this.mostSteps];
    this.offDiagonal = new double[this.mostSteps];
    this.tridiagonal = new Tridiagonal(this.mostSteps);
    this.vector = new double[size];
    if (size == 1) {
      vector[0] = 1;
    }
    this.work = new double[size];
    this.vectorBefore = vector.clone();
  }

  /**
   * The largest eigenvalue of {@code matrix}: exactly 0 for a zero matrix, NaN or infinite for one
   * that is not finite.
   *
   * @param matrix size×size, symmetric positive semi-definite, both triangles filled
   */
  public double of(double[] matrix) {
    remember();
    double largest = 0;
    for (int i = 0; i < size; i++) {
      largest = Math.max(largest, matrix[i * size + i]);
    }
    if (size == 1 || largest == 0 || !Double.isFinite(largest)) {
      return largest;
    }
    // A power of two: it keeps every bit and keeps squares from overflowing or vanishing.
    double scale = Math.scalb(1.0, -Math.getExponent(largest));
    double value = iterate(matrix, scale, null);
    return value / scale;
  }

  /** A matrix that is known by its products. */
  public interface Product {
    /** into ← matrix · vector. */
    void of(double[] vector, double[] into);
  }

  /** The same of a matrix that is never formed; 0 or NaN likewise. */
  public double of(Product matrix) {
    remember();
    return iterate(work, 1, matrix);
  }

  private void remember() {
    System.arraycopy(vector, 0, vectorBefore, 0, size);
    callsBefore = calls;
  }

  /**
   * The eigenvalue of {@code scale} times the matrix.
   *
   * @param product what it is known by; null where {@code matrix} has its entries
   */
  private double iterate(double[] matrix, double scale, @Nullable Product product) {
    start();
    for (int k = 0; k < mostSteps; k++) {
      if (product == null) {
        Arrays.fill(work, 0);
        addProduct(matrix, k * size, scale);
      } else {
        product.of(Arrays.copyOfRange(basis, k * size, (k + 1) * size), work);
      }
      double along = dot(work, 0, basis, k * size);
      if (!Double.isFinite(along)) {
        return Double.NaN;
      }
      diagonal[k] = along;
      orthogonalise(k + 1);
      double next = Math.sqrt(dot(work, 0, work, 0));
      offDiagonal[k] = next;
      // Every other step: the small eigenproblem costs as much as a step.
      boolean last = k + 1 == mostSteps || next <= RESIDUAL * diagonal[0];
      if (last || (k & 1) == 1) {
        double value = tridiagonal.solve(diagonal, offDiagonal, k + 1);
        if (last || next * Math.abs(tridiagonal.lastComponent()) <= RESIDUAL * value) {
          keepVector(k + 1);
          return value;
        }
      }
      for (int i = 0; i < size; i++) {
        basis[(k + 1) * size + i] = work[i] / next;
      }
    }
    throw new AssertionError("the last step always returns");
  }

  /** The unit top eigenvector of the last call; before the first call, zero. Shared: read-only. */
  public double[] vector() {
    return vector;
  }

  /**
   * Adds what the next call depends on to a state.
   *
   * @param repeat whether that next call is to be the last one again
   */
  public void save(boolean repeat, Map<String, double[]> state) {
    state.put("top-vector", (repeat ? vectorBefore : vector).clone());
    state.put("top-calls", new double[] {repeat ? callsBefore : calls});
  }

  /**
   * Goes on from a saved state.
   *
   * @throws IllegalArgumentException if it is of another size
   */
  public void restore(DescentState state) {
    System.arraycopy(state.array("top-vector", size), 0, vector, 0, size);
    calls = (long) state.number("top-calls");
  }

  private void start() {
    calls++;
    double norm = 0;
    double weight = RANDOM_WEIGHT * Math.sqrt(3.0 / size);
    for (int i = 0; i < size; i++) {
      double x = vector[i] + weight * noise(calls * size + i);
      basis[i] = x;
      norm += x * x;
    }
    double factor = 1 / Math.sqrt(norm);
    for (int i = 0; i < size; i++) {
      basis[i] *= factor;
    }
  }

  /** Uniform on [−1, 1): the SplitMix64 output function, so that no state must be kept. */
  private static double noise(long index) {
    long x = index * 0x9E3779B97F4A7C15L;
    x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    x ^= x >>> 31;
    return (x >> 11) * 0x1p-52;
  }

  /** work += matrix · (scale · basis vector), four columns at a time. */
  private void addProduct(double[] matrix, int at, double scale) {
    int j = 0;
    for (; j + 4 <= size; j += 4) {
      addColumns(
          matrix,
          j * size,
          scale * basis[at + j],
          scale * basis[at + j + 1],
          scale * basis[at + j + 2],
          scale * basis[at + j + 3]);
    }
    for (; j < size; j++) {
      double x = scale * basis[at + j];
      for (int i = 0; i < size; i++) {
        work[i] += matrix[j * size + i] * x;
      }
    }
  }

  private void addColumns(double[] matrix, int a, double x, double y, double z, double t) {
    int b = a + size;
    int c = b + size;
    int d = c + size;
    for (int i = 0; i < size; i++) {
      work[i] += matrix[a + i] * x + matrix[b + i] * y + matrix[c + i] * z + matrix[d + i] * t;
    }
  }

  /** Takes the first {@code count} basis vectors out of {@code work}, newest first. */
  private void orthogonalise(int count) {
    for (int k = count - 1; k >= 0; k--) {
      double along = dot(work, 0, basis, k * size);
      int at = k * size;
      for (int i = 0; i < size; i++) {
        work[i] -= along * basis[at + i];
      }
    }
  }

  private void keepVector(int count) {
    double[] components = tridiagonal.topVector(diagonal, offDiagonal, count);
    Arrays.fill(vector, 0);
    for (int k = 0; k < count; k++) {
      double x = components[k];
      int at = k * size;
      for (int i = 0; i < size; i++) {
        vector[i] += x * basis[at + i];
      }
    }
  }

  private double dot(double[] x, int atX, double[] y, int atY) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 4 <= size; i += 4) {
      a += x[atX + i] * y[atY + i];
      b += x[atX + i + 1] * y[atY + i + 1];
      c += x[atX + i + 2] * y[atY + i + 2];
      d += x[atX + i + 3] * y[atY + i + 3];
    }
    for (; i < size; i++) {
      a += x[atX + i] * y[atY + i];
    }
    return (a + b) + (c + d);
  }
}
