package io.trebuchet.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.mlp.Activation;
import io.trebuchet.physics.mlp.Mlp;
import io.trebuchet.physics.mlp.Parametrisation;
import io.trebuchet.physics.observe.CloserLook;
import io.trebuchet.physics.training.Loss;
import io.trebuchet.physics.training.Schedule;
import io.trebuchet.physics.training.Trainable;
import io.trebuchet.physics.training.TrainedProblem;
import io.trebuchet.physics.training.Training;
import io.trebuchet.physics.training.UpdateRule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What verdicts mean where the loss is not squared, and the rule not gradient descent. */
final class OtherLossesTest {
  private static final StopSettings STOP = new StopSettings(1e-8, 1, 1e-3, 20_000);
  private static final Mlp LINEAR =
      new Mlp(List.of(), new Activation(Activation.Kind.IDENTITY, 0), 0, Parametrisation.NTK, 1, 1);

  private static Training by(Loss loss, UpdateRule rule, double decay) {
    return new Training(
        loss, rule, decay, Double.POSITIVE_INFINITY, new Schedule.Constant(), List.of());
  }

  private record Ended(Verdict.Halt halt, Measurement first, Measurement last) {}

  private static Ended train(Training training, Sample sample, double[] weights, double rate) {
    Trainable.Start start = LINEAR.start(sample, weights);
    try (Problem problem = TrainedProblem.create(start, training, sample);
        GradientDescent descent = problem.start(rate)) {
      TrialRules rules = TrialRules.create(STOP, ControlRule.CERTIFIED, rate);
      CloserLook closer = CloserLook.of(problem, descent);
      Measurement first = new Measurement();
      Measurement m = new Measurement();
      descent.measure(first);
      Verdict verdict = Verdict.CONTINUE;
      for (long step = 0; verdict instanceof Verdict.Continue; step++) {
        if (step > 0) {
          descent.advance();
        }
        descent.measure(m);
        verdict = rules.judge(step, m, closer);
      }
      return new Ended((Verdict.Halt) verdict, first, m);
    }
  }

  private static Sample sample(double[] x, double... y) {
    return Sample.of(Dataset.of(x.length / y.length, x, y));
  }

  /** There is no minimum: it has converged where what is left to gain no longer shows. */
  @Test
  void aSeparableLogisticLossConvergesTowardsZero() {
    Sample sample = sample(new double[] {1, 2}, 1, 1);
    Training training = by(Loss.LOGISTIC, new UpdateRule.Plain(), 0);
    Ended slow = train(training, sample, new double[1], 1e-3);
    assertThat(slow.halt().outcome()).isEqualTo(Outcome.INCOMPLETE);
    Ended fast = train(training, sample, new double[1], 500);
    assertThat(fast.halt().outcome()).isEqualTo(Outcome.CONVERGED);
    assertThat(fast.last().loss).isLessThan(2.5e-3 * fast.first().loss);
  }

  /** The loss is flat there, but its slope is not: no plateau is a minimum. */
  @Test
  void farOnTheWrongSideIsNoMinimum() {
    Training training = by(Loss.LOGISTIC, new UpdateRule.Plain(), 0);
    Ended ended = train(training, sample(new double[] {1}, -1), new double[] {1000}, 1e-12);
    assertThat(ended.last().gaussNewtonMax).isZero();
    assertThat(ended.halt().outcome()).isEqualTo(Outcome.INCOMPLETE);
  }

  /** At its minimum the gradient of L is not 0, but that of L with the decay's part. */
  @Test
  void weightDecayMovesTheMinimum() {
    Sample sample = sample(new double[] {1, -1, 0.5, 2}, 1, -0.5);
    for (UpdateRule rule : List.of(new UpdateRule.Plain(), new UpdateRule.Momentum(0.8))) {
      Ended ended = train(by(Loss.SQUARED, rule, 0.3), sample, new double[] {3, -2}, 0.5);
      assertThat(ended.halt().outcome()).isEqualTo(Outcome.CONVERGED);
      assertThat(ended.last().gradientNormSq).isGreaterThan(1e-3);
      assertThat(ended.last().stationaryNormSq).isLessThan(1e-6);
    }
  }

  /** Below its own edge, but above that of gradient descent. */
  @Test
  void momentumConvergesBeyondTwo() {
    Sample sample = sample(new double[] {1}, 1);
    Ended ended =
        train(by(Loss.SQUARED, new UpdateRule.Momentum(0.9), 0), sample, new double[] {3}, 3.5);
    assertThat(ended.halt().outcome()).isEqualTo(Outcome.CONVERGED);
    assertThat(ended.last().etaLambda).isGreaterThan(3);
    Ended plain = train(by(Loss.SQUARED, new UpdateRule.Plain(), 0), sample, new double[] {3}, 2.1);
    assertThat(plain.halt().outcome()).isEqualTo(Outcome.DIVERGED);
  }

  /** Cross-entropy on labels that no outputs fit exactly has a minimum like any other. */
  @Test
  void crossEntropyOfSharedLabelsHasAMinimum() {
    Mlp classes =
        new Mlp(
            List.of(), new Activation(Activation.Kind.IDENTITY, 0), 0, Parametrisation.NTK, 1, 3);
    Dataset points = Dataset.of(1, 3, new double[] {1, 1}, new double[] {1, 0, 0, 0.2, 0.5, 0.3});
    Sample sample = Sample.of(points);
    Training training = by(Loss.CROSS_ENTROPY, new UpdateRule.Nesterov(0.5), 0);
    try (Problem problem =
            TrainedProblem.create(
                classes.start(sample, SeededRandom.of(1).gaussians(3)), training, sample);
        GradientDescent descent = problem.start(1 / problem.initialLambdaMax())) {
      Measurement m = new Measurement();
      for (int step = 0; step < 400; step++) {
        descent.measure(m);
        descent.advance();
      }
      descent.measure(m);
      // −Σ q log q of the mean labels, plus nothing: the outputs are their logarithms.
      double expected = 0;
      for (double q : new double[] {0.6, 0.25, 0.15}) {
        expected -= q * Math.log(q);
      }
      assertThat(m.loss).isCloseTo(expected, within(1e-9));
      assertThat(m.gradientNormSq).isLessThan(1e-12);
    }
  }
}
