package io.trebuchet.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

final class BasinTest {
  private static final StopSettings STOP = new StopSettings(1e-8, 3, 20_000);

  private static final ControlRule WITH_BASIN =
      ControlRule.PerTrial.builtIn("certified", "basin=true", Certified.factory(true));

  private static Problem problem(Cases.Family family, int n, int points, double y, long seed) {
    SeededRandom random = SeededRandom.of(seed + 1);
    double[] labels = new double[points];
    double[] inputs = random.gaussians(points);
    for (int i = 0; i < points; i++) {
      labels[i] = y * random.gaussian();
    }
    return switch (family) {
      case PURE_QUADRATIC, QUADRATIC_WITH_BIAS ->
          Cases.with(family, n, Dataset.of(1, inputs, labels), seed);
      case LINEAR_WITH_BIAS, LINEAR_NET, HOMOGENEOUS, RELU ->
          Cases.onePoint(family, n, 1, labels[0], seed);
    };
  }

  /**
   * From the first state that is proven to lie in a basin, every later step keeps its promise, and
   * the paper's rule ends the trial too.
   */
  @Property(tries = 300, shrinking = ShrinkingMode.BOUNDED)
  void whatABasinPromisesComesTrue(
      @ForAll Cases.Family family,
      @ForAll @IntRange(min = 2, max = 40) int n,
      @ForAll @IntRange(min = 1, max = 4) int points,
      @ForAll @DoubleRange(min = 0, max = 2) @Scale(9) double y,
      @ForAll @DoubleRange(min = 0.05, max = 4) @Scale(9) double c,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    try (Problem problem = problem(family, n, points, y, seed)) {
      Assume.that(problem.initialLambdaMax() > 0);
      List<Basin> found = new ArrayList<>();
      double[] excess = {Double.NaN};
      Cases.run(
          problem,
          c,
          (step, m) -> {
            if (!found.isEmpty()) {
              Basin basin = found.getFirst();
              double factor = basin.contraction() * basin.contraction();
              // Rounding of the residual, whose size the labels set.
              double rounding = 1e-12 * (Math.sqrt(excess[0]) + 1e-12) * (1 + y * y);
              assertThat(m.excessLoss).isLessThanOrEqualTo(factor * excess[0] + rounding);
              assertThat(m.etaLambda)
                  .isBetween(
                      basin.lowestEtaLambda() * (1 - 1e-12),
                      basin.highestEtaLambda() * (1 + 1e-12));
            } else if (m.finite() && Basin.of(m).proven()) {
              found.add(Basin.of(m));
            }
            excess[0] = m.excessLoss;
            return step < 500 && m.finite();
          });
      Verdict.Halt certified = Cases.end(problem, c, STOP, WITH_BASIN);
      if (certified.reason() == StopReason.BASIN) {
        assertThat(Cases.end(problem, c, STOP, ControlRule.NONE).outcome())
            .isEqualTo(Outcome.CONVERGED);
      }
    }
  }

  private static Basin basin(double lambda, double etaLambda, double curvature, double excess) {
    Measurement m = new Measurement();
    m.lambdaMax = lambda;
    m.etaLambda = etaLambda;
    m.curvature = curvature;
    m.excessLoss = excess;
    return Basin.of(m);
  }

  /** The formulas of the derivation, evaluated by another program. */
  @Test
  void theNumbersAreThoseOfTheDerivation() {
    Basin near = basin(2, 0.5, 0.01, 1e-4);
    assertThat(near.contraction()).isCloseTo(0.5015021018216175, within(1e-14));
    assertThat(near.lowestEtaLambda()).isCloseTo(0.49858653674707215, within(1e-14));
    assertThat(near.highestEtaLambda()).isCloseTo(0.5014154639602223, within(1e-14));
    assertThat(near.proven()).isTrue();
    // Its λ could change by so much that a step may grow e.
    Basin far = basin(2, 0.5, 0.01, 100);
    assertThat(far.contraction()).isCloseTo(3.346406387719533, within(1e-12));
    assertThat(far.lowestEtaLambda()).isZero();
    assertThat(far.highestEtaLambda()).isCloseTo(3.6934844181494513, within(1e-12));
    assertThat(far.proven()).isFalse();
    assertThat(basin(2, 1.9, 0.01, 1e-4).proven()).isFalse();
    // Every step shrinks e, but together they may be longer than allowed for.
    Basin wide = basin(2, 0.5, 4, 0.02);
    assertThat(wide.contraction()).isCloseTo(0.8828947368421052, within(1e-13));
    assertThat(wide.proven()).isFalse();
  }

  @Test
  void stepsUntilTheLossStandsStill() {
    Basin halving = new Basin(1, 0.5, 0, 0, true);
    // (1/4)^n falls below 10^-6 at n = 9.97.
    assertThat(halving.stepsUntil(1e-6)).isEqualTo(10);
    assertThat(halving.stepsUntil(4)).isZero();
  }

  @Test
  void aBasinIsFoundBeforeTheLossStandsStill() {
    for (Cases.Family family :
        List.of(
            Cases.Family.PURE_QUADRATIC,
            Cases.Family.QUADRATIC_WITH_BIAS,
            Cases.Family.LINEAR_WITH_BIAS,
            Cases.Family.LINEAR_NET)) {
      try (Problem problem = Cases.onePoint(family, 100, 1, 0.1, 5)) {
        Verdict.Halt early = Cases.end(problem, 0.3, STOP, WITH_BASIN);
        Verdict.Halt late = Cases.end(problem, 0.3, STOP, ControlRule.NONE);
        assertThat(early.reason()).as("%s", family).isEqualTo(StopReason.BASIN);
        assertThat(late.reason()).isEqualTo(StopReason.LOSS_CHANGE);
        assertThat(early.step()).isLessThan(late.step());
      }
    }
  }

  @Test
  void noBasinWhereTheStepsDoNotSuffice() {
    try (Problem problem = Cases.onePoint(Cases.Family.PURE_QUADRATIC, 100, 1, 0, 5)) {
      Verdict.Halt free = Cases.end(problem, 0.3, STOP, WITH_BASIN);
      StopSettings tight = new StopSettings(1e-8, 3, free.step() + 1);
      assertThat(Cases.end(problem, 0.3, tight, WITH_BASIN).reason())
          .isEqualTo(StopReason.STEP_LIMIT);
    }
  }

  /** A kink of the activation is not covered by the derivation. */
  @Test
  void netsWithKinksHaveNoBasin() {
    for (Cases.Family family : List.of(Cases.Family.RELU, Cases.Family.HOMOGENEOUS)) {
      try (Problem problem = Cases.onePoint(family, 100, 1, 0, 5)) {
        assertThat(Cases.end(problem, 0.5, STOP, WITH_BASIN).reason())
            .isEqualTo(StopReason.LOSS_CHANGE);
      }
    }
  }
}
