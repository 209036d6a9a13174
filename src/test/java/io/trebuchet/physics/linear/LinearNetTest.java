package io.trebuchet.physics.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import java.lang.management.ManagementFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** The linear net with bias (86): plain loops, identities and bounds. */
class LinearNetTest {
  private static Sample point(double x, double y) {
    return Sample.of(Dataset.of(1, new double[] {x}, new double[] {y}));
  }

  private static Measurement measured(GradientDescent trial) {
    Measurement state = new Measurement();
    trial.measure(state);
    return state;
  }

  /** u, v, b and their updates written out; and (81) for y = 0. */
  @Property(tries = 50)
  void everyStepIsAPlainStep(
      @ForAll @IntRange(min = 1, max = 50) int n,
      @ForAll @DoubleRange(min = 0.1, max = 4) double c,
      @ForAll @DoubleRange(min = -1, max = 1) double y,
      @ForAll @LongRange(min = 0) long seed) {
    Problem problem = new LinearNet(n).on(point(1, y), SeededRandom.of(seed));
    double eta = c / problem.initialLambdaMax();
    GradientDescent trial = problem.start(eta);
    for (int step = 0; step < 30; step++) {
      double[] w = trial.weights();
      double b = w[2 * n];
      double z = b;
      double norm = 0;
      for (int i = 0; i < n; i++) {
        z += w[i] * w[n + i] / Math.sqrt(n);
        norm += w[i] * w[i] + w[n + i] * w[n + i];
      }
      if (!(norm < 1e100)) {
        return;
      }
      Measurement state = measured(trial);
      double error = z - y;
      double size = 1 + norm + b * b;
      assertThat(state.loss).isCloseTo(error * error / 2, within(1e-13 * size * size));
      assertThat(state.weightNormSq).isCloseTo(norm + b * b, within(1e-12 * size));
      assertThat(state.lambdaMax).isCloseTo(norm / n + 1, within(1e-12 * size));
      assertThat(state.etaLambda).isEqualTo(eta * state.lambdaMax);
      trial.advance();
      double[] next = trial.weights();
      double largest = Math.sqrt(size) * (1 + eta * Math.abs(error));
      for (int i = 0; i < n; i++) {
        double pull = eta * error / Math.sqrt(n);
        assertThat(next[i]).isCloseTo(w[i] - pull * w[n + i], within(1e-12 * largest));
        assertThat(next[n + i]).isCloseTo(w[n + i] - pull * w[i], within(1e-12 * largest));
      }
      assertThat(next[2 * n]).isCloseTo(b - eta * error, within(1e-12 * largest));
      if (y == 0) {
        Measurement after = measured(trial);
        double q = state.weightNormSq + b * b;
        double expected = q + eta * z * z * (eta * (state.lambdaMax + 1) - 4);
        double actual = after.weightNormSq + next[2 * n] * next[2 * n];
        assertThat(actual).isCloseTo(expected, within(1e-11 * (q + actual)));
      }
    }
  }

  /** (81) again, always with y = 0. */
  @Property(tries = 30)
  void theReducedNormFollowsItsIdentity(
      @ForAll @DoubleRange(min = 0.1, max = 4) double c, @ForAll @LongRange(min = 0) long seed) {
    everyStepIsAPlainStep(40, c, 0, seed);
  }

  /** Below (92) Q = θ² + b² falls at every step and the loss vanishes. */
  @Property(tries = 50)
  void belowTheBoundEveryRunConverges(
      @ForAll @IntRange(min = 1, max = 100) int n,
      @ForAll @DoubleRange(min = 0.2, max = 0.98) double share,
      @ForAll @LongRange(min = 0) long seed) {
    Problem problem = new LinearNet(n).on(point(1, 0), SeededRandom.of(seed));
    double bound = problem.bounds().onePointC();
    double[] weights = problem.start(1).weights();
    double sum = 2;
    for (int i = 0; i < 2 * n; i++) {
      sum += weights[i] * weights[i] / n;
    }
    sum += 2 * weights[2 * n] * weights[2 * n] / n;
    assertThat(bound / problem.initialLambdaMax()).isCloseTo(4 / sum, within(1e-12));
    GradientDescent trial = problem.start(share * bound / problem.initialLambdaMax());
    Measurement now = measured(trial);
    double q = Double.POSITIVE_INFINITY;
    for (int step = 0; step < 5_000 && now.loss > 1e-12; step++) {
      assertThat(now.safeMargin).isLessThan(1);
      double b = trial.weights()[2 * n];
      assertThat(now.weightNormSq + b * b).isLessThanOrEqualTo(q * (1 + 1e-14));
      q = now.weightNormSq + b * b;
      trial.advance();
      now = measured(trial);
    }
    assertThat(now.loss).isLessThanOrEqualTo(1e-12);
  }

  /** H ≥ 1, so that η > 2 holds no minimum, whatever the label. */
  @Property(tries = 30)
  void aboveTheDoomedBoundNothingSettles(
      @ForAll @IntRange(min = 1, max = 60) int n,
      @ForAll @DoubleRange(min = -2, max = 2) double y,
      @ForAll @DoubleRange(min = 1.01, max = 2) double share,
      @ForAll @LongRange(min = 0) long seed) {
    Problem problem = new LinearNet(n).on(point(1, y), SeededRandom.of(seed));
    double doomed = problem.bounds().doomedC();
    assertThat(doomed).isCloseTo(2 * problem.initialLambdaMax(), within(1e-12 * doomed));
    GradientDescent trial = problem.start(share * doomed / problem.initialLambdaMax());
    for (int step = 0; step < 500; step++) {
      Measurement now = measured(trial);
      if (!now.finite()) {
        return;
      }
      assertThat(now.doomedMargin).isGreaterThan(1);
      assertThat(now.loss).isPositive();
      assertThat(now.etaLambda).isGreaterThan(2);
      trial.advance();
    }
  }

  @Test
  void labelsLeaveNoSafeBound() {
    Problem problem = new LinearNet(10).on(point(1, 0.5), SeededRandom.of(1));
    assertThat(problem.bounds().onePointC()).isNaN();
    assertThat(measured(problem.start(0.1)).safeMargin).isNaN();
  }

  @Test
  void otherDataAndWeightsAreRefused() {
    assertThatThrownBy(() -> new LinearNet(3).on(point(2, 0), SeededRandom.of(1)))
        .hasMessageContaining("x = 1");
    assertThatThrownBy(() -> new LinearNet(3).with(point(1, 0), new double[6]))
        .hasMessageContainingAll("6 initial weights", "are 7");
  }

  @Test
  void stepsAllocateNothing() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Problem problem = new LinearNet(100).on(point(1, 0), SeededRandom.of(1));
    GradientDescent trial = problem.start(1 / problem.initialLambdaMax());
    Measurement state = new Measurement();
    steps(trial, state, 100);
    long before = threads.getCurrentThreadAllocatedBytes();
    steps(trial, state, 1_000);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4_000);
  }

  private static void steps(GradientDescent trial, Measurement state, int count) {
    for (int step = 0; step < count; step++) {
      trial.measure(state);
      trial.advance();
    }
  }
}
