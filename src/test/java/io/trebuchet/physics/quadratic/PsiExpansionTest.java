package io.trebuchet.physics.quadratic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.linalg.Eigenvalues;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class PsiExpansionTest {
  private static QuadraticFeatures tanh(double... diagonal) {
    double[][] w = {RandomBasis.diagonal(diagonal)};
    return QuadraticFeatures.of(Nonlinearity.TANH, diagonal.length, 0, w, new double[0]);
  }

  /** To two units in the last place of each entry, small or large. */
  @Property(tries = 200)
  void oddPowersAreTanhToRounding(
      @ForAll @DoubleRange(min = 0.01, max = 1) double largest,
      @ForAll @DoubleRange(min = 0, max = 1) double share,
      @ForAll @DoubleRange(min = -1, max = 1) double x) {
    double[] w = {largest, -largest * share, largest * share * 1e-6};
    double[] inputs = {x, 1, -0.3};
    PsiExpansion expansion = Objects.requireNonNull(PsiExpansion.of(tanh(w), inputs));
    double[] c = expansion.coefficients(inputs);
    double[] operator = new double[9];
    double[][] sums = new double[3][3];
    for (int k = 0; k < expansion.count(); k++) {
      expansion.operator(k, operator);
      for (int alpha = 0; alpha < 3; alpha++) {
        for (int i = 0; i < 3; i++) {
          sums[alpha][i] += c[alpha * expansion.count() + k] * operator[4 * i];
        }
      }
    }
    for (int alpha = 0; alpha < 3; alpha++) {
      for (int i = 0; i < 3; i++) {
        double expected = StrictMath.tanh(inputs[alpha] * w[i]);
        assertThat(sums[alpha][i]).isCloseTo(expected, within(2e-15 * Math.abs(expected)));
      }
    }
  }

  @Test
  void whereTheSeriesIsLongThereIsNone() {
    assertThat(PsiExpansion.of(tanh(1.5), new double[] {1})).isNull();
    assertThat(PsiExpansion.of(tanh(0), new double[] {1})).isNull();
    assertThat(PsiExpansion.of(tanh(0.5), new double[] {1})).isNotNull();
    double[][] plane = {{0.5}, {0.5}};
    QuadraticFeatures two = QuadraticFeatures.of(Nonlinearity.TANH, 1, 0, plane, new double[0]);
    assertThat(PsiExpansion.of(two, new double[] {0.1, 0.1})).isNull();
  }

  /** (186): each W^i is symmetric with exactly the eigenvalues asked for, and drawn apart. */
  @Property(tries = 30)
  void drawnMatricesHaveTheGivenEigenvalues(
      @ForAll @IntRange(min = 1, max = 20) int half, @ForAll @LongRange(min = 0) long seed) {
    int n = 2 * half;
    FeatureFamily family =
        new FeatureFamily(
            n, 3, Nonlinearity.IDENTITY, Spectrum.drawn(0.5, 2, true), true, FeatureScales.NONE);
    QuadraticFeatures features = family.draw(2, SeededRandom.of(seed));
    for (int i = 0; i < 2; i++) {
      double[] w = features.w(i);
      double squares = 0;
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < n; k++) {
          assertThat(w[j * n + k]).isEqualTo(w[k * n + j]);
          squares += w[j * n + k] * w[j * n + k];
        }
      }
      double[] values = Eigenvalues.all(w, n);
      double sum = 0;
      for (int k = 0; k < n; k++) {
        assertThat(values[k]).isCloseTo(-values[n - 1 - k], within(1e-13 * n));
        assertThat(Math.abs(values[k])).isBetween(0.5 - 1e-12, 2 + 1e-12);
        sum += values[k] * values[k];
      }
      assertThat(squares).isCloseTo(sum, within(1e-12 * sum));
    }
    assertThat(features.w(0)).isNotEqualTo(features.w(1));
    assertThat(features.u()).hasSize(6);
    QuadraticFeatures again = family.draw(2, SeededRandom.of(seed));
    assertThat(again.w(1)).isEqualTo(features.w(1));
  }
}
