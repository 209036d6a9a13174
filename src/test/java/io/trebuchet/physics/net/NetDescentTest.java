package io.trebuchet.physics.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.trebuchet.physics.Bounds;
import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.MapParameters;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.linalg.Matrix;
import io.trebuchet.physics.linalg.Precision;
import io.trebuchet.physics.linear.LinearNet;
import io.trebuchet.physics.linear.LinearNetKind;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetDescentTest {
  private static Problem problem(int width, int size, int dimension, long seed) {
    SeededRandom random = SeededRandom.of(seed);
    return NetReferenceTest.relu(width)
        .on(NetReferenceTest.sample(size, dimension, 300, random), random);
  }

  @Test
  void deadNetStaysDeadWithExactZeros() {
    Dataset positive = Dataset.of(1, new double[] {1, 2}, new double[] {1, -1});
    double[] weights = {-1, -0.5, 0, 2, 3, 4};
    Sample sample = new Sample(positive, positive, Map.of());
    try (Problem problem = NetProblem.create(sample, NetReferenceTest.relu(3), weights);
        GradientDescent trial = problem.start(0.5)) {
      assertThat(problem.initialLambdaMax()).isZero();
      Measurement state = new Measurement();
      for (int step = 0; step < 3; step++) {
        trial.measure(state);
        trial.evaluateTest(state);
        assertThat(state.lambdaMax).isZero();
        assertThat(state.loss).isEqualTo(0.5);
        assertThat(state.sparsity1).isEqualTo(1);
        assertThat(state.testLoss).isEqualTo(0.5);
        assertThat(state.testAccuracy).isZero();
        assertThat(state.dead()).isTrue();
        trial.advance();
        assertThat(trial.weights()).isEqualTo(weights);
      }
    }
  }

  @Test
  void overflowFlowsThroughAsNonFiniteNumbers() {
    try (Problem problem = problem(20, 10, 3, 4);
        GradientDescent trial = problem.start(1e3 / problem.initialLambdaMax())) {
      Measurement state = new Measurement();
      trial.measure(state);
      assertThat(state.finite()).isTrue();
      int step = 0;
      while (state.finite() && step < 100) {
        trial.advance();
        trial.measure(state);
        trial.evaluateTest(state);
        step++;
      }
      assertThat(step).isLessThan(100);
      for (int after = 0; after < 5; after++) {
        trial.advance();
        trial.measure(state);
        trial.evaluateTest(state);
        assertThat(state.finite()).isFalse();
      }
      assertThat(state.loss).isNotFinite();
      assertThat(state.weightNormSq).isNotFinite();
      assertThat(state.lambdaMax).isNotFinite();
      assertThat(state.testLoss).isNotFinite();
    }
  }

  private static List<double[]> run(Problem problem, double c) {
    List<double[]> states = new ArrayList<>();
    try (GradientDescent trial = problem.start(c / problem.initialLambdaMax())) {
      Measurement state = new Measurement();
      for (int step = 0; step < 40; step++) {
        trial.measure(state);
        trial.evaluateTest(state);
        states.add(
            new double[] {
              state.loss, state.weightNormSq, state.lambdaMax, state.testLoss, state.sparsity1
            });
        trial.advance();
      }
      states.add(trial.weights());
    }
    return states;
  }

  @Test
  void theBitsDoNotDependOnThreadsOrCompanions() throws Exception {
    List<List<double[]>> alone = new ArrayList<>();
    try (Problem problem = problem(96, 33, 20, 8)) {
      for (int k = 0; k < 8; k++) {
        alone.add(run(problem, 1 + 0.5 * k));
      }
    }
    try (Problem problem = problem(96, 33, 20, 8);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<List<double[]>>> together = new ArrayList<>();
      for (int k = 0; k < 8; k++) {
        double c = 1 + 0.5 * k;
        together.add(threads.submit(() -> run(problem, c)));
      }
      for (int k = 0; k < 8; k++) {
        assertThat(Arrays.deepEquals(together.get(k).get().toArray(), alone.get(k).toArray()))
            .isTrue();
      }
    }
  }

  @Test
  void aDeepTrialFreesAllItsMemory() {
    SeededRandom random = SeededRandom.of(3);
    Sample sample = NetReferenceTest.sample(9, 4, 5, random);
    long without = Matrix.bytesInUse();
    long n = 16;
    long size = 9;
    try (Problem problem = new Net(16, 2, Slopes.RELU).on(sample, random)) {
      long shared = Matrix.bytesInUse();
      try (GradientDescent trial = problem.start(0.1)) {
        // As documented, but for v and ε.
        long vectors = n + size;
        long matrices = 2 * n * n + 10 * n * size + 6 * size * size;
        assertThat(Matrix.bytesInUse() - shared).isEqualTo(8 * (matrices + vectors));
        Measurement state = new Measurement();
        trial.measure(state);
        trial.evaluateTest(state);
        Objects.requireNonNull(trial.observed()).hessianTimes(trial.weights());
        trial.advance();
      }
      assertThat(Matrix.bytesInUse()).isEqualTo(shared);
    }
    assertThat(Matrix.bytesInUse()).isEqualTo(without);
  }

  /** The paper's sizes as documented: no copy of the data, of K or of the test set. */
  @ParameterizedTest
  @CsvSource({"0, 10", "0, 3072", "1, 784"})
  void aTrialTakesTheMemoryItSays(int extraLayers, int dimension) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    SeededRandom random = SeededRandom.of(3);
    Sample sample = NetReferenceTest.sample(128, dimension, 300, random);
    long n = 1024;
    long size = 128;
    try (Problem problem = new Net(1024, extraLayers, Slopes.RELU).on(sample, random)) {
      problem.start(0.1).close();
      long outside = Matrix.bytesInUse();
      long inside = threads.getCurrentThreadAllocatedBytes();
      try (GradientDescent trial = problem.start(0.1)) {
        inside = threads.getCurrentThreadAllocatedBytes() - inside;
        trial.measure(new Measurement());
        long k = extraLayers;
        long numbers = k * n * n + (3 * k + 4) * n * size;
        numbers += 2 * (k + 1) * size * size + n + size;
        assertThat(Matrix.bytesInUse() - outside).isEqualTo(8 * numbers);
        assertThat(Matrix.bytesInUse() - outside)
            .isLessThan(extraLayers == 0 ? 4_700_000 : 16_700_000);
        // On the heap five D×D arrays at most, some columns, and the views of columns for BLAS.
        long views = (2 * k + 3) * size;
        assertThat(inside).isLessThan(40 * size * size + 300 * views + 100 * n);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, DOUBLE", "1, DOUBLE", "2, DOUBLE", "0, FLOAT", "1, FLOAT"})
  void stepsAllocateNothing(int extraLayers, Precision precision) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    SeededRandom random = SeededRandom.of(1);
    Sample sample = NetReferenceTest.sample(20, 3, 300, random);
    Net net = new Net(64, extraLayers, Slopes.RELU, precision);
    try (Problem problem = net.on(sample, random);
        GradientDescent trial = problem.start(1 / problem.initialLambdaMax())) {
      Measurement state = new Measurement();
      steps(trial, state, 100);
      long before = threads.getCurrentThreadAllocatedBytes();
      steps(trial, state, 1_000);
      // The counter itself and class loading may cost a little; an object a step would be 16 KB.
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4_000);
    }
  }

  private static void steps(GradientDescent trial, Measurement state, int count) {
    for (int step = 0; step < count; step++) {
      trial.measure(state);
      trial.evaluateTest(state);
      trial.advance();
    }
  }

  @Test
  void aClosedTrialRefusesInsteadOfTouchingFreedMemory() {
    Problem problem = problem(8, 4, 3, 1);
    GradientDescent trial = problem.start(0.1);
    Measurement state = new Measurement();
    trial.measure(state);
    trial.close();
    trial.close();
    assertThatThrownBy(() -> trial.measure(state)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(trial::advance).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(trial::weights).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> trial.evaluateTest(state)).isInstanceOf(IllegalStateException.class);
    problem.close();
    problem.close();
    assertThatThrownBy(() -> problem.start(0.1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void advanceNeedsAMeasurement() {
    try (Problem problem = problem(8, 4, 3, 1);
        GradientDescent trial = problem.start(0.1)) {
      assertThatThrownBy(trial::advance).hasMessageContaining("measure() must come before");
      trial.measure(new Measurement());
      trial.advance();
      assertThatThrownBy(trial::advance).isInstanceOf(IllegalStateException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"1000, 0, 1400", "300, 1, 1000", "300, 2, 1000"})
  void aTestSetOfManyTilesIsEvaluatedWhole(int width, int extraLayers, int testSize) {
    SeededRandom random = SeededRandom.of(12);
    Sample sample = NetReferenceTest.sample(5, 3, testSize, random);
    Dataset test = Objects.requireNonNull(sample.test());
    Net net = new Net(width, extraLayers, Slopes.of(0.25, 1));
    try (Problem problem = net.on(sample, random);
        GradientDescent trial = problem.start(1.2 / problem.initialLambdaMax())) {
      Measurement state = new Measurement();
      for (int step = 0; step < 4; step++) {
        trial.measure(state);
        trial.advance();
      }
      trial.measure(state);
      assertThat(state.testLoss).isNaN();
      trial.evaluateTest(state);
      PlainNet plain = new PlainNet(net, sample.train(), trial.weights());
      assertThat(state.testLoss).isCloseTo(plain.loss(test), within(1e-12));
      assertThat(state.testAccuracy).isEqualTo(plain.accuracy(test));
    }
  }

  @Test
  void withoutTestSetTheTestMetricsStayUndefined() {
    Dataset train = Dataset.of(1, new double[] {1, -2}, new double[] {1, -1});
    try (Problem problem = NetReferenceTest.relu(6).on(Sample.of(train), SeededRandom.of(2));
        GradientDescent trial = problem.start(0.1)) {
      Measurement state = new Measurement();
      trial.measure(state);
      trial.evaluateTest(state);
      assertThat(state.testLoss).isNaN();
      assertThat(state.testAccuracy).isNaN();
    }
  }

  /** On one point with y = 0, c < 4 converges with falling θ² and c > 4 starts by growing. */
  @Test
  void boundsHoldOnOnePointWithoutLabel() {
    Dataset point = Dataset.of(2, new double[] {1.5, -0.5}, new double[] {0});
    try (Problem problem = NetReferenceTest.relu(300).on(Sample.of(point), SeededRandom.of(2))) {
      Bounds bounds = problem.bounds();
      assertThat(bounds.onePointC()).isEqualTo(4);
      assertThat(bounds.method1C()).isLessThan(4).isPositive();
      assertThat(bounds.method2C()).isNaN();
      assertThat(bounds.doomedC()).isNaN();
      for (double c : new double[] {0.5, 1.9, 2.5, 3.9}) {
        try (GradientDescent trial = problem.start(c / problem.initialLambdaMax())) {
          Measurement state = new Measurement();
          trial.measure(state);
          assertThat(state.safeMargin).isCloseTo(c / 4, within(1e-9));
          double previous = state.weightNormSq;
          for (int step = 0; step < 500; step++) {
            trial.advance();
            trial.measure(state);
            assertThat(state.weightNormSq).isLessThanOrEqualTo(previous * (1 + 1e-14));
            assertThat(state.safeMargin).isLessThan(1);
            previous = state.weightNormSq;
          }
          assertThat(state.loss).isLessThan(1e-6);
        }
      }
    }
  }

  /** (180) at every step: η λ_max(xᵀx) θ² < 4nD implies that θ² falls, for labels of zero. */
  @Test
  void method1HoldsOnManyPointsWithoutLabels() {
    SeededRandom random = SeededRandom.of(6);
    Dataset drawn = NetReferenceTest.sample(12, 4, 1, random).train();
    Dataset train = Dataset.of(4, drawn.inputs(), new double[12]);
    try (Problem problem = NetReferenceTest.relu(200).on(Sample.of(train), random)) {
      Bounds bounds = problem.bounds();
      assertThat(bounds.onePointC()).isNaN();
      double c = 0.99 * bounds.method1C();
      try (GradientDescent trial = problem.start(c / problem.initialLambdaMax())) {
        Measurement state = new Measurement();
        trial.measure(state);
        assertThat(state.safeMargin).isCloseTo(0.99, within(1e-9));
        double before = state.weightNormSq;
        for (int step = 0; step < 300; step++) {
          trial.advance();
          trial.measure(state);
          assertThat(state.weightNormSq).isLessThanOrEqualTo(before * (1 + 1e-14));
          before = state.weightNormSq;
        }
        assertThat(state.loss).isLessThan(1e-3);
      }
    }
  }

  /** With labels (180) is a statement about large losses only, not a certificate. */
  @Test
  void labelsLeaveMethod1AndNoCertificate() {
    try (Problem problem = problem(8, 4, 3, 1);
        GradientDescent trial = problem.start(0.1)) {
      Bounds bounds = problem.bounds();
      assertThat(bounds.onePointC()).isNaN();
      assertThat(bounds.method1C()).isPositive();
      assertThat(bounds.doomedC()).isNaN();
      Measurement state = new Measurement();
      trial.measure(state);
      assertThat(state.safeMargin).isNaN();
      assertThat(state.doomedMargin).isNaN();
    }
  }

  @Test
  void differentDimensionsOfTrainAndTestAreRefused() {
    Dataset train = Dataset.of(1, new double[] {1}, new double[] {1});
    Dataset test = Dataset.of(2, new double[] {1, 2}, new double[] {1});
    assertThatThrownBy(
            () ->
                NetReferenceTest.relu(4).on(new Sample(train, test, Map.of()), SeededRandom.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 dimensions");
  }

  @Test
  void kindsReadTheirParameters() {
    MapParameters shallow =
        new MapParameters(Map.of("width", 16, "hidden-layers", 1, "precision", "double"));
    assertThat(new ReluKind().read(shallow)).isEqualTo(NetReferenceTest.relu(16));
    assertThat(shallow.faults()).isEmpty();
    MapParameters deep =
        new MapParameters(Map.of("width", 16, "hidden-layers", 3, "precision", "float"));
    assertThat(new ReluKind().read(deep)).isEqualTo(new Net(16, 2, Slopes.RELU, Precision.FLOAT));
    assertThat(deep.faults()).isEmpty();
    MapParameters bent =
        new MapParameters(Map.of("width", 8, "a-minus", 0.5, "a-plus", 2, "precision", "double"));
    assertThat(new HomogeneousKind().read(bent)).isEqualTo(new Net(8, 0, new Slopes(0.5, 2, 1.25)));
    assertThat(bent.faults()).isEmpty();
    MapParameters wrong =
        new MapParameters(Map.of("width", 8, "a-minus", 2, "a-plus", 1, "precision", "double"));
    new HomogeneousKind().read(wrong);
    assertThat(wrong.faults()).singleElement().asString().contains("a-minus", "a-plus");
    MapParameters linear = new MapParameters(Map.of("n", 5));
    assertThat(new LinearNetKind().read(linear)).isEqualTo(new LinearNet(5));
  }
}
