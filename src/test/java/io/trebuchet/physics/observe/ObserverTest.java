package io.trebuchet.physics.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.metrics.Metric;
import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Observed;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.linalg.Jacobi;
import io.trebuchet.physics.net.Net;
import io.trebuchet.physics.net.Slopes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Observables against what their definitions give from the same state, in plain loops. */
final class ObserverTest {
  private static final Net NET = new Net(12, 1, Slopes.RELU);

  private static Dataset points() {
    SeededRandom random = SeededRandom.of(5);
    return Dataset.of(3, random.gaussians(3 * 6), random.gaussians(6));
  }

  private static final Measurement M = new Measurement();

  /** The metrics of a step by their columns. */
  private static final class Seen implements Observable.Row {
    private final Map<String, Double> values = new HashMap<>();

    Seen anew() {
      values.clear();
      return this;
    }

    @Override
    public void set(Metric metric, double value) {
      values.put(metric.column(), value);
    }

    double of(String column) {
      return values.getOrDefault(column, Double.NaN);
    }
  }

  private static Observed state(GradientDescent descent) {
    descent.measure(M);
    return Objects.requireNonNull(descent.observed());
  }

  @Test
  void theyAreWhatTheirDefinitionsSay() {
    Observer observer = Observer.create(Observable.all());
    Seen seen = new Seen();
    try (Problem problem = NET.on(Sample.of(points()), SeededRandom.of(1));
        GradientDescent descent = problem.start(1.5 / problem.initialLambdaMax())) {
      Observed first = state(descent);
      double[] firstKernel = first.kernel();
      double[] firstWeights = first.weights();
      boolean[][][] firstActive = {first.active(0), first.active(1)};
      double firstEtaLambda = M.etaLambda;
      observer.observe(first, M, seen.anew());
      assertThat(seen.of("sensitivity")).isZero();
      assertThat(seen.of("ntk_drift")).isZero();
      assertThat(seen.of("weight_distance")).isZero();
      assertThat(seen.of("units_flipped")).isZero();
      assertThat(seen.of("eigenvector_overlap")).isCloseTo(1, within(1e-12));
      for (int t = 0; t < 5; t++) {
        descent.advance();
        descent.measure(new Measurement());
      }
      Observed now = Objects.requireNonNull(descent.observed());
      observer.observe(now, M, seen.anew());
      assertThat(seen.of("sensitivity"))
          .isCloseTo(Math.log(Math.abs(1 - firstEtaLambda)), within(1e-12));

      double[] values = Jacobi.eigenvalues(now.kernel(), 6);
      Arrays.sort(values);
      assertThat(seen.of("lambda_2")).isCloseTo(values[4], within(1e-10 * values[5]));
      assertThat(seen.of("lambda_3")).isCloseTo(values[3], within(1e-10 * values[5]));
      assertThat(seen.of("ntk_drift"))
          .isCloseTo(norm(minus(now.kernel(), firstKernel)) / norm(firstKernel), within(1e-12));
      assertThat(seen.of("weight_distance"))
          .isCloseTo(norm(minus(now.weights(), firstWeights)), within(1e-12));
      double[] e = topVector(now.kernel(), 6);
      double along = dot(now.residuals(), e);
      assertThat(seen.of("residual_alignment"))
          .isCloseTo(along * along / dot(now.residuals(), now.residuals()), within(1e-9));
      assertThat(seen.of("eigenvector_overlap"))
          .isCloseTo(Math.abs(dot(e, topVector(firstKernel, 6))), within(1e-9));
      assertThat(
              seen.of("layer_norm_sq_1") + seen.of("layer_norm_sq_2") + seen.of("layer_norm_sq_3"))
          .isCloseTo(dot(now.weights(), now.weights()), within(1e-10));
      assertThat(seen.of("units_flipped")).isEqualTo(flips(firstActive, now));
      assertThat(seen.of("hessian_max"))
          .isCloseTo(topHessian(now), within(1e-7 * seen.of("hessian_max")));
    }
  }

  @Test
  void whatWasNotChosenIsNotComputed() {
    Observer observer = Observer.create(List.of(new WeightDistance()));
    Seen seen = new Seen();
    try (Problem problem = NET.on(Sample.of(points()), SeededRandom.of(1));
        GradientDescent descent = problem.start(0.1)) {
      Observed now = state(descent);
      observer.observe(now, M, seen.anew());
    }
    assertThat(seen.of("weight_distance")).isZero();
    assertThat(seen.of("hessian_max")).isNaN();
    assertThat(seen.of("lambda_2")).isNaN();
    assertThat(seen.of("units_dead")).isNaN();
  }

  private static double flips(boolean[][][] before, Observed now) {
    double flips = 0;
    for (int layer = 0; layer < 2; layer++) {
      boolean[][] after = now.active(layer);
      for (int point = 0; point < after.length; point++) {
        for (int unit = 0; unit < after[point].length; unit++) {
          flips += before[layer][point][unit] == after[point][unit] ? 0 : 1;
        }
      }
    }
    return flips;
  }

  /** The whole Hessian column by column, then all its eigenvalues. */
  private static double topHessian(Observed state) {
    int n = state.weights().length;
    double[] hessian = new double[n * n];
    for (int j = 0; j < n; j++) {
      double[] unit = new double[n];
      unit[j] = 1;
      double[] column = state.hessianTimes(unit);
      System.arraycopy(column, 0, hessian, j * n, n);
    }
    return Arrays.stream(Jacobi.eigenvalues(hessian, n)).max().orElseThrow();
  }

  /** By many steps of the power method. */
  private static double[] topVector(double[] kernel, int size) {
    double[] v = SeededRandom.of(9).gaussians(size);
    for (int pass = 0; pass < 20_000; pass++) {
      double[] next = new double[size];
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          next[i] += kernel[i * size + j] * v[j];
        }
      }
      double length = norm(next);
      for (int i = 0; i < size; i++) {
        v[i] = next[i] / length;
      }
    }
    return v;
  }

  private static double[] minus(double[] a, double[] b) {
    double[] c = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      c[i] = a[i] - b[i];
    }
    return c;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }
}
