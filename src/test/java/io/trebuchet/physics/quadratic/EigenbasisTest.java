package io.trebuchet.physics.quadratic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** One W: the diagonal form against the dense one, in the same and in a rotated basis. */
final class EigenbasisTest {
  private static Measurement measured(GradientDescent descent) {
    Measurement m = new Measurement();
    descent.measure(m);
    return m;
  }

  private static void assertEqual(double actual, double expected, double tolerance) {
    if (Double.isNaN(expected)) {
      assertThat(actual).isNaN();
    } else {
      assertThat(actual).isCloseTo(expected, within(tolerance * (1e-3 + Math.abs(expected))));
    }
  }

  @Property(tries = 60)
  void agreesWithTheDenseFormInARotatedBasis(
      @ForAll @IntRange(min = 1, max = 20) int n,
      @ForAll @IntRange(min = 0, max = 5) int phi,
      @ForAll @IntRange(min = 1, max = 5) int points,
      @ForAll boolean zeroLabels,
      @ForAll @LongRange(min = 0) long seed,
      @ForAll @DoubleRange(min = 0.1, max = 2.2) double c) {
    SeededRandom random = SeededRandom.of(seed);
    double[] lambda = new double[n];
    for (int i = 0; i < n; i++) {
      lambda[i] = random.uniform(-2, 2);
    }
    double[] u = random.gaussians(phi);
    double[] a = random.gaussians(n + phi);
    double[] x = new double[points];
    double[] y = new double[points];
    for (int i = 0; i < points; i++) {
      x[i] = random.uniform(0.1, 1);
      y[i] = zeroLabels ? 0 : random.uniform(-0.5, 0.5);
    }
    double[] theta = a.clone();
    double[] q = RandomBasis.orthogonal(n, random.split("basis"));
    for (int i = 0; i < n; i++) {
      theta[i] = 0;
      for (int k = 0; k < n; k++) {
        theta[i] += q[k * n + i] * a[k];
      }
    }
    double[][] w = {RandomBasis.rotate(lambda, random.split("basis"))};
    QuadraticFeatures features = QuadraticFeatures.of(Nonlinearity.IDENTITY, n, phi, w, u);
    Dataset train = Dataset.of(1, x, y);
    Sample sample = new Sample(train, Dataset.of(1, y, x), Map.of());
    double zeta = 1 / Math.sqrt(n);
    try (EigenbasisProblem diagonal = EigenbasisProblem.create(sample, zeta, lambda, u, a);
        QuadraticProblem dense = QuadraticProblem.create(features, sample, zeta, theta)) {
      assertEqual(diagonal.initialLambdaMax(), dense.initialLambdaMax(), 1e-11);
      assertEqual(diagonal.bounds().onePointC(), dense.bounds().onePointC(), 1e-9);
      assertEqual(diagonal.bounds().method1C(), dense.bounds().method1C(), 1e-9);
      assertEqual(diagonal.bounds().method2C(), dense.bounds().method2C(), 1e-9);
      double eta = c / dense.initialLambdaMax();
      try (EigenbasisDescent one = diagonal.start(eta);
          QuadraticDescent other = dense.start(eta)) {
        Measurement m = measured(one);
        Measurement expected = measured(other);
        double limit = 1e3 * (1 + expected.loss);
        for (int t = 0; t < 20 && expected.loss < limit; t++) {
          assertEqual(m.loss, expected.loss, 1e-9);
          assertEqual(m.weightNormSq, expected.weightNormSq, 1e-10);
          assertEqual(m.lambdaMax, expected.lambdaMax, 1e-9);
          assertEqual(m.safeMargin, expected.safeMargin, 1e-9);
          one.evaluateTest(m);
          other.evaluateTest(expected);
          assertEqual(m.testLoss, expected.testLoss, 1e-9);
          assertThat(m.testAccuracy).isEqualTo(expected.testAccuracy);
          one.advance();
          other.advance();
          m = measured(one);
          expected = measured(other);
        }
        assertObservedAlike(one, other, q, n, random);
      }
    }
  }

  private static void assertObservedAlike(
      EigenbasisDescent one, QuadraticDescent other, double[] q, int n, SeededRandom random) {
    double[] kernel = one.kernel();
    double[] expected = other.kernel();
    for (int i = 0; i < kernel.length; i++) {
      assertEqual(kernel[i], expected[i], 1e-8);
    }
    double[] residuals = one.residuals();
    for (int i = 0; i < residuals.length; i++) {
      assertEqual(residuals[i], other.residuals()[i], 1e-8);
    }
    assertThat(one.layers()).isEqualTo(other.layers());
    double[] v = random.gaussians(one.weights().length);
    double[] product = rotated(one.hessianTimes(v), q, n);
    double[] dense = other.hessianTimes(rotated(v, q, n));
    double[] weights = rotated(one.weights(), q, n);
    for (int i = 0; i < v.length; i++) {
      assertThat(product[i]).isCloseTo(dense[i], within(1e-8 * (1 + norm(dense))));
      assertThat(weights[i]).isCloseTo(other.weights()[i], within(1e-8 * (1 + norm(weights))));
    }
  }

  private static double[] rotated(double[] v, double[] q, int n) {
    double[] out = v.clone();
    for (int i = 0; i < n; i++) {
      out[i] = 0;
      for (int k = 0; k < n; k++) {
        out[i] += q[k * n + i] * v[k];
      }
    }
    return out;
  }

  private static double norm(double[] v) {
    return Math.sqrt(PlainQuadratic.dot(v, v));
  }

  /** (81) at every step, and Q may not grow below (77). */
  @Property(tries = 60)
  void belowTheBoundWithBiasTheMonotoneQuantityFalls(
      @ForAll @IntRange(min = 1, max = 50) int half,
      @ForAll @IntRange(min = 1, max = 10) int phi,
      @ForAll @LongRange(min = 0) long seed,
      @ForAll @DoubleRange(min = 0.5, max = 0.99) double share) {
    FeatureFamily family =
        new FeatureFamily(
            2 * half,
            phi,
            Nonlinearity.IDENTITY,
            Spectrum.drawn(1, 1.5, true),
            true,
            new FeatureScales(false, true));
    Sample toy = Sample.of(Dataset.of(1, new double[] {1}, new double[] {0}));
    EigenbasisProblem problem =
        (EigenbasisProblem)
            new QuadraticModel(family, 0.5 / half, null).on(toy, SeededRandom.of(seed));
    double phiSq = problem.featureNormSq;
    double eta = share * problem.bounds().onePointC() / problem.initialLambdaMax();
    EigenbasisDescent descent = problem.start(eta);
    Measurement now = measured(descent);
    double q = q(problem, descent, now);
    double start = now.loss;
    for (int t = 0; t < 20_000 && now.loss > 1e-12; t++) {
      assertThat(now.safeMargin).isLessThan(1);
      double expected = q + eta * 2 * now.loss * (eta * (now.lambdaMax + phiSq) - 4);
      descent.advance();
      now = measured(descent);
      double next = q(problem, descent, now);
      assertThat(next).isCloseTo(expected, within(1e-12 * q));
      assertThat(next).isLessThanOrEqualTo(q * (1 + 1e-14));
      q = next;
    }
    assertThat(now.loss).isLessThanOrEqualTo(1e-9 * (1 + start));
  }

  private static double q(EigenbasisProblem problem, EigenbasisDescent descent, Measurement m) {
    double[] theta = descent.weights();
    double[] u = problem.features;
    double along = 0;
    for (int mu = 0; mu < u.length; mu++) {
      along += u[mu] * theta[theta.length - u.length + mu];
    }
    return m.weightNormSq + along * along / problem.featureNormSq;
  }

  /** At fixed c the path of θ² on (1, 0) does not depend on ζ. */
  @Property(tries = 30)
  void zetaOnlyScalesTheOutput(
      @ForAll @LongRange(min = 0) long seed,
      @ForAll @DoubleRange(min = 0.2, max = 3.5) double c,
      @ForAll @DoubleRange(min = 0.01, max = 2) double zeta) {
    SeededRandom random = SeededRandom.of(seed);
    double[] lambda = {1, -1.2, 0.7, -0.4, 1.3, -1.4};
    double[] theta = random.gaussians(6);
    Sample toy = Sample.of(Dataset.of(1, new double[] {1}, new double[] {0}));
    double[] none = new double[0];
    EigenbasisProblem one = EigenbasisProblem.create(toy, 1, lambda, none, theta);
    EigenbasisProblem other = EigenbasisProblem.create(toy, zeta, lambda, none, theta);
    GradientDescent first = one.start(c / one.initialLambdaMax());
    GradientDescent second = other.start(c / other.initialLambdaMax());
    double limit = 100 * measured(first).weightNormSq;
    for (int t = 0; t < 15 && measured(first).weightNormSq < limit; t++) {
      double expected = measured(first).weightNormSq;
      assertThat(measured(second).weightNormSq).isCloseTo(expected, within(1e-8 * expected));
      first.advance();
      second.advance();
    }
  }

  @Test
  void givenWeightsAndEigenvaluesAreUsedAsGiven() {
    Spectrum spectrum = Spectrum.of(() -> new double[] {2, -1});
    FeatureFamily diagonal =
        new FeatureFamily(2, 0, Nonlinearity.IDENTITY, spectrum, false, FeatureScales.NONE);
    Sample toy = Sample.of(Dataset.of(1, new double[] {1}, new double[] {0}));
    QuadraticModel model = new QuadraticModel(diagonal, 4, () -> new double[] {3, 5});
    try (Problem problem = model.on(toy, SeededRandom.of(1));
        GradientDescent descent = problem.start(0.1)) {
      // z = ½·2·(2·9 − 25) = −7, H = 4·(4·9 + 25) = 244
      assertThat(measured(descent).loss).isEqualTo(24.5);
      assertThat(problem.initialLambdaMax()).isEqualTo(244);
      assertThat(descent.weights()).containsExactly(3, 5);
    }
    FeatureFamily random =
        new FeatureFamily(2, 0, Nonlinearity.IDENTITY, spectrum, true, FeatureScales.NONE);
    QuadraticModel turned = new QuadraticModel(random, 4, () -> new double[] {3, 5});
    try (Problem problem = turned.on(toy, SeededRandom.of(1));
        GradientDescent descent = problem.start(0.1)) {
      assertThat(measured(descent).weightNormSq).isEqualTo(34);
      assertThat(descent.weights()).containsExactly(3, 5);
      assertThat(problem.initialLambdaMax()).isNotCloseTo(244, within(1e-3));
    }
  }

  @Test
  void wrongCountsAreNamed() {
    Sample toy = Sample.of(Dataset.of(1, new double[] {1}, new double[] {0}));
    FeatureFamily three =
        new FeatureFamily(
            3,
            0,
            Nonlinearity.IDENTITY,
            Spectrum.of(() -> new double[2]),
            true,
            FeatureScales.NONE);
    assertThatThrownBy(() -> new QuadraticModel(three, 1, null).on(toy, SeededRandom.of(1)))
        .hasMessageContaining("2 numbers, but 3 eigenvalues");
    QuadraticModel weighted = new QuadraticModel(three, 1, () -> new double[] {1, 2, 3, 4});
    assertThatThrownBy(() -> weighted.on(toy, SeededRandom.of(1)))
        .hasMessageContaining("4 numbers, but the model has 3 weights");
  }
}
