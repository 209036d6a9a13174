package io.trebuchet.physics.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.linalg.Jacobi;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nets in data space, of any depth, against {@link PlainNet}, and the identities they obey. */
public class NetReferenceTest {
  /** Uniform inputs and labels; the test set is drawn from the same. */
  public static Sample sample(int size, int dimension, int testSize, SeededRandom random) {
    return new Sample(
        dataset(size, dimension, random.split("train")),
        dataset(testSize, dimension, random.split("test")),
        Map.of());
  }

  public static Net relu(int width) {
    return new Net(width, 0, Slopes.RELU);
  }

  /** A net of one of three activations. */
  public static Net net(int width, int extraLayers, int activation) {
    Slopes[] slopes = {Slopes.RELU, Slopes.of(0.5, 1), Slopes.of(0, 1.3)};
    return new Net(width, extraLayers, slopes[activation]);
  }

  /** In data space, whatever the data. */
  public static NetProblem problem(Net net, Sample sample, SeededRandom random) {
    int d = sample.train().dimension();
    int count = net.width() * (d + 1 + net.extraLayers() * net.width());
    return NetProblem.create(sample, net, random.split("weights").gaussians(count));
  }

  private static Dataset dataset(int size, int dimension, SeededRandom random) {
    double[] labels = new double[size];
    double[] inputs = new double[size * dimension];
    double scale = 1 / Math.sqrt(dimension);
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = scale * random.uniform(-1, 1);
    }
    for (int i = 0; i < size; i++) {
      labels[i] = random.uniform(-1, 1);
    }
    return Dataset.of(dimension, inputs, labels);
  }

  /** From every state of a run, one step of each must agree, whatever came before. */
  @Property(tries = 60)
  void everyStepIsAPlainStep(
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 0, max = 2) int extraLayers,
      @ForAll @IntRange(min = 0, max = 2) int activation,
      @ForAll @IntRange(min = 1, max = 30) int size,
      @ForAll @IntRange(min = 1, max = 30) int dimension,
      @ForAll @DoubleRange(min = 0.1, max = 4.5) double c,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    Sample sample = sample(size, dimension, 7, random);
    Dataset test = Objects.requireNonNull(sample.test());
    Net net = net(width, extraLayers, activation);
    boolean sparse = activation != 1;
    try (Problem problem = problem(net, sample, random)) {
      if (problem.initialLambdaMax() == 0) {
        return;
      }
      try (GradientDescent trial = problem.start(c / problem.initialLambdaMax())) {
        Measurement state = new Measurement();
        double[] weights = trial.weights();
        assertThat(weights).isEqualTo(random.split("weights").gaussians(weights.length));
        for (int step = 0; step < 15 && largest(weights) < 1e20; step++) {
          PlainNet plain = new PlainNet(net, sample.train(), weights);
          trial.measure(state);
          trial.evaluateTest(state);
          assertThat(state.loss).isCloseTo(plain.loss(sample.train()), tolerance(1, state.loss));
          assertThat(state.weightNormSq)
              .isCloseTo(plain.weightNormSq(), tolerance(0, plain.weightNormSq()));
          double lambdaMax = Jacobi.largest(plain.kernel(), size);
          assertThat(state.lambdaMax).isCloseTo(lambdaMax, within(1e-11 * lambdaMax));
          assertThat(state.etaLambda).isEqualTo(trial.learningRate() * state.lambdaMax);
          same(state.sparsity1, sparse ? plain.sparsity(0) : Double.NaN);
          same(state.sparsity2, sparse && extraLayers > 0 ? plain.sparsity(1) : Double.NaN);
          assertThat(state.testLoss).isCloseTo(plain.loss(test), tolerance(1, state.testLoss));
          assertThat(state.testAccuracy).isEqualTo(plain.accuracy(test));
          trial.advance();
          plain.advance(trial.learningRate());
          weights = trial.weights();
          double largest = largest(plain.theta);
          for (int i = 0; i < weights.length; i++) {
            assertThat(weights[i]).isCloseTo(plain.theta[i], tolerance(0, largest));
          }
        }
      }
    }
  }

  /** Equal, NaN to NaN. */
  static void same(double actual, double expected) {
    assertThat(Double.doubleToLongBits(actual)).isEqualTo(Double.doubleToLongBits(expected));
  }

  /** Within 1e−12 of the larger of a floor (the size of the labels) and the value. */
  private static Offset<Double> tolerance(double floor, double value) {
    return within(1e-12 * Math.max(floor, Math.abs(value)));
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double x : values) {
      largest = Math.max(largest, Math.abs(x));
    }
    return largest;
  }

  /** Up to 80 steps, for as long as ηλ ≤ 2: beyond, small nets are chaotic and rounding grows. */
  @Property(tries = 10)
  void wholeRunsAgreeWhileTheyAreStable(
      @ForAll @IntRange(min = 64, max = 256) int width,
      @ForAll @IntRange(min = 1, max = 24) int size,
      @ForAll @IntRange(min = 1, max = 40) int dimension,
      @ForAll @DoubleRange(min = 0.2, max = 1.9) double c,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    Sample sample = sample(size, dimension, 3, random);
    try (Problem problem = problem(relu(width), sample, random);
        GradientDescent trial = problem.start(c / problem.initialLambdaMax())) {
      PlainNet plain = new PlainNet(relu(width), sample.train(), trial.weights());
      Measurement state = new Measurement();
      trial.measure(state);
      for (int step = 0; step < 80 && state.etaLambda <= 2; step++) {
        trial.advance();
        plain.advance(trial.learningRate());
        trial.measure(state);
      }
      double[] weights = trial.weights();
      double largest = largest(weights);
      for (int i = 0; i < weights.length; i++) {
        assertThat(weights[i]).isCloseTo(plain.theta[i], within(1e-10 * largest));
      }
      assertThat(state.loss).isCloseTo(plain.loss(sample.train()), within(1e-10));
      assertThat(state.lambdaMax)
          .isCloseTo(Jacobi.largest(plain.kernel(), size), within(1e-9 * state.lambdaMax));
    }
  }

  /** (175): θ²' = θ² − (2(k + 2)η/D) Σ εz + (η²/D) Σ εεH, with labels. */
  @Property(tries = 40)
  void weightNormFollowsItsIdentity(
      @ForAll @IntRange(min = 1, max = 60) int width,
      @ForAll @IntRange(min = 0, max = 2) int extraLayers,
      @ForAll @IntRange(min = 0, max = 2) int activation,
      @ForAll @IntRange(min = 1, max = 40) int size,
      @ForAll @IntRange(min = 1, max = 10) int dimension,
      @ForAll @DoubleRange(min = 0.1, max = 5) double c,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    Sample sample = sample(size, dimension, 1, random);
    double[] labels = sample.train().labels();
    Net net = net(width, extraLayers, activation);
    try (NetProblem problem = problem(net, sample, random);
        NetDescent trial = problem.start(c / Math.max(problem.initialLambdaMax(), 1e-3))) {
      double eta = trial.learningRate();
      Measurement state = new Measurement();
      trial.measure(state);
      for (int step = 0; step < 60 && state.weightNormSq < 1e12; step++) {
        double[] error = trial.errors().clone();
        double[] kernel = trial.kernel().clone();
        double linear = 0;
        double quadratic = 0;
        for (int i = 0; i < size; i++) {
          linear += error[i] * (error[i] + labels[i]);
          for (int j = 0; j < size; j++) {
            quadratic += error[i] * error[j] * kernel[i * size + j];
          }
        }
        double down = 2 * (extraLayers + 2) * eta / size * linear;
        double up = eta * eta / size * quadratic;
        double expected = state.weightNormSq - down + up;
        double scale = state.weightNormSq + Math.abs(down) + up;
        trial.advance();
        trial.measure(state);
        assertThat(state.weightNormSq).isCloseTo(expected, within(1e-12 * scale));
      }
    }
  }

  @Property(tries = 30)
  void kernelIsTheGramMatrixOfGradients(
      @ForAll @IntRange(min = 1, max = 30) int width,
      @ForAll @IntRange(min = 0, max = 2) int extraLayers,
      @ForAll @IntRange(min = 0, max = 2) int activation,
      @ForAll @IntRange(min = 1, max = 40) int size,
      @ForAll @IntRange(min = 1, max = 12) int dimension,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    Sample sample = sample(size, dimension, 1, random);
    Net net = net(width, extraLayers, activation);
    try (NetProblem problem = problem(net, sample, random);
        NetDescent trial = problem.start(1)) {
      trial.measure(new Measurement());
      double[] expected = new PlainNet(net, sample.train(), trial.weights()).kernel();
      double largest = largest(expected);
      for (int i = 0; i < expected.length; i++) {
        assertThat(trial.kernel()[i]).isCloseTo(expected[i], within(1e-14 * largest));
      }
      assertThat(problem.initialLambdaMax())
          .isCloseTo(Jacobi.largest(expected, size), within(1e-13 * largest * size));
    }
  }

  /** One update is −η times the central differences of the loss. */
  @ParameterizedTest
  @CsvSource({"0, 0", "0, 1", "1, 0", "1, 1", "2, 0"})
  void updateIsTheGradientOfTheLoss(int extraLayers, int activation) {
    SeededRandom random = SeededRandom.of(5);
    Sample sample = sample(6, 4, 1, random);
    Net net = net(9, extraLayers, activation);
    double eta = 0.7;
    double h = 1e-6;
    try (Problem problem = problem(net, sample, random);
        GradientDescent trial = problem.start(eta)) {
      double[] before = trial.weights();
      trial.measure(new Measurement());
      trial.advance();
      double[] after = trial.weights();
      for (int i = 0; i < before.length; i++) {
        PlainNet plain = new PlainNet(net, sample.train(), before);
        plain.theta[i] = before[i] + h;
        double above = plain.loss();
        plain.theta[i] = before[i] - h;
        double below = plain.loss();
        double slope = (above - below) / (2 * h);
        assertThat((before[i] - after[i]) / eta).isCloseTo(slope, within(1e-8));
      }
    }
  }

  /** (11) for any depth: z(sθ) = s^(k+2) z(θ), so H(sθ) = s^(2k+2) H(θ). */
  @ParameterizedTest
  @CsvSource({"0, 0", "0, 1", "1, 0", "2, 1"})
  void outputIsHomogeneousInTheWeights(int extraLayers, int activation) {
    SeededRandom random = SeededRandom.of(9);
    Dataset drawn = sample(7, 4, 1, random).train();
    Sample sample = Sample.of(Dataset.of(4, drawn.inputs(), new double[7]));
    Net net = net(20, extraLayers, activation);
    double[] weights = random.gaussians(20 * (5 + 20 * extraLayers));
    double[] twice = weights.clone();
    for (int i = 0; i < twice.length; i++) {
      twice[i] *= 2;
    }
    Measurement one = new Measurement();
    Measurement two = new Measurement();
    try (Problem problem = net.with(sample, weights);
        Problem scaled = net.with(sample, twice);
        GradientDescent trial = problem.start(1);
        GradientDescent other = scaled.start(1)) {
      trial.measure(one);
      other.measure(two);
      double loss = Math.pow(2, 2 * (extraLayers + 2)) * one.loss;
      double lambda = Math.pow(2, 2 * (extraLayers + 1)) * one.lambdaMax;
      assertThat(two.loss).isCloseTo(loss, within(1e-12 * loss));
      assertThat(two.lambdaMax).isCloseTo(lambda, within(1e-10 * lambda));
    }
  }

  /** (97) and (180): λ_max(H) ≤ a₊²λ_max(xᵀx)θ²/(nD) at every step of two-layer nets. */
  @Property(tries = 20)
  void theKernelStaysBelowItsBound(
      @ForAll @IntRange(min = 1, max = 30) int width,
      @ForAll @IntRange(min = 0, max = 2) int activation,
      @ForAll @IntRange(min = 1, max = 10) int size,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    Sample sample = sample(size, 3, 1, random);
    Net net = net(width, 0, activation);
    double[] gram = new double[size * size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        for (int k = 0; k < 3; k++) {
          gram[i * size + j] += sample.train().input(i, k) * sample.train().input(j, k);
        }
      }
    }
    double plus = net.slopes().plus();
    double constant = plus * plus * Jacobi.largest(gram, size) / (width * size);
    try (Problem problem = problem(net, sample, random);
        GradientDescent trial = problem.start(3 / Math.max(problem.initialLambdaMax(), 1e-3))) {
      Measurement state = new Measurement();
      trial.measure(state);
      assertThat(problem.bounds().method1C() * constant * state.weightNormSq)
          .isCloseTo(4 * state.lambdaMax, within(1e-9));
      for (int step = 0; step < 20 && state.weightNormSq < 1e12; step++) {
        assertThat(state.lambdaMax)
            .isLessThanOrEqualTo(constant * state.weightNormSq * (1 + 1e-12));
        trial.advance();
        trial.measure(state);
      }
    }
  }
}
