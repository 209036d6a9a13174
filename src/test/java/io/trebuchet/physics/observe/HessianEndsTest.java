package io.trebuchet.physics.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.MapParameters;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Model;
import io.trebuchet.physics.Observed;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.linalg.Jacobi;
import io.trebuchet.physics.linear.LinearNetKind;
import io.trebuchet.physics.net.HomogeneousKind;
import io.trebuchet.physics.net.ReluKind;
import io.trebuchet.physics.quadratic.Nonlinearity;
import io.trebuchet.physics.quadratic.QuadraticFeatures;
import io.trebuchet.physics.quadratic.QuadraticModel;
import io.trebuchet.physics.quadratic.QuadraticProblem;
import io.trebuchet.physics.quadratic.QuadraticWithBiasKind;
import io.trebuchet.physics.quadratic.Spectrum;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class HessianEndsTest {
  /** Whatever the state, against the whole Hessian and all its eigenvalues. */
  @Property(tries = 40)
  void theyAreThoseOfTheWholeHessian(
      @ForAll @IntRange(min = 2, max = 8) int width,
      @ForAll @IntRange(min = 1, max = 2) int layers,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    Dataset points = Dataset.of(2, random.gaussians(10), random.gaussians(5));
    Model net =
        new ReluKind().read(new MapParameters(Map.of("width", width, "hidden-layers", layers)));
    try (Problem problem = net.on(Sample.of(points), random);
        GradientDescent descent = problem.start(0.1)) {
      descent.measure(new Measurement());
      Observed state = Objects.requireNonNull(descent.observed());
      double[] all = spectrum(state);
      double scale = Math.max(all[all.length - 1], -all[0]);
      HessianEnds ends = HessianEnds.of(state, -10 * scale, 10 * scale);
      assertThat(ends.lowest()).isCloseTo(all[0], within(1e-8 * scale));
      assertThat(ends.highest()).isCloseTo(all[all.length - 1], within(1e-8 * scale));
      // The second part of the Hessian is no larger than √(2LC) either way.
      Measurement m = new Measurement();
      descent.measure(m);
      if (layers == 1) {
        double second = Math.sqrt(2 * m.loss * m.curvature) * (1 + 1e-9);
        assertThat(all[0]).isGreaterThanOrEqualTo(-second);
        assertThat(all[all.length - 1]).isBetween(m.lambdaMax - second, m.lambdaMax + second);
      }
    }
  }

  /** |∇L|² as each engine has it, against the gradient that its step takes. */
  @Property(tries = 60)
  void theGradientIsThatOfTheStep(
      @ForAll @IntRange(min = 0, max = 6) int kind,
      @ForAll @IntRange(min = 1, max = 4) int points,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    int d = kind % 2 == 0 ? 1 : 2;
    int size = kind == 6 ? 1 : points;
    double[] inputs = kind == 6 ? new double[] {1} : random.gaussians(d * size);
    Sample sample = Sample.of(Dataset.of(d, inputs, random.gaussians(size)));
    double rate = 1e-3;
    try (Problem problem = model(kind).on(sample, random);
        GradientDescent descent = problem.start(rate)) {
      for (int step = 0; step < 3; step++) {
        Measurement m = new Measurement();
        descent.measure(m);
        double[] before = descent.weights();
        descent.advance();
        double[] after = descent.weights();
        double moved = 0;
        for (int i = 0; i < before.length; i++) {
          moved += (after[i] - before[i]) * (after[i] - before[i]);
        }
        assertThat(m.gradientNormSq)
            .isCloseTo(moved / (rate * rate), within(1e-7 * moved / (rate * rate)));
        assertThat(m.lossAlongKernel()).isBetween(0.0, m.loss * (1 + 1e-9));
      }
    }
  }

  private static Model model(int kind) {
    return switch (kind) {
      case 0 -> QuadraticModel.pure(20, 0.1, Spectrum.drawn(0.5, 1.5, true));
      case 1 -> QuadraticModel.pure(20, 0.1, Spectrum.drawn(0.5, 1.5, true));
      case 2, 3 ->
          new QuadraticWithBiasKind()
              .read(
                  new MapParameters(
                      Map.of(
                          "n-psi",
                          20,
                          "n-phi",
                          3,
                          "zeta2",
                          "1/n-psi",
                          "feature-scale",
                          "unit",
                          "meta-feature-scale",
                          "sqrt-d")));
      case 4, 5 ->
          new HomogeneousKind()
              .read(new MapParameters(Map.of("width", 20, "a-minus", 0.5, "a-plus", 1.0)));
      case 6 -> new LinearNetKind().read(new MapParameters(Map.of("n", 20)));
      default -> throw new IllegalArgumentException("no such kind");
    };
  }

  /** ψ_1 = diag(1, −1, 0, 0) and ψ_2 = diag(0, 0, 1, −1) near a saddle. */
  @Test
  void aSaddleShowsAtOnce() {
    double[][] w = {diagonal(1, -1, 0, 0), diagonal(0, 0, 1, -1)};
    QuadraticFeatures features =
        QuadraticFeatures.of(Nonlinearity.IDENTITY, 4, 0, w, new double[0]);
    Sample sample = Sample.of(Dataset.of(2, new double[] {1, 0, 0, 1}, new double[] {0.6, -1}));
    double[] start = {1.5, 0.7, 1e-3, 1e-6};
    try (Problem problem = QuadraticProblem.create(features, sample, 1, start)) {
      double rate = 1 / problem.initialLambdaMax();
      Measurement m = new Measurement();
      try (GradientDescent descent = problem.start(rate)) {
        CloserLook closer = CloserLook.of(problem, descent);
        double loss = Double.NaN;
        for (int step = 0; step <= 5; step++) {
          if (step > 0) {
            descent.advance();
          }
          loss = m.loss;
          descent.measure(m);
        }
        assertThat(Math.abs(m.loss - loss)).isLessThan(1e-8);
        assertThat(m.loss).isCloseTo(0.25, within(1e-3));
        assertThat(m.lossAlongKernel()).isLessThan(1e-3 * m.loss);
        double next = closer.nextLoss();
        HessianEnds ends = closer.hessian(-0.01 / rate, 2.05 / rate);
        assertThat(rate * ends.lowest()).isLessThan(-0.01);
        descent.advance();
        descent.measure(m);
        assertThat(m.loss).isEqualTo(next);
      }
    }
  }

  private static double[] diagonal(double... values) {
    double[] matrix = new double[values.length * values.length];
    for (int i = 0; i < values.length; i++) {
      matrix[i * values.length + i] = values[i];
    }
    return matrix;
  }

  private static double[] spectrum(Observed state) {
    int n = state.weights().length;
    double[] hessian = new double[n * n];
    for (int j = 0; j < n; j++) {
      double[] unit = new double[n];
      unit[j] = 1;
      System.arraycopy(state.hessianTimes(unit), 0, hessian, j * n, n);
    }
    double[] values = Jacobi.eigenvalues(hessian, n);
    Arrays.sort(values);
    return values;
  }
}
