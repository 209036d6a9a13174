package io.trebuchet.physics.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.data.ImageFiles;
import io.trebuchet.data.MnistKind;
import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.MapParameters;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Observed;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.linalg.Matrix;
import io.trebuchet.physics.linalg.Precision;
import io.trebuchet.physics.linear.LinearNet;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A trial that goes on from a state gives the same bits as one that was never interrupted. */
public class ResumeNetsTest {
  private static final int AFTER = 12;

  @Property(tries = 60)
  void netsGoOnBitForBit(
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 0, max = 2) int extraLayers,
      @ForAll @IntRange(min = 0, max = 2) int activation,
      @ForAll Precision precision,
      @ForAll @IntRange(min = 1, max = 30) int size,
      @ForAll @IntRange(min = 1, max = 12) int dimension,
      @ForAll @IntRange(min = 0, max = 25) int steps,
      @ForAll @DoubleRange(min = 0.1, max = 6) double c,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    Sample sample = NetReferenceTest.sample(size, dimension, 7, random);
    Net same = NetReferenceTest.net(width, extraLayers, activation);
    Net net = new Net(width, extraLayers, same.slopes(), precision);
    try (Problem problem = NetReferenceTest.problem(net, sample, random)) {
      goesOn(problem, c / Math.max(problem.initialLambdaMax(), 1e-3), steps);
    }
  }

  @Property(tries = 100)
  void netsOnALineGoOnBitForBit(
      @ForAll @IntRange(min = 1, max = 300) int width,
      @ForAll @IntRange(min = 0, max = 2) int activation,
      @ForAll @IntRange(min = 1, max = 20) int size,
      @ForAll @IntRange(min = 0, max = 60) int steps,
      @ForAll @DoubleRange(min = 0.1, max = 6) double c,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    Sample sample = NetReferenceTest.sample(size, 1, 7, random);
    Problem problem = NetReferenceTest.net(width, 0, activation).on(sample, random);
    assertThat(problem).isInstanceOf(LineProblem.class);
    goesOn(problem, c / Math.max(problem.initialLambdaMax(), 1e-3), steps);
  }

  @Property(tries = 40)
  void linearNetsGoOnBitForBit(
      @ForAll @IntRange(min = 1, max = 100) int n,
      @ForAll @IntRange(min = 0, max = 60) int steps,
      @ForAll @DoubleRange(min = 0.1, max = 6) double c,
      @ForAll @DoubleRange(min = -1, max = 1) double label,
      @ForAll @LongRange(min = 0) long seed) {
    Sample sample = Sample.of(Dataset.of(1, new double[] {1}, new double[] {label}));
    Problem problem = new LinearNet(n).on(sample, SeededRandom.of(seed));
    goesOn(problem, c / problem.initialLambdaMax(), steps);
  }

  /** The paper's data and width, in and after the catapult. */
  @ParameterizedTest
  @CsvSource({"0, DOUBLE, 40", "0, FLOAT, 10", "1, DOUBLE, 6"})
  void imagesGoOnBitForBit(int extraLayers, Precision precision, int steps) throws IOException {
    Sample sample = mnist(128, 50);
    Net net = new Net(1024, extraLayers, Slopes.RELU, precision);
    try (Problem problem = net.on(sample, SeededRandom.of(1))) {
      goesOn(problem, 3 / problem.initialLambdaMax(), steps);
    }
  }

  public static Sample mnist(int train, int test) throws IOException {
    Map<String, Object> keys = new HashMap<>();
    keys.put("classes", List.of(0, 1));
    keys.put("train", train);
    keys.put("test", test);
    keys.put("scale", "sqrt-d");
    return new MnistKind()
        .read(new MapParameters(keys))
        .load(ImageFiles.folders("mnist-01"), SeededRandom.of(1));
  }

  /** Takes the state at a measured step and after the next update, and goes on from both. */
  private static void goesOn(Problem problem, double learningRate, int steps) {
    try (GradientDescent trial = problem.start(learningRate)) {
      Measurement measured = new Measurement();
      for (int step = 0; step < steps; step++) {
        trial.measure(measured);
        trial.advance();
      }
      // A state is not of the trial any more: what the trial does next must not reach it.
      trial.measure(measured);
      trial.evaluateTest(measured);
      DescentState before = trial.state();
      Map<String, double[]> written = copies(before);
      try (GradientDescent resumed = problem.resume(learningRate, before)) {
        assertThat(resumed.learningRate()).isEqualTo(learningRate);
        Measurement again = new Measurement();
        resumed.measure(again);
        resumed.evaluateTest(again);
        same(again, measured);
        same(resumed, trial);
        trial.advance();
        resumed.advance();
        same(copies(resumed.state()), copies(trial.state()));
        assertThat(bits(resumed.weights())).isEqualTo(bits(trial.weights()));
        try (GradientDescent later =
            problem.resume(learningRate, DescentState.of(copies(trial.state())))) {
          together(trial, resumed, later);
        }
      }
      same(copies(before), written);
    }
  }

  private static void together(GradientDescent trial, GradientDescent... others) {
    Measurement measured = new Measurement();
    Measurement other = new Measurement();
    for (int step = 0; step < AFTER; step++) {
      trial.measure(measured);
      trial.evaluateTest(measured);
      for (GradientDescent resumed : others) {
        resumed.measure(other);
        resumed.evaluateTest(other);
        same(other, measured);
        if (step == AFTER - 1) {
          same(resumed, trial);
        }
        resumed.advance();
      }
      trial.advance();
    }
    for (GradientDescent resumed : others) {
      assertThat(bits(resumed.weights())).isEqualTo(bits(trial.weights()));
    }
  }

  private static void same(Measurement actual, Measurement expected) {
    assertThat(bits(numbers(actual))).isEqualTo(bits(numbers(expected)));
  }

  private static double[] numbers(Measurement m) {
    return new double[] {
      m.loss,
      m.weightNormSq,
      m.lambdaMax,
      m.etaLambda,
      m.sparsity1,
      m.sparsity2,
      m.safeMargin,
      m.doomedMargin,
      m.testLoss,
      m.testAccuracy
    };
  }

  /** What observables are computed from. */
  private static void same(GradientDescent actual, GradientDescent expected) {
    Observed one = Objects.requireNonNull(actual.observed());
    Observed other = Objects.requireNonNull(expected.observed());
    assertThat(bits(one.kernel())).isEqualTo(bits(other.kernel()));
    assertThat(bits(one.residuals())).isEqualTo(bits(other.residuals()));
    assertThat(bits(one.weights())).isEqualTo(bits(other.weights()));
    double[] direction = SeededRandom.of(1).gaussians(one.weights().length);
    assertThat(bits(one.hessianTimes(direction))).isEqualTo(bits(other.hessianTimes(direction)));
    for (int layer = 0; layer < one.hiddenLayers(); layer++) {
      assertThat(one.active(layer)).isDeepEqualTo(other.active(layer));
    }
  }

  private static Map<String, double[]> copies(DescentState state) {
    Map<String, double[]> copies = new HashMap<>();
    state.arrays().forEach((name, array) -> copies.put(name, array.clone()));
    return copies;
  }

  private static void same(Map<String, double[]> actual, Map<String, double[]> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    actual.forEach(
        (name, array) ->
            assertThat(bits(array))
                .as(name)
                .isEqualTo(bits(Objects.requireNonNull(expected.get(name)))));
  }

  /** All NaN are one, and zeros keep their sign. */
  private static long[] bits(double[] values) {
    long[] bits = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      bits[i] = Double.doubleToLongBits(values[i]);
    }
    return bits;
  }

  /** 8nD bytes and a little for two layers: no data, no P, nothing that follows from the rest. */
  @Test
  void aStateHoldsOnlyWhatMoves() {
    SeededRandom random = SeededRandom.of(3);
    Sample sample = NetReferenceTest.sample(9, 50, 5, random);
    try (Problem problem = NetReferenceTest.relu(16).on(sample, random);
        GradientDescent trial = problem.start(0.1)) {
      trial.measure(new Measurement());
      int numbers = trial.state().arrays().values().stream().mapToInt(array -> array.length).sum();
      assertThat(numbers).isEqualTo(16 * 9 + 16 + 9 + 1);
    }
  }

  @Test
  void statesOfOtherShapesAreRefusedAndFreeTheirMemory() {
    SeededRandom random = SeededRandom.of(3);
    Sample sample = NetReferenceTest.sample(9, 4, 5, random);
    try (Problem problem = NetReferenceTest.relu(16).on(sample, random);
        Problem wider = NetReferenceTest.relu(17).on(sample, random);
        Problem deeper = new Net(16, 1, Slopes.RELU).on(sample, random);
        GradientDescent trial = problem.start(0.1)) {
      long bytes = Matrix.bytesInUse();
      for (Problem other : new Problem[] {wider, deeper}) {
        assertThatThrownBy(() -> other.resume(0.1, trial.state()))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("does not fit");
      }
      assertThat(Matrix.bytesInUse()).isEqualTo(bytes);
    }
    Sample point = Sample.of(Dataset.of(1, new double[] {1}, new double[] {0}));
    Problem line = NetReferenceTest.relu(16).on(point, random);
    Problem linear = new LinearNet(16).on(point, random);
    assertThatThrownBy(() -> line.resume(0.1, linear.start(0.1).state()))
        .hasMessageContaining("does not fit");
    assertThatThrownBy(() -> linear.resume(0.1, line.start(0.1).state()))
        .hasMessageContaining("does not fit");
  }
}
