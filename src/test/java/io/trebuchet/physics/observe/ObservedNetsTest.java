package io.trebuchet.physics.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Observed;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.linear.LinearNet;
import io.trebuchet.physics.net.LineProblem;
import io.trebuchet.physics.net.Net;
import io.trebuchet.physics.net.NetReferenceTest;
import io.trebuchet.physics.net.PlainNet;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** What observables see of a net, against {@link PlainNet}. */
class ObservedNetsTest {
  private static Observed observed(GradientDescent trial) {
    Observed state = trial.observed();
    assertThat(state).isNotNull();
    return Objects.requireNonNull(state);
  }

  @Property(tries = 40)
  void seesTheStateOfAnyDepth(
      @ForAll @IntRange(min = 1, max = 12) int width,
      @ForAll @IntRange(min = 0, max = 2) int extraLayers,
      @ForAll @IntRange(min = 0, max = 2) int activation,
      @ForAll @IntRange(min = 1, max = 6) int size,
      @ForAll @IntRange(min = 2, max = 5) int dimension,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    Sample sample = NetReferenceTest.sample(size, dimension, 1, random);
    Net net = NetReferenceTest.net(width, extraLayers, activation);
    try (Problem problem = NetReferenceTest.problem(net, sample, random);
        GradientDescent trial = problem.start(0.1)) {
      afterTwoSteps(trial);
      check(observed(trial), new PlainNet(net, sample.train(), trial.weights()), random);
    }
  }

  @Property(tries = 40)
  void seesTheStateOnALine(
      @ForAll @IntRange(min = 1, max = 12) int width,
      @ForAll @IntRange(min = 0, max = 2) int activation,
      @ForAll @IntRange(min = 1, max = 6) int size,
      @ForAll @IntRange(min = 1, max = 3) int dimension,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    int points = dimension == 1 ? size : 1;
    Sample sample = Sample.of(NetReferenceTest.sample(points, dimension, 1, random).train());
    Net net = NetReferenceTest.net(width, 0, activation);
    Problem problem = net.on(sample, random);
    assertThat(problem).isInstanceOf(LineProblem.class);
    GradientDescent trial = problem.start(0.1);
    afterTwoSteps(trial);
    check(observed(trial), new PlainNet(net, sample.train(), trial.weights()), random);
  }

  private static void afterTwoSteps(GradientDescent trial) {
    for (int step = 0; step < 2; step++) {
      trial.measure(new Measurement());
      trial.advance();
    }
    trial.measure(new Measurement());
  }

  private static void check(Observed state, PlainNet plain, SeededRandom random) {
    int size = plain.data.size();
    double[] kernel = plain.kernel();
    double largest = 1e-300;
    for (double h : kernel) {
      largest = Math.max(largest, Math.abs(h));
    }
    assertThat(state.kernel()).containsExactly(kernel, within(1e-12 * largest));
    assertThat(state.weights()).isEqualTo(plain.theta);
    for (int alpha = 0; alpha < size; alpha++) {
      assertThat(state.residuals()[alpha]).isCloseTo(plain.error(alpha), within(1e-12));
    }
    assertThat(state.hiddenLayers()).isEqualTo(plain.net.extraLayers() + 1);
    for (int layer = 0; layer < state.hiddenLayers(); layer++) {
      boolean[][] active = state.active(layer);
      for (int alpha = 0; alpha < size; alpha++) {
        double[] p = plain.preActivations(plain.data, alpha)[layer];
        for (int i = 0; i < p.length; i++) {
          if (Math.abs(p[i]) > 1e-12) {
            assertThat(active[alpha][i]).isEqualTo(p[i] > 0);
          }
        }
      }
    }
    int next = 0;
    for (Observed.Layer layer : state.layers()) {
      assertThat(layer.from()).isEqualTo(next);
      next = layer.to();
    }
    assertThat(next).isEqualTo(plain.theta.length);
    hessian(state, plain, random.split("direction").gaussians(plain.theta.length));
  }

  private static void hessian(Observed state, PlainNet plain, double[] direction) {
    double h = 1e-6;
    if (nearestKink(plain) < 1e-3) {
      return;
    }
    double[] above = shifted(plain, direction, h).lossGradient();
    double[] below = shifted(plain, direction, -h).lossGradient();
    double[] product = state.hessianTimes(direction);
    double scale = 1;
    for (double x : product) {
      scale = Math.max(scale, Math.abs(x));
    }
    for (int i = 0; i < product.length; i++) {
      double expected = (above[i] - below[i]) / (2 * h);
      assertThat(product[i]).isCloseTo(expected, within(1e-7 * scale));
    }
    // The buffers of the first call must not leak into the second.
    assertThat(state.hessianTimes(direction)).isEqualTo(product);
  }

  private static double nearestKink(PlainNet plain) {
    double nearest = Double.POSITIVE_INFINITY;
    for (int alpha = 0; alpha < plain.data.size(); alpha++) {
      for (double[] layer : plain.preActivations(plain.data, alpha)) {
        for (double p : layer) {
          // A layer above one that is wholly off sits at 0 and stays there.
          nearest = p == 0 ? nearest : Math.min(nearest, Math.abs(p));
        }
      }
    }
    return nearest;
  }

  private static PlainNet shifted(PlainNet plain, double[] direction, double h) {
    PlainNet other = new PlainNet(plain.net, plain.data, plain.theta);
    for (int i = 0; i < direction.length; i++) {
      other.theta[i] += h * direction[i];
    }
    return other;
  }

  @Test
  void theLinearNetShowsItsExactHessian() {
    int n = 4;
    Sample point = Sample.of(Dataset.of(1, new double[] {1}, new double[] {0.3}));
    SeededRandom random = SeededRandom.of(2);
    Problem problem = new LinearNet(n).on(point, random);
    GradientDescent trial = problem.start(0.1);
    Measurement m = new Measurement();
    trial.measure(m);
    Observed state = observed(trial);
    assertThat(state.kernel()).containsExactly(m.lambdaMax);
    assertThat(state.layers()).extracting(Observed.Layer::name).isEqualTo(List.of("u", "v", "b"));
    double[] w = state.weights();
    double[] direction = random.gaussians(2 * n + 1);
    double h = 1e-5;
    double[] above = gradient(n, shift(w, direction, h), 0.3);
    double[] below = gradient(n, shift(w, direction, -h), 0.3);
    double[] product = state.hessianTimes(direction);
    for (int i = 0; i < product.length; i++) {
      assertThat(product[i]).isCloseTo((above[i] - below[i]) / (2 * h), within(1e-8));
    }
    assertThat(state.hiddenLayers()).isZero();
  }

  private static double[] shift(double[] w, double[] direction, double h) {
    double[] shifted = w.clone();
    for (int i = 0; i < w.length; i++) {
      shifted[i] += h * direction[i];
    }
    return shifted;
  }

  private static double[] gradient(int n, double[] w, double y) {
    double z = w[2 * n];
    for (int i = 0; i < n; i++) {
      z += w[i] * w[n + i] / Math.sqrt(n);
    }
    double[] out = new double[2 * n + 1];
    for (int i = 0; i < n; i++) {
      out[i] = (z - y) * w[n + i] / Math.sqrt(n);
      out[n + i] = (z - y) * w[i] / Math.sqrt(n);
    }
    out[2 * n] = z - y;
    return out;
  }

  @Test
  void aStateThatIsGoneRefuses() {
    SeededRandom random = SeededRandom.of(3);
    Sample sample = NetReferenceTest.sample(4, 3, 1, random);
    try (Problem problem = NetReferenceTest.relu(5).on(sample, random);
        GradientDescent trial = problem.start(0.1)) {
      assertThatThrownBy(trial::observed).isInstanceOf(IllegalStateException.class);
      trial.measure(new Measurement());
      Observed state = observed(trial);
      trial.advance();
      assertThatThrownBy(state::kernel).hasMessageContaining("before advance()");
      assertThatThrownBy(() -> state.hessianTimes(new double[20]))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
