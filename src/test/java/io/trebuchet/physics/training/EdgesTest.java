package io.trebuchet.physics.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.mlp.Activation;
import io.trebuchet.physics.mlp.Mlp;
import io.trebuchet.physics.mlp.Parametrisation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where each rule is stable, and what schedules are. */
final class EdgesTest {
  private static final Mlp LINEAR =
      new Mlp(List.of(), new Activation(Activation.Kind.IDENTITY, 0), 0, Parametrisation.NTK, 1, 1);

  private static List<UpdateRule> rules() {
    return List.of(
        new UpdateRule.Plain(), new UpdateRule.Momentum(0.7), new UpdateRule.Nesterov(0.6));
  }

  private static Training by(UpdateRule rule, Schedule schedule) {
    return new Training(Loss.SQUARED, rule, 0, Double.POSITIVE_INFINITY, schedule, List.of());
  }

  private static Sample sample(int dimension, int points) {
    SeededRandom random = SeededRandom.of(11);
    return Sample.of(
        Dataset.of(dimension, random.gaussians(dimension * points), random.gaussians(points)));
  }

  private static List<Double> losses(Problem problem, double rate, int steps) {
    List<Double> losses = new ArrayList<>();
    Measurement m = new Measurement();
    try (GradientDescent descent = problem.start(rate)) {
      for (int step = 0; step < steps; step++) {
        descent.measure(m);
        losses.add(m.loss);
        descent.advance();
      }
    }
    return losses;
  }

  /** On a quadratic objective the edge is exact. */
  @ParameterizedTest
  @MethodSource("rules")
  void aRuleIsStableUpToItsEdge(UpdateRule rule) {
    Sample sample = sample(3, 3);
    Training training = by(rule, new Schedule.Constant());
    try (Problem problem =
        TrainedModel.of(LINEAR, training).orElseThrow().on(sample, SeededRandom.of(1))) {
      assertThat(problem.edge()).isEqualTo(rule.edge());
      double top = problem.initialLambdaMax();
      List<Double> below = losses(problem, 0.99 * problem.edge() / top, 3000);
      List<Double> above = losses(problem, 1.01 * problem.edge() / top, 3000);
      assertThat(below.getLast()).isLessThan(below.getFirst());
      assertThat(Collections.max(below.subList(1500, 3000))).isLessThan(below.getFirst());
      assertThat(above.getLast()).isGreaterThan(1e6 * above.getFirst());
    }
  }

  /** Its preconditioner shrinks with the gradient, until the step is as long as it can be. */
  @Test
  void adamComesToItsOwnEdge() {
    UpdateRule.Adam adam = new UpdateRule.Adam(0.9, 0.99, 1e-12);
    double rate = 1e-3;
    List<Double> etaLambda = new ArrayList<>();
    try (Problem problem =
            TrainedModel.of(LINEAR, by(adam, new Schedule.Constant()))
                .orElseThrow()
                .on(sample(1, 3), SeededRandom.of(1));
        GradientDescent descent = problem.start(rate)) {
      Measurement m = new Measurement();
      for (int step = 0; step < 6000; step++) {
        descent.measure(m);
        double scale = Objects.requireNonNull(descent.observed()).preconditioner()[0];
        etaLambda.add(rate * m.gaussNewtonMax / scale);
        descent.advance();
      }
    }
    List<Double> late = new ArrayList<>(etaLambda.subList(3000, 6000));
    Collections.sort(late);
    assertThat(adam.edge()).isEqualTo(38, within(1e-9));
    assertThat(late.get(late.size() / 2) / adam.edge()).isBetween(0.7, 1.3);
  }

  @Test
  void schedulesAreTheirFormulas() {
    assertThat(new Schedule.Warmup(4).share(0)).isEqualTo(0.25);
    assertThat(new Schedule.Warmup(4).share(3)).isEqualTo(1);
    assertThat(new Schedule.Steps(List.of(2L, 5L), 0.1).share(1)).isEqualTo(1);
    assertThat(new Schedule.Steps(List.of(2L, 5L), 0.5).share(5)).isEqualTo(0.25);
    assertThat(new Schedule.Cosine(10).share(5)).isEqualTo(0.5, within(1e-15));
    assertThat(new Schedule.Cosine(10).share(10)).isZero();
  }
}
