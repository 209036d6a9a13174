package io.trebuchet.physics.quadratic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.physics.Bounds;
import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class PureQuadraticTest {
  private static final Dataset TOY = Dataset.of(1, new double[] {1}, new double[] {0});

  private static Problem toy(int n, long seed) {
    return QuadraticModel.pure(n, 2.0 / n, Spectrum.drawn(1, 2, true))
        .on(Sample.of(TOY), SeededRandom.of(seed));
  }

  private static Problem pure(Dataset train, double zeta, double[] lambda, double[] weights) {
    return EigenbasisProblem.create(Sample.of(train), zeta, lambda, new double[0], weights);
  }

  private static Measurement measured(GradientDescent descent) {
    Measurement m = new Measurement();
    descent.measure(m);
    return m;
  }

  /** (12): θ²_{t+1} = θ²_t + η z²(ηH − 4), with z² = 2L on one point with y = 0. */
  @Property(tries = 100)
  void weightNormObeysItsUpdate(
      @ForAll @IntRange(min = 1, max = 200) int half,
      @ForAll @LongRange(min = 0) long seed,
      @ForAll @DoubleRange(min = 0.05, max = 5) double c) {
    Problem problem = toy(2 * half, seed);
    double eta = c / problem.initialLambdaMax();
    GradientDescent descent = problem.start(eta);
    Measurement now = measured(descent);
    for (int t = 0; t < 30 && now.weightNormSq < 1e100; t++) {
      descent.advance();
      Measurement next = measured(descent);
      double predicted = now.weightNormSq + eta * 2 * now.loss * (eta * now.lambdaMax - 4);
      assertThat(next.weightNormSq)
          .isCloseTo(predicted, within(1e-11 * Math.max(now.weightNormSq, next.weightNormSq)));
      now = next;
    }
  }

  /** Against the definition: a dense W in a random basis, plain loops, no eigenbasis. */
  @Property(tries = 30)
  void agreesWithTheDenseModel(
      @ForAll @IntRange(min = 2, max = 12) int n,
      @ForAll @IntRange(min = 1, max = 5) int points,
      @ForAll @LongRange(min = 0) long seed,
      @ForAll @DoubleRange(min = 0.1, max = 3) double c) {
    SeededRandom random = SeededRandom.of(seed);
    double[] lambda = new double[n];
    for (int i = 0; i < n; i++) {
      lambda[i] = random.uniform(-2, 2);
    }
    double[] a = random.gaussians(n);
    double[] x = new double[points];
    double[] y = new double[points];
    for (int i = 0; i < points; i++) {
      x[i] = random.uniform(0.1, 1);
      y[i] = random.uniform(-0.5, 0.5);
    }
    double zeta = 1 / Math.sqrt(n);
    DenseQuadratic dense = DenseQuadratic.rotated(lambda, a, zeta, x, y, random);
    Problem problem = pure(Dataset.of(1, x, y), zeta, lambda, a);
    assertThat(problem.initialLambdaMax())
        .isCloseTo(dense.lambdaMax(), within(1e-11 * dense.lambdaMax()));
    double eta = c / problem.initialLambdaMax();
    GradientDescent descent = problem.start(eta);
    double limit = 1e3 * (1 + dense.loss());
    // Small models at large c diverge within a few steps; rounding says nothing of what follows.
    for (int t = 0; t < 20 && dense.loss() < limit; t++) {
      Measurement m = measured(descent);
      // Near a zero of z the loss is the square of a difference: its rounding is absolute.
      assertThat(m.loss).isCloseTo(dense.loss(), within(1e-9 * dense.loss() + 1e-12 * limit));
      assertThat(m.weightNormSq).isCloseTo(dense.normSq(), within(1e-9 * dense.normSq()));
      assertThat(m.lambdaMax).isCloseTo(dense.lambdaMax(), within(1e-9 * dense.lambdaMax()));
      assertThat(m.etaLambda).isEqualTo(eta * m.lambdaMax);
      descent.advance();
      dense.advance(eta);
    }
  }

  /** Below (60) θ² falls at every step and the loss goes to 0, whatever the model. */
  @Property(tries = 60)
  void belowTheSafeBoundTheNormFallsAndTheLossVanishes(
      @ForAll @IntRange(min = 1, max = 60) int half,
      @ForAll @LongRange(min = 0) long seed,
      @ForAll @DoubleRange(min = 0.3, max = 0.99) double share) {
    Problem problem = toy(2 * half, seed);
    double bound = problem.bounds().onePointC();
    GradientDescent descent = problem.start(share * bound / problem.initialLambdaMax());
    Measurement now = measured(descent);
    double peak = now.loss;
    for (int t = 0; t < 20_000 && now.loss > 1e-12; t++) {
      assertThat(now.safeMargin).isLessThan(1);
      descent.advance();
      Measurement next = measured(descent);
      assertThat(next.weightNormSq).isLessThanOrEqualTo(now.weightNormSq * (1 + 1e-14));
      peak = Math.max(peak, next.loss);
      now = next;
    }
    assertThat(now.loss).isLessThanOrEqualTo(1e-12);
  }

  /** Above (68) θ² only grows and the run overflows. */
  @Property(tries = 60)
  void aboveTheDoomedBoundNothingConverges(
      @ForAll @IntRange(min = 1, max = 60) int half,
      @ForAll @LongRange(min = 0) long seed,
      @ForAll @DoubleRange(min = 1.01, max = 2) double share) {
    Problem problem = toy(2 * half, seed);
    double bound = problem.bounds().doomedC();
    GradientDescent descent = problem.start(share * bound / problem.initialLambdaMax());
    Measurement now = measured(descent);
    for (int t = 0; t < 2_000 && now.finite(); t++) {
      assertThat(now.doomedMargin).isGreaterThan(1);
      descent.advance();
      Measurement next = measured(descent);
      if (next.finite()) {
        assertThat(next.weightNormSq).isGreaterThanOrEqualTo(now.weightNormSq);
      }
      now = next;
    }
    assertThat(now.finite()).isFalse();
  }

  /** With equal |eigenvalues|: z' = z(1 − ηH + η²ζ²λ²z²), H' = H + ηζ²λ²z²(ηH − 4). */
  @Property(tries = 50)
  void equalEigenvaluesFollowTheClosedMap(
      @ForAll @LongRange(min = 0) long seed, @ForAll @DoubleRange(min = 0.2, max = 4.2) double c) {
    int n = 100;
    Problem problem =
        QuadraticModel.pure(n, 1.0 / n, Spectrum.drawn(1, 1, true))
            .on(Sample.of(TOY), SeededRandom.of(seed));
    double eta = c / problem.initialLambdaMax();
    GradientDescent descent = problem.start(eta);
    for (int t = 0; t < 30; t++) {
      Measurement m = measured(descent);
      double zSq = 2 * m.loss;
      double factor = 1 - eta * m.lambdaMax + eta * eta / n * zSq;
      double expectedLoss = m.loss * factor * factor;
      double expectedH = m.lambdaMax + eta / n * zSq * (eta * m.lambdaMax - 4);
      descent.advance();
      Measurement next = measured(descent);
      if (!next.finite()) {
        break;
      }
      // z itself is a difference of two sums of size θ²: its rounding is absolute.
      double zError = 1e-13 * Math.max(m.weightNormSq, next.weightNormSq);
      assertThat(Math.sqrt(next.loss))
          .isCloseTo(Math.sqrt(expectedLoss), within(zError + 1e-10 * Math.sqrt(expectedLoss)));
      assertThat(next.lambdaMax)
          .isCloseTo(expectedH, within(1e-10 * (m.lambdaMax + next.lambdaMax)));
    }
  }

  @Tag("numerics")
  @Property(tries = 20)
  void changingTheSignOfAllWeightsChangesNothing(@ForAll @LongRange(min = 0) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    double[] lambda = {1.5, -1.5, 1.1, -1.1};
    double[] a = random.gaussians(4);
    double[] minus = {-a[0], -a[1], -a[2], -a[3]};
    GradientDescent one = pure(TOY, 0.7, lambda, a).start(0.3);
    GradientDescent other = pure(TOY, 0.7, lambda, minus).start(0.3);
    for (int t = 0; t < 10; t++) {
      assertThat(measured(one).loss).isEqualTo(measured(other).loss);
      one.advance();
      other.advance();
    }
  }

  @Test
  void boundsNeedTheirHypotheses() {
    double[] lambda = {1, -1};
    double[] weights = {1, 0.5};
    Dataset labelled = Dataset.of(1, new double[] {1}, new double[] {60});
    Bounds bounds = pure(labelled, 0.5, lambda, weights).bounds();
    assertThat(bounds.onePointC()).isNaN();
    assertThat(bounds.doomedC()).isNaN();
    GradientDescent descent = pure(labelled, 0.5, lambda, weights).start(1);
    assertThat(measured(descent).safeMargin).isNaN();
    assertThat(measured(descent).doomedMargin).isNaN();
    // z_0 = 0 exactly: (68) says nothing, the loss is already 0.
    assertThat(pure(TOY, 0.5, lambda, new double[] {1, 1}).bounds().doomedC()).isNaN();
  }

  @Test
  void wrongShapesAreNamed() {
    assertThatThrownBy(() -> pure(TOY, 1, new double[] {1}, new double[] {1, 2}))
        .hasMessageContaining("1 eigenvalues and 0 features, but 2 weights");
  }
}
