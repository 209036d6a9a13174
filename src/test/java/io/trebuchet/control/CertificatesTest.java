package io.trebuchet.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.physics.Bounds;
import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.quadratic.EigenbasisProblem;
import io.trebuchet.physics.quadratic.QuadraticModel;
import io.trebuchet.physics.quadratic.Spectrum;
import java.util.Arrays;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

/** What certificates promise, against what the runs do. */
final class CertificatesTest {
  private static final StopSettings STOP = new StopSettings(1e-8, 1, 300_000);

  private static Certificate atStart(Problem problem, double c) {
    Certificate[] found = new Certificate[1];
    Cases.run(
        problem,
        c,
        (step, m) -> {
          found[0] = Certificate.of(m);
          return false;
        });
    return found[0];
  }

  private static double provenC(Bounds bounds) {
    return Double.isNaN(bounds.onePointC()) ? bounds.method1C() : bounds.onePointC();
  }

  @Property(tries = 150, shrinking = ShrinkingMode.BOUNDED)
  void noSafeRunOnOnePointFailsToConverge(
      @ForAll Cases.Family family,
      @ForAll @IntRange(min = 2, max = 40) int n,
      @ForAll @DoubleRange(min = 0.05, max = 0.999) @Scale(9) double share,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    try (Problem problem = Cases.onePoint(family, n, 1, 0, seed)) {
      Assume.that(problem.initialLambdaMax() > 0);
      double c = share * provenC(problem.bounds());
      assertThat(atStart(problem, c)).isEqualTo(Certificate.SAFE);
      assertThat(Cases.end(problem, c, STOP, ControlRule.NONE).outcome())
          .isEqualTo(Outcome.CONVERGED);
    }
  }

  @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
  void noSafeRunOnManyPointsFailsToConverge(
      @ForAll @IntRange(min = 2, max = 30) int n,
      @ForAll @IntRange(min = 2, max = 6) int points,
      @ForAll boolean net,
      @ForAll @DoubleRange(min = 0.2, max = 0.99) @Scale(9) double share,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    Dataset data = Dataset.of(2, SeededRandom.of(seed).gaussians(2 * points), new double[points]);
    try (Problem problem =
        net
            ? Cases.with(Cases.Family.HOMOGENEOUS, n, data, seed)
            : Cases.manyOperators(n, data, seed)) {
      double c = share * problem.bounds().method1C();
      assertThat(atStart(problem, c)).isEqualTo(Certificate.SAFE);
      assertThat(Cases.end(problem, c, STOP, ControlRule.NONE).outcome())
          .isIn(Outcome.CONVERGED, Outcome.INCOMPLETE);
      assertLossFalls(problem, c);
    }
  }

  /** Small eigenvalues of H may take longer than any limit; the loss must still go down. */
  private static void assertLossFalls(Problem problem, double c) {
    double[] losses = new double[2];
    Cases.run(
        problem,
        c,
        (step, m) -> {
          assertThat(m.finite()).isTrue();
          assertThat(m.safeMargin).isLessThan(1);
          losses[step < 500 ? 0 : 1] = m.loss;
          return step < 20_000;
        });
    // Down to where rounding is all there is.
    assertThat(losses[1]).isLessThanOrEqualTo(losses[0] + 1e-25);
  }

  @Property(tries = 150, shrinking = ShrinkingMode.BOUNDED)
  void noDoomedRunConverges(
      @ForAll Cases.Family family,
      @ForAll @IntRange(min = 2, max = 40) int n,
      @ForAll @DoubleRange(min = 1.000001, max = 1.5) @Scale(9) double excess,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    try (Problem problem = Cases.onePoint(family, n, 1, 0, seed)) {
      double limit = problem.bounds().doomedC();
      Assume.that(limit < 1e6);
      double c = excess * limit;
      Verdict.Halt certified = Cases.end(problem, c, STOP, ControlRule.CERTIFIED);
      assertThat(certified.reason()).isEqualTo(StopReason.DOOMED);
      assertThat(certified.step()).isZero();
      assertThat(certified.outcome()).isEqualTo(Outcome.DIVERGED);
      StopSettings shorter = new StopSettings(1e-8, 1, 20_000);
      assertThat(Cases.end(problem, c, shorter, ControlRule.NONE).outcome())
          .isNotEqualTo(Outcome.CONVERGED);
    }
  }

  /** The bound is where the certificate at step 0 begins to hold, whichever proof it comes from. */
  @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
  void theDoomedBoundIsTheOnsetOfTheCertificate(
      @ForAll Cases.Family family,
      @ForAll @IntRange(min = 2, max = 2000) int n,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    try (Problem problem = Cases.onePoint(family, n, 1, 0, seed)) {
      double limit = problem.bounds().doomedC();
      Assume.that(limit < 1e6);
      for (double share : new double[] {1 - 1e-6, 1 + 1e-6}) {
        Cases.run(
            problem,
            share * limit,
            (step, m) -> {
              assertThat(Certificate.of(m) == Certificate.DOOMED).isEqualTo(share > 1);
              return false;
            });
      }
    }
  }

  /** Large θ: with bias the proof of divergence begins below 2λ_max(H_0)/φ². */
  @Test
  void theBiasProofIsPartOfTheBound() {
    double[] weights = new double[42];
    Arrays.fill(weights, 0, 40, 30);
    weights[40] = 0.1;
    double[] eigenvalues = new double[40];
    for (int i = 0; i < 40; i++) {
      eigenvalues[i] = i % 3 == 0 ? -1 : 1;
    }
    Sample point = Sample.of(Dataset.of(1, new double[] {1}, new double[] {0}));
    try (Problem problem =
        EigenbasisProblem.create(point, 1, eigenvalues, new double[] {1, 0}, weights)) {
      double lambda = problem.initialLambdaMax();
      assertThat(problem.bounds().doomedC()).isLessThan(0.9 * 2 * lambda);
      assertThat(
              Cases.end(problem, 1.01 * problem.bounds().doomedC(), STOP, ControlRule.CERTIFIED)
                  .reason())
          .isEqualTo(StopReason.DOOMED);
    }
  }

  /** With bias the limit holds for any data and labels, and before the first step. */
  @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
  void withBiasTheLimitHoldsForAnyLabels(
      @ForAll @IntRange(min = 2, max = 30) int n,
      @ForAll @DoubleRange(min = 1.001, max = 1.3) @Scale(9) double excess,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    Dataset data = Dataset.of(1, random.gaussians(4), random.gaussians(4));
    try (Problem problem = Cases.with(Cases.Family.QUADRATIC_WITH_BIAS, n, data, seed)) {
      double c = excess * problem.bounds().doomedC();
      assertThat(Cases.end(problem, c, STOP, ControlRule.CERTIFIED))
          .satisfies(
              halt -> {
                assertThat(halt.reason()).isEqualTo(StopReason.DOOMED);
                assertThat(halt.step()).isZero();
              });
      StopSettings shorter = new StopSettings(1e-8, 1, 20_000);
      assertThat(Cases.end(problem, c, shorter, ControlRule.NONE).outcome())
          .isNotEqualTo(Outcome.CONVERGED);
    }
  }

  /** With bias θ² may fall; what is proven instead is that ηH never comes below 8 again. */
  @Property(tries = 200, shrinking = ShrinkingMode.BOUNDED)
  void aDivergenceWithBiasIsProvenWhileItIsFiniteAndKeepsItsPromise(
      @ForAll boolean linear,
      @ForAll @IntRange(min = 2, max = 200) int n,
      @ForAll @DoubleRange(min = 0.3, max = 1.2) @Scale(9) double share,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    try (Problem problem =
        Cases.onePoint(
            linear ? Cases.Family.LINEAR_WITH_BIAS : Cases.Family.QUADRATIC_WITH_BIAS,
            n,
            1,
            0,
            seed)) {
      // From where nearly all diverge to below the limit that holds before the first step.
      double c = share * problem.bounds().doomedC() * 0.83;
      boolean[] proven = new boolean[1];
      boolean[] finite = {true};
      Cases.run(
          problem,
          c,
          (step, m) -> {
            finite[0] = m.finite();
            if (finite[0] && proven[0]) {
              assertThat(m.etaLambda).isGreaterThan(8);
            }
            proven[0] |= Certificate.of(m) == Certificate.DOOMED;
            return finite[0] && step < 3000;
          });
      assertThat(proven[0]).as("proven if and only if it overflows").isEqualTo(!finite[0]);
    }
  }

  @Property(tries = 100, shrinking = ShrinkingMode.BOUNDED)
  void noReturnsLevelIsBroken(
      @ForAll @IntRange(min = 2, max = 30) int n,
      @ForAll @IntRange(min = 1, max = 6) int points,
      @ForAll Cases.Family family,
      @ForAll @DoubleRange(min = 0.3, max = 0.9) @Scale(9) double share,
      @ForAll @DoubleRange(min = 0.01, max = 1) @Scale(9) double label,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    Assume.that(family != Cases.Family.LINEAR_WITH_BIAS || points == 1);
    SeededRandom random = SeededRandom.of(seed);
    double[] labels = random.gaussians(points);
    for (int i = 0; i < points; i++) {
      labels[i] *= label;
    }
    Dataset data =
        Dataset.of(
            1,
            family == Cases.Family.LINEAR_WITH_BIAS ? new double[] {1} : random.gaussians(points),
            labels);
    try (Problem problem = Cases.with(family, n, data, seed)) {
      Assume.that(problem.initialLambdaMax() > 0);
      double method1 = problem.bounds().method1C();
      double c = Double.isNaN(method1) ? share * 2 : share * method1;
      double[] level = {Double.NaN};
      double[] lowest = {Double.POSITIVE_INFINITY};
      Cases.run(
          problem,
          c,
          (step, m) -> {
            if (step == 0) {
              assertThat(m.safeMargin).as("y ≠ 0").isNaN();
              level[0] = Certificate.of(m) == Certificate.RETURNS ? m.returnsLevel : Double.NaN;
            }
            lowest[0] = Math.min(lowest[0], m.loss);
            return step < 20_000 && m.finite() && !(m.loss < level[0]);
          });
      if (family == Cases.Family.QUADRATIC_WITH_BIAS || family == Cases.Family.LINEAR_WITH_BIAS) {
        assertThat(level[0]).as("nothing is proven with bias").isNaN();
      } else if (!Double.isNaN(level[0])) {
        assertThat(lowest[0]).isLessThan(level[0]);
      }
    }
  }

  /** While the loss is above the level, θ² falls strictly. */
  @Test
  void theNormFallsWhileTheLossIsAboveItsLevel() {
    Dataset data = Dataset.of(1, new double[] {1}, new double[] {0.01});
    try (Problem problem = Cases.with(Cases.Family.PURE_QUADRATIC, 400, data, 3)) {
      double[] last = {Double.POSITIVE_INFINITY};
      int[] held = {0};
      Cases.run(
          problem,
          1.7,
          (step, m) -> {
            assertThat(m.weightNormSq).isLessThan(last[0]);
            last[0] =
                Certificate.of(m) == Certificate.RETURNS
                    ? m.weightNormSq
                    : Double.POSITIVE_INFINITY;
            held[0] += last[0] < Double.POSITIVE_INFINITY ? 1 : 0;
            return step < 50;
          });
      assertThat(held[0]).isGreaterThan(1);
    }
  }

  /** y = 60 in the model of figure 1 satisfies (60) at the start, and diverges. */
  @Test
  void nothingIsCertifiedOutsideTheHypotheses() {
    Sample sample = Sample.of(Dataset.of(1, new double[] {1}, new double[] {60}));
    try (Problem problem =
        QuadraticModel.pure(1000, 2.0 / 1000, Spectrum.drawn(1, 2, true))
            .on(sample, SeededRandom.of(1))) {
      double c = 2.2;
      assertThat(c).isLessThan(problem.bounds().method1C());
      Verdict.Halt end = Cases.end(problem, c, STOP, ControlRule.NON_FINITE);
      assertThat(end.outcome()).isEqualTo(Outcome.DIVERGED);
      Cases.run(
          problem,
          c,
          (step, m) -> {
            assertThat(Certificate.of(m)).isNotEqualTo(Certificate.SAFE);
            assertThat(m.safeMargin).isNaN();
            return step < end.step();
          });
    }
  }

  @Test
  void aCertificateNeedsItsMargin() {
    Measurement m = new Measurement();
    m.loss = 1;
    m.weightNormSq = 1;
    m.lambdaMax = 1;
    m.etaLambda = 1;
    assertThat(Certificate.of(m)).isEqualTo(Certificate.NONE);
    m.safeMargin = 1 - 1e-10;
    assertThat(Certificate.of(m)).isEqualTo(Certificate.NONE);
    m.safeMargin = 1 - 1e-8;
    assertThat(Certificate.of(m)).isEqualTo(Certificate.SAFE);
    m.doomedMargin = 1 + 1e-8;
    assertThat(Certificate.of(m)).isEqualTo(Certificate.DOOMED);
    m.loss = Double.NaN;
    assertThat(Certificate.of(m)).isEqualTo(Certificate.NONE);
    m.loss = 1;
    m.safeMargin = Double.NaN;
    m.doomedMargin = Double.NaN;
    m.returnsLevel = 1;
    assertThat(Certificate.of(m)).isEqualTo(Certificate.NONE);
    m.returnsLevel = 0.99;
    assertThat(Certificate.of(m)).isEqualTo(Certificate.RETURNS);
  }
}
