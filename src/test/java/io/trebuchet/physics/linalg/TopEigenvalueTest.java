package io.trebuchet.physics.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.physics.SeededRandom;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopEigenvalueTest {
  private static final double TOLERANCE = 1e-10;

  /** XᵀX of {@code rank} Gaussian rows, weighted from 1 down to {@code decay}. */
  private static double[] gram(int size, int rank, double decay, SeededRandom random) {
    double[] matrix = new double[size * size];
    for (int r = 0; r < rank; r++) {
      double scale = Math.pow(decay, (double) r / rank);
      double[] row = random.gaussians(size);
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          matrix[i * size + j] += scale * row[i] * row[j];
        }
      }
    }
    return matrix;
  }

  /** Q diag(values) Qᵀ for a random reflection Q: column 0 and 1 of Q are its eigenvectors. */
  private static double[] rotated(double[] values, double[] direction) {
    int size = values.length;
    double norm = Arrays.stream(direction).map(x -> x * x).sum();
    double[] matrix = new double[size * size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        for (int k = 0; k < size; k++) {
          double left = (i == k ? 1 : 0) - 2 * direction[i] * direction[k] / norm;
          double right = (j == k ? 1 : 0) - 2 * direction[j] * direction[k] / norm;
          matrix[i * size + j] += left * values[k] * right;
        }
      }
    }
    return matrix;
  }

  @Property(tries = 200)
  void matchesFullDecompositions(
      @ForAll @IntRange(min = 1, max = 60) int size,
      @ForAll @IntRange(min = 1, max = 80) int rank,
      @ForAll @IntRange(min = -12, max = 0) int decades,
      @ForAll @IntRange(min = -900, max = 900) int exponent,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    TopEigenvalue lanczos = new TopEigenvalue(size);
    double[] matrix = gram(size, rank, Math.pow(10, decades), random);
    double[] drift = gram(size, 2, 1, random);
    for (int step = 0; step < 5; step++) {
      for (int i = 0; i < matrix.length; i++) {
        matrix[i] += 0.01 * drift[i];
      }
      double expected = Eigenvalues.largest(matrix, size);
      assertThat(Jacobi.largest(matrix, size)).isCloseTo(expected, within(1e-12 * expected));
      assertThat(lanczos.of(matrix)).isCloseTo(expected, within(TOLERANCE * expected));
      double[] scaled = Arrays.stream(matrix).map(x -> Math.scalb(x, exponent)).toArray();
      double[] again = lanczos.vector().clone();
      assertThat(Math.scalb(lanczos.of(scaled), -exponent))
          .isCloseTo(expected, within(TOLERANCE * expected));
      assertThat(Arrays.stream(again).map(x -> x * x).sum()).isCloseTo(1, within(1e-12));
    }
  }

  /** The second eigenvalue rises through the first, by as little as rounding can see. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-1, 1e-3, 1e-5, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15})
  void followsCrossings(double gap) {
    int size = 40;
    for (int seed = 0; seed < 50; seed++) {
      SeededRandom random = SeededRandom.of(seed);
      TopEigenvalue lanczos = new TopEigenvalue(size);
      double[] direction = random.gaussians(size);
      double[] values = new double[size];
      Arrays.setAll(values, k -> 0.9 * random.uniform(0, 1));
      values[0] = 1;
      values[1] = 1 - gap;
      for (int step = 0; step < 3; step++) {
        lanczos.of(rotated(values, direction));
      }
      values[1] = 1 + gap;
      assertThat(lanczos.of(rotated(values, direction)))
          .isCloseTo(1 + gap, within(TOLERANCE * (1 + gap)));
    }
  }

  /** One block falls below the other, exactly invisible from the other's eigenvector. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8, 31, 32})
  void seesTheOtherBlock(int size) {
    SeededRandom random = SeededRandom.of(size);
    int half = size / 2;
    double[] first = gram(half, 3, 1, random);
    double[] second = gram(size - half, 3, 1, random);
    double topFirst = Eigenvalues.largest(first, half);
    double topSecond = Eigenvalues.largest(second, size - half);
    TopEigenvalue lanczos = new TopEigenvalue(size);
    for (double ratio : new double[] {2, 1.5, 1.1, 1.001, 1.000001, 0.999999, 0.999, 0.9, 0.5}) {
      double scale = ratio * topSecond / topFirst;
      double[] matrix = new double[size * size];
      for (int i = 0; i < half; i++) {
        for (int j = 0; j < half; j++) {
          matrix[i * size + j] = scale * first[i * half + j];
        }
      }
      for (int i = half; i < size; i++) {
        for (int j = half; j < size; j++) {
          matrix[i * size + j] = second[(i - half) * (size - half) + j - half];
        }
      }
      double expected = Math.max(ratio, 1) * topSecond;
      assertThat(lanczos.of(matrix)).isCloseTo(expected, within(TOLERANCE * expected));
    }
  }

  @Test
  void handlesSpecialMatrices() {
    int size = 12;
    TopEigenvalue lanczos = new TopEigenvalue(size);
    assertThat(lanczos.of(new double[size * size])).isZero();
    double[] identity = new double[size * size];
    for (int i = 0; i < size; i++) {
      identity[i * size + i] = 3;
    }
    assertThat(lanczos.of(identity)).isCloseTo(3, within(1e-14));
    double[] corner = new double[size * size];
    corner[0] = 5;
    assertThat(lanczos.of(corner)).isCloseTo(5, within(1e-13));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void nonFiniteMatricesHaveNonFiniteEigenvalues(double bad) {
    int size = 9;
    for (int at : new int[] {0, 40, 5, 79}) {
      TopEigenvalue lanczos = new TopEigenvalue(size);
      double[] matrix = gram(size, 4, 1, SeededRandom.of(1));
      double good = lanczos.of(matrix);
      double kept = matrix[at];
      matrix[at] = bad;
      matrix[at % size * size + at / size] = bad;
      assertThatCode(() -> assertThat(lanczos.of(matrix)).isNotFinite()).doesNotThrowAnyException();
      assertThat(Eigenvalues.largest(matrix, size)).isNaN();
      matrix[at] = kept;
      matrix[at % size * size + at / size] = kept;
      assertThat(lanczos.of(matrix)).isCloseTo(good, within(TOLERANCE * good));
    }
  }
}
