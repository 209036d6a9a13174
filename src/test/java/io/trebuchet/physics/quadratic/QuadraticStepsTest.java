package io.trebuchet.physics.quadratic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.SharedProducts;
import io.trebuchet.physics.linalg.Matrix;
import io.trebuchet.physics.quadratic.QuadraticCase.Shape;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Memory and life cycle of quadratic trials. */
final class QuadraticStepsTest {
  private static QuadraticCase tanh() {
    Shape shape = new Shape(20, 3, 1, 12, Nonlinearity.TANH);
    return QuadraticCase.draw(shape, false, SeededRandom.of(4));
  }

  private static void steps(GradientDescent trial, Measurement state, int count) {
    for (int step = 0; step < count; step++) {
      trial.measure(state);
      trial.evaluateTest(state);
      trial.advance();
    }
  }

  private static void assertAllocatesNothing(Problem problem) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (problem;
        GradientDescent trial = problem.start(0.5 / problem.initialLambdaMax())) {
      Measurement state = new Measurement();
      steps(trial, state, 100);
      long before = threads.getCurrentThreadAllocatedBytes();
      steps(trial, state, 1_000);
      // The counter itself and class loading may cost a little; an object a step would be 16 KB.
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4_000);
    }
  }

  @Test
  void stepsAllocateNothingInAnyForm() {
    tanh().forms().forEach(QuadraticStepsTest::assertAllocatesNothing);
    Dataset points = Dataset.of(1, new double[] {0.5, -1}, new double[] {0.2, 0.1});
    Sample sample = new Sample(points, points, Map.of());
    double[] lambda = {1, -1, 0.5};
    double[] u = {0.3};
    assertAllocatesNothing(
        EigenbasisProblem.create(sample, 0.5, lambda, u, new double[] {1, 2, 3, 4}));
  }

  @Test
  void stepsTogetherAllocateNothingInAnyForm() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (QuadraticProblem problem : tanh().forms()) {
      try (problem) {
        List<GradientDescent> trials = new ArrayList<>();
        for (int t = 0; t < 5; t++) {
          trials.add(problem.start((0.2 + 0.1 * t) / problem.initialLambdaMax()));
        }
        SharedProducts products = problem.sharedProducts();
        Measurement state = new Measurement();
        stepsTogether(products, trials, state, 100);
        long before = threads.getCurrentThreadAllocatedBytes();
        stepsTogether(products, trials, state, 500);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4_000);
        trials.forEach(GradientDescent::close);
      }
    }
  }

  private static void stepsTogether(
      SharedProducts products, List<GradientDescent> trials, Measurement state, int count) {
    for (int step = 0; step < count; step++) {
      products.prepare(trials);
      for (int t = 0; t < trials.size(); t++) {
        steps(trials.get(t), state, 1);
      }
    }
  }

  /** The operators, here 6.4 MB, belong to the problem; a trial has its weights and images. */
  @Test
  void aTrialTakesFewKilobytes() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Shape shape = new Shape(400, 0, 1, 32, Nonlinearity.TANH);
    try (QuadraticProblem problem =
        QuadraticCase.draw(shape, false, SeededRandom.of(4)).problem()) {
      int count = problem.operators().count();
      problem.start(0.1).close();
      long outside = Matrix.bytesInUse();
      long before = threads.getCurrentThreadAllocatedBytes();
      try (QuadraticDescent trial = problem.start(0.1)) {
        long took = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(trial.weights()).hasSize(400);
        assertThat(took).isLessThan((count + 1) * 400L * Double.BYTES + 16_000);
        assertThat(took).isLessThan(64_000);
        assertThat(Matrix.bytesInUse()).isEqualTo(outside);
      }
    }
  }

  /** All trials of a problem see the same numbers: equal rates, equal bits. */
  @Test
  void trialsOfOneProblemDoNotDisturbEachOther() {
    try (QuadraticProblem problem = tanh().problem()) {
      double eta = 0.9 / problem.initialLambdaMax();
      try (GradientDescent one = problem.start(eta);
          GradientDescent other = problem.start(3 * eta);
          GradientDescent again = problem.start(eta)) {
        Measurement state = new Measurement();
        for (int t = 0; t < 10; t++) {
          steps(one, state, 1);
          steps(other, state, 1);
        }
        steps(again, state, 10);
        assertThat(again.weights()).isEqualTo(one.weights());
        assertThat(other.weights()).isNotEqualTo(one.weights());
      }
    }
  }

  @Test
  void aClosedTrialRefusesInsteadOfTouchingFreedMemory() {
    QuadraticProblem problem = tanh().problem();
    QuadraticDescent trial = problem.start(0.1);
    assertThatThrownBy(trial::advance)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("measure()");
    Measurement state = new Measurement();
    trial.measure(state);
    trial.close();
    trial.close();
    assertThatThrownBy(() -> trial.measure(state)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> trial.evaluateTest(state)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(trial::advance).isInstanceOf(IllegalStateException.class);
    problem.close();
    problem.close();
    assertThatThrownBy(() -> problem.start(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void wrongShapesAreNamed() {
    QuadraticCase given = tanh();
    long before = Matrix.bytesInUse();
    assertThatThrownBy(() -> given.problem(new double[5]))
        .hasMessageContaining("5 initial weights, but the model has 23");
    Dataset plane = Dataset.of(2, new double[] {1, 2}, new double[] {0});
    assertThatThrownBy(
            () ->
                QuadraticProblem.create(
                    given.features(),
                    new Sample(given.sample().train(), plane, Map.of()),
                    1,
                    given.theta()))
        .hasMessageContaining("features of 1 dimensions")
        .hasMessageContaining("test points of 2");
    assertThat(Matrix.bytesInUse()).isEqualTo(before);
  }
}
