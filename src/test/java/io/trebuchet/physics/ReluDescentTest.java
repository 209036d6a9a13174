package io.trebuchet.physics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
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

class ReluDescentTest {
  private static Problem problem(int width, int size, int dimension, long seed) {
    SeededRandom random = SeededRandom.of(seed);
    return new ReluModel(width).on(ReluReferenceTest.sample(size, dimension, 300, random), random);
  }

  @Test
  void deadNetStaysDeadWithExactZeros() {
    Dataset positive = Dataset.of(1, new double[] {1, 2}, new double[] {1, -1});
    double[] weights = {-1, -0.5, 0, 2, 3, 4};
    Sample sample = new Sample(positive, positive, Map.of());
    try (Problem problem = ReluProblem.create(sample, 3, weights);
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
  void stepsAllocateNothing() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Problem problem = problem(64, 20, 3, 1);
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

  @Test
  void aTestSetOfManyTilesIsEvaluatedWhole() {
    SeededRandom random = SeededRandom.of(12);
    Sample sample = ReluReferenceTest.sample(5, 3, 700, random);
    Dataset test = Objects.requireNonNull(sample.test());
    int width = 1000;
    try (Problem problem = new ReluModel(width).on(sample, random);
        GradientDescent trial = problem.start(1.2 / problem.initialLambdaMax())) {
      Measurement state = new Measurement();
      for (int step = 0; step < 4; step++) {
        trial.measure(state);
        trial.advance();
      }
      trial.measure(state);
      assertThat(state.testLoss).isNaN();
      trial.evaluateTest(state);
      PlainRelu plain = new PlainRelu(width, sample.train(), trial.weights());
      assertThat(state.testLoss).isCloseTo(plain.loss(test), within(1e-12));
      assertThat(state.testAccuracy).isEqualTo(plain.accuracy(test));
    }
  }

  @Test
  void withoutTestSetTheTestMetricsStayUndefined() {
    Dataset train = Dataset.of(1, new double[] {1, -2}, new double[] {1, -1});
    try (Problem problem = new ReluModel(6).on(Sample.of(train), SeededRandom.of(2));
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
    try (Problem problem = new ReluModel(300).on(Sample.of(point), SeededRandom.of(2))) {
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
    Dataset drawn = ReluReferenceTest.sample(12, 4, 1, random).train();
    Dataset train = Dataset.of(4, drawn.inputs(), new double[12]);
    try (Problem problem = new ReluModel(200).on(Sample.of(train), random)) {
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

  @Test
  void labelsLeaveNoBound() {
    try (Problem problem = problem(8, 4, 3, 1);
        GradientDescent trial = problem.start(0.1)) {
      assertThat(problem.bounds()).isEqualTo(Bounds.NONE);
      Measurement state = new Measurement();
      trial.measure(state);
      assertThat(state.safeMargin).isNaN();
    }
  }

  @Test
  void differentDimensionsOfTrainAndTestAreRefused() {
    Dataset train = Dataset.of(1, new double[] {1}, new double[] {1});
    Dataset test = Dataset.of(2, new double[] {1, 2}, new double[] {1});
    assertThatThrownBy(
            () -> new ReluModel(4).on(new Sample(train, test, Map.of()), SeededRandom.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 dimensions");
  }

  @Test
  void kindReadsItsParameters() {
    MapParameters good = new MapParameters(Map.of("width", 16, "hidden-layers", 1));
    assertThat(new ReluKind().read(good)).isEqualTo(new ReluModel(16));
    assertThat(good.faults()).isEmpty();
    MapParameters deep = new MapParameters(Map.of("width", 16, "hidden-layers", 3));
    new ReluKind().read(deep);
    assertThat(deep.faults()).singleElement().asString().contains("hidden-layers", "use 1");
  }
}
