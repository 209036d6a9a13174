package io.trebuchet.physics.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.data.CifarKind;
import io.trebuchet.data.DataKind;
import io.trebuchet.data.FashionMnistKind;
import io.trebuchet.data.ImageFiles;
import io.trebuchet.data.MnistKind;
import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.MapParameters;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.linalg.Jacobi;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The kernels against {@link PlainNet}: one step from any state of a real run to 1e−12, and whole
 * runs of 200 steps at c ≤ 3 to 1e−8, which includes the catapult.
 */
class NetEquivalenceTest {
  private static Sample images(DataKind kind, String folder) throws IOException {
    MapParameters keys =
        new MapParameters(
            Map.of("classes", List.of(0, 1), "train", 24, "test", 10, "scale", "sqrt-d"));
    return kind.read(keys).load(ImageFiles.folders(folder), SeededRandom.of(1));
  }

  /** States from the first steps, the spike, and the edge of stability after it. */
  @ParameterizedTest
  @CsvSource({
    "mnist-01, 0, 2",
    "mnist-01, 0, 5",
    "mnist-01, 0, 12",
    "mnist-01, 1, 1.5",
    "mnist-01, 1, 3",
    "fashion-mnist-01, 0, 4",
    "fashion-mnist-01, 1, 2.5",
    "cifar-10-01, 0, 4",
    "cifar-10-01, 1, 2"
  })
  void aStepFromAnyStateOfARunOnImagesIsAPlainStep(String folder, int extraLayers, double c)
      throws IOException {
    DataKind kind =
        switch (folder) {
          case "mnist-01" -> new MnistKind();
          case "fashion-mnist-01" -> new FashionMnistKind();
          default -> new CifarKind();
        };
    Sample sample = images(kind, folder);
    Net net = new Net(64, extraLayers, Slopes.RELU);
    SeededRandom random = SeededRandom.of(7);
    try (Problem problem = net.on(sample, random);
        GradientDescent trial = problem.start(c / problem.initialLambdaMax())) {
      Measurement state = new Measurement();
      for (int checked = 0; checked < 12; checked++) {
        int skipped = (int) random.uniform(0, checked < 6 ? 4 : 100);
        for (int step = 0; step < skipped; step++) {
          trial.measure(state);
          trial.advance();
        }
        double[] weights = trial.weights();
        assertThat(Arrays.stream(weights).allMatch(Double::isFinite)).isTrue();
        PlainNet plain = new PlainNet(net, sample.train(), weights);
        trial.measure(state);
        trial.evaluateTest(state);
        trial.advance();
        close(state, plain, Objects.requireNonNull(sample.test()), 1e-12);
        plain.advance(trial.learningRate());
        assertThat(distance(trial.weights(), plain.theta)).isLessThan(1e-12);
      }
    }
  }

  /** Narrower nets multiply rounding more than this allows in their catapults. */
  @Property(tries = 12)
  void twoHundredStepsAgree(
      @ForAll @IntRange(min = 128, max = 256) int width,
      @ForAll @IntRange(min = 0, max = 2) int activation,
      @ForAll @IntRange(min = 1, max = 16) int size,
      @ForAll @IntRange(min = 2, max = 16) int dimension,
      @ForAll @DoubleRange(min = 0.2, max = 3) double c,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    Sample sample = NetReferenceTest.sample(size, dimension, 3, random);
    Net net = NetReferenceTest.net(width, 0, activation);
    try (Problem problem = NetReferenceTest.problem(net, sample, random)) {
      runsAgree(problem, net, sample, c);
    }
  }

  @Property(tries = 6)
  void twoHundredStepsOfThreeLayersAgree(
      @ForAll @IntRange(min = 96, max = 128) int width,
      @ForAll @IntRange(min = 1, max = 6) int size,
      @ForAll @DoubleRange(min = 0.2, max = 3) double c,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    Sample sample = NetReferenceTest.sample(size, 5, 3, random);
    Net net = NetReferenceTest.net(width, 1, 0);
    try (Problem problem = NetReferenceTest.problem(net, sample, random)) {
      runsAgree(problem, net, sample, c);
    }
  }

  /** Units move in bulk, and pass through zero in the catapult. */
  @Property(tries = 40)
  void twoHundredStepsOnALineAgree(
      @ForAll @IntRange(min = 128, max = 1024) int width,
      @ForAll @IntRange(min = 0, max = 2) int activation,
      @ForAll @IntRange(min = 1, max = 32) int size,
      @ForAll @DoubleRange(min = 0.2, max = 3) double c,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    Sample sample = NetReferenceTest.sample(size, 1, 3, random);
    Net net = NetReferenceTest.net(width, 0, activation);
    Problem problem = net.on(sample, random);
    assertThat(problem).isInstanceOf(LineProblem.class);
    runsAgree(problem, net, sample, c);
  }

  private static void runsAgree(Problem problem, Net net, Sample sample, double c) {
    try (GradientDescent trial = problem.start(c / problem.initialLambdaMax())) {
      PlainNet plain = new PlainNet(net, sample.train(), trial.weights());
      // Deeper nets can be chaotic at c = 3: how far apart are plain runs from the same last bits?
      PlainNet twin = new PlainNet(net, sample.train(), trial.weights());
      boolean deep = net.extraLayers() > 0;
      if (deep) {
        Arrays.setAll(twin.theta, i -> Math.nextUp(plain.theta[i]));
      }
      Measurement state = new Measurement();
      for (int step = 0; step < 200; step++) {
        trial.measure(state);
        trial.advance();
        plain.advance(trial.learningRate());
        if (deep) {
          twin.advance(trial.learningRate());
        }
      }
      trial.measure(state);
      trial.evaluateTest(state);
      if (!(plain.weightNormSq() < 1e100)) {
        assertThat(state.weightNormSq < 1e100).isFalse();
        return;
      }
      double chaos = deep ? 100 * distance(twin.theta, plain.theta) : 0;
      assertThat(distance(trial.weights(), plain.theta)).isLessThan(Math.max(1e-8, chaos));
      if (chaos < 1e-8) {
        close(state, plain, Objects.requireNonNull(sample.test()), 1e-8);
      }
    }
  }

  /** The largest difference, relative to the largest number. */
  private static double distance(double[] actual, double[] expected) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    double farthest = 0;
    for (int i = 0; i < actual.length; i++) {
      farthest = Math.max(farthest, Math.abs(actual[i] - expected[i]));
    }
    return farthest / largest;
  }

  private static void close(Measurement state, PlainNet plain, Dataset test, double tolerance) {
    double loss = plain.loss();
    double testLoss = plain.loss(test);
    double lambdaMax = Jacobi.largest(plain.kernel(), plain.data.size());
    assertThat(state.loss).isCloseTo(loss, within(tolerance * Math.max(1, loss)));
    assertThat(state.testLoss).isCloseTo(testLoss, within(tolerance * Math.max(1, testLoss)));
    assertThat(state.weightNormSq)
        .isCloseTo(plain.weightNormSq(), within(tolerance * plain.weightNormSq()));
    // At the kink of a unit the kernel jumps: some units end up there, and rounding tosses the
    // coin.
    if (nearestKink(plain) > 10 * tolerance) {
      // Lanczos stops at 1e-10 of λ_max at the latest.
      assertThat(state.lambdaMax)
          .isCloseTo(lambdaMax, within(Math.max(tolerance, 1e-10) * lambdaMax));
    }
  }

  private static double nearestKink(PlainNet plain) {
    double nearest = Double.POSITIVE_INFINITY;
    for (int alpha = 0; alpha < plain.data.size(); alpha++) {
      for (double[] layer : plain.preActivations(plain.data, alpha)) {
        for (double p : layer) {
          nearest = Math.min(nearest, Math.abs(p));
        }
      }
    }
    return nearest;
  }
}
