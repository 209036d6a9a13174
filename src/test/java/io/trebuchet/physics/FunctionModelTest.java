package io.trebuchet.physics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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

  private static void close(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(1e-10 * (1 + Math.abs(expected))));
  }
}
