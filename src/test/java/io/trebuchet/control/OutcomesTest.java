package io.trebuchet.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.observe.CloserLook;
import io.trebuchet.physics.observe.HessianEnds;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;

/** Each outcome against what plain gradient descent does afterwards. */
final class OutcomesTest {
  private static final StopSettings STOP = new StopSettings(1e-8, 1, 3000);
  private static final int FURTHER = 2000;
  private static final int SOON = 20;

  /** Small problems of every kind of model. */
  enum Kind {
    PURE_QUADRATIC,
    QUADRATIC_WITH_BIAS,
    MANY_OPERATORS,
    LINEAR_WITH_BIAS,
    HOMOGENEOUS_ON_A_LINE,
    HOMOGENEOUS,
    RELU_ON_A_LINE,
    RELU,
    DEEP_RELU,
    OWN
  }

  private static Problem problem(Kind kind, int n, int points, double y, long seed) {
    SeededRandom random = SeededRandom.of(seed + 1);
    Dataset line = data(1, points, y, random);
    Dataset plane = data(2, points, y, random);
    return switch (kind) {
      case PURE_QUADRATIC -> Cases.with(Cases.Family.PURE_QUADRATIC, n, line, seed);
      case QUADRATIC_WITH_BIAS -> Cases.with(Cases.Family.QUADRATIC_WITH_BIAS, n, line, seed);
      case MANY_OPERATORS -> Cases.manyOperators(n, plane, seed);
      case LINEAR_WITH_BIAS ->
          Cases.onePoint(Cases.Family.LINEAR_WITH_BIAS, n, 1, line.labels()[0], seed);
      case HOMOGENEOUS_ON_A_LINE -> Cases.with(Cases.Family.HOMOGENEOUS, n, line, seed);
      case HOMOGENEOUS -> Cases.with(Cases.Family.HOMOGENEOUS, n, plane, seed);
      case RELU_ON_A_LINE -> Cases.with(Cases.Family.RELU, n, line, seed);
      case RELU -> Cases.with(Cases.Family.RELU, n, plane, seed);
      case DEEP_RELU -> Cases.deep(n, plane, seed);
      case OWN -> Cases.own(n, plane, seed);
    };
  }

  private static Dataset data(int dimension, int points, double y, SeededRandom random) {
    double[] labels = random.gaussians(points);
    for (int i = 0; i < points; i++) {
      labels[i] *= y;
    }
    return Dataset.of(dimension, random.gaussians(dimension * points), labels);
  }

  @Property(tries = 400, shrinking = ShrinkingMode.BOUNDED)
  void whatAnOutcomeSaysComesTrue(
      @ForAll Kind kind,
      @ForAll @IntRange(min = 2, max = 16) int n,
      @ForAll @IntRange(min = 1, max = 4) int points,
      @ForAll @DoubleRange(min = 0, max = 2) @Scale(3) double y,
      @ForAll @DoubleRange(min = 0.05, max = 6) @Scale(3) double c,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    try (Problem problem = problem(kind, n, points, y, seed)) {
      Assume.that(problem.initialLambdaMax() > 1e-9);
      double rate = c / problem.initialLambdaMax();
      TrialRules rules = TrialRules.create(STOP, ControlRule.CERTIFIED, rate);
      Measurement m = new Measurement();
      try (GradientDescent descent = problem.start(rate)) {
        CloserLook closer = CloserLook.of(problem, descent);
        Verdict verdict = Verdict.CONTINUE;
        double[] losses = new double[(int) STOP.maxSteps() + 1];
        for (long step = 0; verdict instanceof Verdict.Continue; step++) {
          if (step > 0) {
            descent.advance();
          }
          descent.measure(m);
          losses[(int) step] = m.loss;
          verdict = rules.judge(step, m, closer);
        }
        hold((Verdict.Halt) verdict, descent, closer, m, losses);
      }
    }
  }

  private static void hold(
      Verdict.Halt halt,
      GradientDescent descent,
      CloserLook closer,
      Measurement m,
      double[] losses) {
    switch (halt.outcome()) {
      case CONVERGED -> staysAtItsMinimum(descent, closer, m, losses[0]);
      case DIVERGED -> neverConverges(halt, descent, m);
      case DEAD -> standsStillAboveZero(descent, m);
      case OSCILLATING -> goesUpAndDown(halt, losses);
      case INCOMPLETE -> assertThat(halt.step()).isEqualTo(STOP.maxSteps());
      case STOPPED, FAILED -> throw new AssertionError(halt);
    }
  }

  private static void staysAtItsMinimum(
      GradientDescent descent, CloserLook closer, Measurement m, double initial) {
    double reached = m.loss;
    boolean held = reached == 0 || isHeld(descent.learningRate(), closer);
    assertThat(m.lossAlongKernel()).isLessThanOrEqualTo(1e-3 * initial);
    // What |ΔL| < 1e−8 allows by itself counts where the initial loss is tiny.
    double room = 0.01 * initial + 2 * FURTHER * STOP.lossChange();
    for (int i = 0; i < (held ? FURTHER : SOON); i++) {
      descent.advance();
      descent.measure(m);
      if (m.loss > 0 && m.etaLambda > 2) {
        // A valley so flat that |ΔL| is below 1e−8 can still lead to the edge, and over it.
        return;
      }
      assertThat(Math.abs(m.loss - reached)).isLessThanOrEqualTo(room);
    }
    assertThat(m.lossAlongKernel()).isLessThanOrEqualTo(room);
  }

  /**
   * A point a little beyond the edge, or with a little negative curvature, where images end for
   * good, can be left again by small models, slowly.
   */
  private static boolean isHeld(double rate, CloserLook closer) {
    HessianEnds ends = closer.hessian(Stationarity.NO_SADDLE / rate, Stationarity.HELD / rate);
    if (ends.equals(HessianEnds.UNKNOWN)) {
      // Across a kink of one's own model; the NTK was asked instead.
      return true;
    }
    assertThat(rate * ends.highest()).isLessThanOrEqualTo(Stationarity.HELD);
    assertThat(rate * ends.lowest()).isGreaterThanOrEqualTo(Stationarity.NO_SADDLE);
    return rate * ends.highest() <= 2 && rate * ends.lowest() >= -1e-4;
  }

  private static void neverConverges(Verdict.Halt halt, GradientDescent descent, Measurement m) {
    for (int i = 0; i < FURTHER && m.finite(); i++) {
      descent.advance();
      descent.measure(m);
    }
    if (halt.reason() == StopReason.OVERFLOW) {
      assertThat(m.finite()).isFalse();
    } else if (m.finite()) {
      assertThat(m.loss).isPositive();
      assertThat(m.etaLambda).isGreaterThan(2);
    }
  }

  private static void standsStillAboveZero(GradientDescent descent, Measurement m) {
    double reached = m.loss;
    for (int i = 0; i < 10; i++) {
      descent.advance();
      descent.measure(m);
      assertThat(m.loss).isEqualTo(reached).isPositive();
    }
  }

  /**
   * Over the last tenth of the steps, which is what the word tells of: a spike that ends with them
   * is not told apart from one that will come back.
   */
  private static void goesUpAndDown(Verdict.Halt halt, double[] losses) {
    int last = losses.length - 1;
    int tenth = last / 10;
    assertThat(halt.step()).isEqualTo(last);
    double before = 0;
    double sum = 0;
    int rises = 0;
    int falls = 0;
    for (int step = last - tenth + 1; step <= last; step++) {
      before += losses[step - tenth];
      sum += losses[step];
      rises += losses[step] > losses[step - 1] ? 1 : 0;
      falls += losses[step] < losses[step - 1] ? 1 : 0;
    }
    assertThat(rises).isGreaterThanOrEqualTo(tenth / 10);
    assertThat(falls).isPositive();
    assertThat(sum).isGreaterThanOrEqualTo(0.99 * before);
  }
}
