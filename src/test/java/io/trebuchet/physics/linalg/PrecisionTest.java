package io.trebuchet.physics.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.MapParameters;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.linear.LinearNetKind;
import io.trebuchet.physics.net.Net;
import io.trebuchet.physics.net.NetProblem;
import io.trebuchet.physics.net.NetReferenceTest;
import io.trebuchet.physics.net.ResumeNetsTest;
import io.trebuchet.physics.net.Slopes;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code model.precision = float} against the kernels in double. */
class PrecisionTest {
  // Far above the rounding 6e-8 of one number, far below anything a user would call different.
  private static final double FLOAT = 2e-5;

  private static Net in(Precision precision, Net net) {
    return new Net(net.width(), net.extraLayers(), net.slopes(), precision);
  }

  /** From equal weights, which floats can hold, one measure and one update. */
  @Property(tries = 60)
  void oneStepAgreesToFloatAccuracy(
      @ForAll @IntRange(min = 1, max = 60) int width,
      @ForAll @IntRange(min = 0, max = 2) int extraLayers,
      @ForAll @IntRange(min = 0, max = 2) int activation,
      @ForAll @IntRange(min = 1, max = 30) int size,
      @ForAll @IntRange(min = 2, max = 30) int dimension,
      @ForAll @DoubleRange(min = 0.1, max = 4.5) double c,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    Sample sample = NetReferenceTest.sample(size, dimension, 7, random);
    Net net = NetReferenceTest.net(width, extraLayers, activation);
    int count = width * (dimension + 1 + extraLayers * width);
    double[] weights = Arrays.stream(random.gaussians(count)).map(x -> (float) x).toArray();
    try (Problem exact = NetProblem.create(sample, net, weights);
        Problem rounded = NetProblem.create(sample, in(Precision.FLOAT, net), weights)) {
      if (exact.initialLambdaMax() == 0) {
        assertThat(rounded.initialLambdaMax()).isZero();
        return;
      }
      double eta = c / exact.initialLambdaMax();
      assertThat(rounded.initialLambdaMax())
          .isCloseTo(exact.initialLambdaMax(), within(FLOAT * exact.initialLambdaMax()));
      try (GradientDescent one = exact.start(eta);
          GradientDescent other = rounded.start(eta)) {
        assertThat(other.weights()).isEqualTo(weights);
        agree(one, other, FLOAT);
        one.advance();
        other.advance();
        closeTo(other.weights(), one.weights(), FLOAT);
      }
    }
  }

  private static void agree(GradientDescent one, GradientDescent other, double tolerance) {
    Measurement exact = new Measurement();
    Measurement rounded = new Measurement();
    one.measure(exact);
    one.evaluateTest(exact);
    other.measure(rounded);
    other.evaluateTest(rounded);
    closeTo(rounded.loss, exact.loss, 1, tolerance);
    closeTo(rounded.testLoss, exact.testLoss, 1, tolerance);
    closeTo(rounded.weightNormSq, exact.weightNormSq, 0, tolerance);
    closeTo(rounded.lambdaMax, exact.lambdaMax, 0, tolerance);
  }

  /** Relative to the value, or to the size of the labels where that is larger. */
  private static void closeTo(double actual, double expected, double floor, double tolerance) {
    double scale = Math.max(floor, Math.abs(expected));
    assertThat(actual).isCloseTo(expected, within(tolerance * scale));
  }

  private static void closeTo(double[] actual, double[] expected, double tolerance) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(actual).containsExactly(expected, within(tolerance * largest));
  }

  /** Where rounding does not grow whole runs stay together. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void lazyRunsOnMnistAgree(int extraLayers) throws IOException {
    Sample sample = ResumeNetsTest.mnist(32, 40);
    Net net = new Net(256, extraLayers, Slopes.RELU);
    SeededRandom random = SeededRandom.of(1);
    try (Problem exact = net.on(sample, random);
        Problem rounded = in(Precision.FLOAT, net).on(sample, random);
        GradientDescent one = exact.start(1 / exact.initialLambdaMax());
        GradientDescent other = rounded.start(one.learningRate())) {
      for (int step = 0; step < 100; step++) {
        agree(one, other, 1e-4);
        one.advance();
        other.advance();
      }
      closeTo(other.weights(), one.weights(), 1e-4);
    }
  }

  /** A certificate of rounded numbers must not claim more than that of exact ones. */
  @Property(tries = 30)
  void certificatesLeaveRoomForRounding(
      @ForAll @IntRange(min = 4, max = 60) int width,
      @ForAll @IntRange(min = 2, max = 12) int size,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    Dataset drawn = NetReferenceTest.sample(size, 5, 1, random).train();
    Sample sample = Sample.of(Dataset.of(5, drawn.inputs(), new double[size]));
    Net net = NetReferenceTest.net(width, 0, 1);
    Measurement exact = new Measurement();
    Measurement rounded = new Measurement();
    try (Problem problem = net.on(sample, random);
        Problem other = in(Precision.FLOAT, net).on(sample, random);
        GradientDescent trial = problem.start(0.5 / problem.initialLambdaMax());
        GradientDescent same = other.start(trial.learningRate())) {
      trial.measure(exact);
      same.measure(rounded);
      assertThat(rounded.safeMargin)
          .isGreaterThan(exact.safeMargin)
          .isLessThan(exact.safeMargin * 1.0001);
    }
  }

  @Test
  void scalarProductsOfFloatsAreSummedInDouble() {
    int length = 1 << 20;
    double[] values = new double[length];
    Arrays.fill(values, 0.1f);
    try (Matrix column = Matrix.of(length, 1, values, Precision.FLOAT)) {
      double expected = length * (double) 0.1f * 0.1f;
      // Summed in floats alone it is off by more than 1e-5 of it.
      assertThat(column.dot(column)).isCloseTo(expected, within(1e-6 * expected));
    }
  }

  @Test
  void kindsWithoutAFormInFloatRefuseIt() {
    MapParameters linear = new MapParameters(Map.of("n", 5, "precision", "float"));
    new LinearNetKind().read(linear);
    assertThat(linear.faults()).singleElement().asString().contains("precision", "leave it out");
    MapParameters stated = new MapParameters(Map.of("n", 5, "precision", "double"));
    new LinearNetKind().read(stated);
    assertThat(stated.faults()).isEmpty();
    Sample line = Sample.of(Dataset.of(1, new double[] {1, -2}, new double[] {1, 0}));
    Net net = new Net(8, 0, Slopes.RELU, Precision.FLOAT);
    assertThatThrownBy(() -> net.on(line, SeededRandom.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("model.precision");
  }

  @Test
  void floatsTakeHalfTheMemory() {
    SeededRandom random = SeededRandom.of(3);
    Sample sample = NetReferenceTest.sample(9, 4, 5, random);
    long before = Matrix.bytesInUse();
    Net net = new Net(32, 1, Slopes.RELU);
    Map<Precision, Long> bytes = new EnumMap<>(Precision.class);
    for (Precision precision : Precision.values()) {
      try (Problem problem = in(precision, net).on(sample, random);
          GradientDescent trial = problem.start(0.1)) {
        trial.measure(new Measurement());
        bytes.put(precision, Matrix.bytesInUse() - before);
      }
      assertThat(Matrix.bytesInUse()).isEqualTo(before);
    }
    long floats = Objects.requireNonNull(bytes.get(Precision.FLOAT));
    assertThat(bytes).containsEntry(Precision.DOUBLE, 2 * floats);
  }
}
