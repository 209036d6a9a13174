package io.trebuchet.physics.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Observed;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.net.Net;
import io.trebuchet.physics.net.NetReferenceTest;
import io.trebuchet.physics.net.PlainNet;
import io.trebuchet.physics.net.Slopes;
import io.trebuchet.physics.observe.HessianEnds;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Models given by their output alone, against the nets' own kernels. */
class FunctionModelTest {
  /** A two-layer net as a function, its formulas shared with {@link PlainNet} only. */
  private static final class NetFunction implements ParametricFunction {
    private final Net net;
    private final int dimension;
    private final double[] initialWeights;

    NetFunction(Net net, int dimension, double[] initialWeights) {
      this.net = net;
      this.dimension = dimension;
      this.initialWeights = initialWeights;
    }

    @Override
    public int size() {
      return initialWeights.length;
    }

    @Override
    public double[] initialWeights(SeededRandom random) {
      return initialWeights;
    }

    @Override
    public double evaluate(double[] weights, double[] x, double[] gradient) {
      PlainNet plain = new PlainNet(net, Dataset.of(dimension, x, new double[1]), weights);
      double[] exact = plain.gradient(0);
      System.arraycopy(exact, 0, gradient, 0, exact.length);
      return plain.output(plain.data, 0);
    }
  }

  @Property(tries = 30)
  void aFunctionIsTrainedLikeANet(
      @ForAll @IntRange(min = 1, max = 12) int width,
      @ForAll @IntRange(min = 0, max = 2) int activation,
      @ForAll @IntRange(min = 1, max = 8) int size,
      @ForAll @IntRange(min = 2, max = 5) int dimension,
      @ForAll @DoubleRange(min = 0.1, max = 2.5) double c,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    Sample sample = NetReferenceTest.sample(size, dimension, 7, random);
    Net net = NetReferenceTest.net(width, 0, activation);
    try (Problem expected = NetReferenceTest.problem(net, sample, random)) {
      double[] weights = random.split("weights").gaussians(width * (dimension + 1));
      Problem actual = FunctionModel.of(d -> new NetFunction(net, d, weights)).on(sample, random);
      double lambda = expected.initialLambdaMax();
      assertThat(actual.initialLambdaMax()).isCloseTo(lambda, within(1e-10 * lambda));
      if (lambda < 1e-6) {
        return;
      }
      // From every state of the run anew: what a step adds in rounding must not grow.
      try (GradientDescent fast = expected.start(c / lambda)) {
        Measurement fastState = new Measurement();
        Measurement state = new Measurement();
        for (int step = 0; step < 20; step++) {
          DescentState here = DescentState.of(Map.of("weights", fast.weights()));
          fast.measure(fastState);
          if (!(fastState.loss < 1e100)) {
            return;
          }
          try (GradientDescent plain = actual.resume(c / lambda, here)) {
            plain.measure(state);
            fast.evaluateTest(fastState);
            plain.evaluateTest(state);
            close(state.loss, fastState.loss);
            close(state.weightNormSq, fastState.weightNormSq);
            close(state.lambdaMax, fastState.lambdaMax);
            close(state.testLoss, fastState.testLoss);
            fast.advance();
            plain.advance();
            double[] after = fast.weights();
            double largest = Arrays.stream(after).map(Math::abs).max().orElseThrow();
            assertThat(plain.weights()).containsExactly(after, within(1e-11 * (1 + largest)));
          }
        }
      }
    }
  }

  @Property(tries = 20)
  void itsHessianIsTheNets(
      @ForAll @IntRange(min = 1, max = 8) int width,
      @ForAll @IntRange(min = 1, max = 5) int size,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    Sample sample = NetReferenceTest.sample(size, 2, 1, random);
    // A smooth net: differences across a kink would not be derivatives.
    Net net = new Net(width, 0, Slopes.of(1, 1));
    double[] weights = random.split("weights").gaussians(width * 3);
    double[] direction = random.split("direction").gaussians(width * 3);
    try (Problem expected = NetReferenceTest.problem(net, sample, random);
        GradientDescent fast = expected.start(0.1);
        GradientDescent plain =
            FunctionModel.of(d -> new NetFunction(net, d, weights)).on(sample, random).start(0.1)) {
      fast.measure(new Measurement());
      plain.measure(new Measurement());
      Observed exact = Objects.requireNonNull(fast.observed());
      Observed state = Objects.requireNonNull(plain.observed());
      double[] product = exact.hessianTimes(direction);
      double largest = Arrays.stream(product).map(Math::abs).max().orElseThrow();
      assertThat(state.hessianTimes(direction))
          .containsExactly(product, within(1e-7 * (1 + largest)));
      assertThat(state.hessianTimes(new double[direction.length])).containsOnly(0);
      assertThat(state.kernel()).containsExactly(exact.kernel(), within(1e-10 * (1 + largest)));
    }
  }

  @Test
  void aTrialGoesOnFromItsState() {
    SeededRandom random = SeededRandom.of(3);
    Sample sample = NetReferenceTest.sample(4, 2, 3, random);
    double[] weights = random.split("weights").gaussians(15);
    Net net = NetReferenceTest.relu(5);
    Problem problem = FunctionModel.of(d -> new NetFunction(net, d, weights)).on(sample, random);
    GradientDescent trial = problem.start(0.3);
    Measurement state = new Measurement();
    trial.measure(state);
    trial.advance();
    trial.measure(state);
    GradientDescent resumed = problem.resume(0.3, trial.state());
    Measurement again = new Measurement();
    resumed.measure(again);
    assertThat(again.loss).isEqualTo(state.loss);
    assertThat(again.weightNormSq).isEqualTo(state.weightNormSq);
    assertThat(again.lambdaMax).isEqualTo(state.lambdaMax);
    trial.advance();
    resumed.advance();
    assertThat(resumed.weights()).isEqualTo(trial.weights());
    assertThatThrownBy(() -> problem.resume(0.3, DescentState.of(Map.of("weights", new double[3]))))
        .hasMessageContaining("'weights' has 3 numbers where 15 are needed");
  }

  @Test
  void refusesWeightsOfAnotherNumber() {
    Sample sample = NetReferenceTest.sample(1, 2, 1, SeededRandom.of(1));
    ParametricFunction wrong =
        new ParametricFunction() {
          @Override
          public int size() {
            return 3;
          }

          @Override
          public double[] initialWeights(SeededRandom random) {
            return new double[2];
          }

          @Override
          public double evaluate(double[] weights, double[] x, double[] gradient) {
            return 0;
          }
        };
    assertThatThrownBy(() -> FunctionModel.of(d -> wrong).on(sample, SeededRandom.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 weights, but begins with 2");
  }

  /**
   * A ReLU net so near a kink that differences cross it: nothing is known, rather than nonsense.
   */
  @Test
  void differencesAcrossAKinkAreNoDerivatives() {
    Net net = NetReferenceTest.relu(2);
    Sample sample = Sample.of(Dataset.of(1, new double[] {1}, new double[] {0.5}));
    double[] weights = {1e-9, 1, 1, 1};
    NetFunction function = new NetFunction(net, 1, weights);
    try (GradientDescent trial =
        FunctionModel.of(d -> function).on(sample, SeededRandom.of(1)).start(0.1)) {
      Measurement m = new Measurement();
      trial.measure(m);
      Observed state = Objects.requireNonNull(trial.observed());
      assertThat(state.hessianTimes(new double[] {1, 0, 0, 0})).containsOnly(Double.NaN);
      assertThat(state.hessianTimes(new double[] {0, 1, 0, 0})).doesNotContain(Double.NaN);
      assertThat(HessianEnds.of(state, -1, 1)).isEqualTo(HessianEnds.UNKNOWN);
    }
  }

  /** z = ½(w_0² − w_1²)x, with or without its second derivatives. */
  private record Saddle(boolean exact, double wrong) implements ParametricFunction {
    @Override
    public int size() {
      return 2;
    }

    @Override
    public double[] initialWeights(SeededRandom random) {
      return new double[] {1.5, 0.5};
    }

    @Override
    public double evaluate(double[] w, double[] x, double[] gradient) {
      gradient[0] = w[0] * x[0];
      gradient[1] = -w[1] * x[0] * wrong;
      return (w[0] * w[0] - w[1] * w[1]) * x[0] / 2;
    }

    @Override
    public boolean hessianTimes(double[] w, double[] x, double[] direction, double[] product) {
      product[0] = x[0] * direction[0];
      product[1] = -x[0] * direction[1];
      return exact;
    }
  }

  @Test
  void anExactProductIsUsed() {
    Sample sample = Sample.of(Dataset.of(1, new double[] {2, -1}, new double[] {0.5, 0.3}));
    double[][] products = new double[2][];
    for (int i = 0; i < 2; i++) {
      Saddle saddle = new Saddle(i == 0, 1);
      try (GradientDescent trial =
          FunctionModel.of(d -> saddle).on(sample, SeededRandom.of(1)).start(0.1)) {
        trial.measure(new Measurement());
        products[i] = Objects.requireNonNull(trial.observed()).hessianTimes(new double[] {0.3, -2});
      }
    }
    // ε = (2·1 − ½, −1 − 0.3); (1/2) Σ [g (g·v) + ε (∂²z) v].
    double along = 2 * (1.5 * 0.3 + 0.5 * 2);
    double expected = (along * 3 + 1.5 * 0.6 + along / 2 * 1.5 + 1.3 * 0.3) / 2;
    assertThat(products[0][0]).isCloseTo(expected, within(1e-12));
    assertThat(products[1]).containsExactly(products[0], within(1e-7));
  }

  @Test
  void aWrongGradientIsAnErrorThatSaysWhere() {
    Sample sample = Sample.of(Dataset.of(1, new double[] {2, -1}, new double[] {0.5, 0.3}));
    assertThatThrownBy(
            () -> FunctionModel.of(d -> new Saddle(false, -1)).on(sample, SeededRandom.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("training point 0")
        .hasMessageContaining("for weight 1 (from 0), 1.0 instead of -1.0");
  }

  private static void close(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(1e-10 * (1 + Math.abs(expected))));
  }
}
