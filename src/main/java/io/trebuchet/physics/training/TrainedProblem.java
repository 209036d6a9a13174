package io.trebuchet.physics.training;

import io.trebuchet.physics.Bounds;
import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.Descent;
import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import org.jspecify.annotations.Nullable;

/** A {@link Trainable} on its data under a {@link Training}, at the initial weights of one seed. */
public final class TrainedProblem implements Problem {
  private final Trainable.Start start;
  private final Training training;
  private final Sample sample;
  private final Initial initial;

  private TrainedProblem(Trainable.Start start, Training training, Sample sample) {
    this.start = start;
    this.training = training;
    this.sample = sample;
    try (TrainedDescent first = new TrainedDescent(this, 1)) {
      first.measure(new Measurement());
      initial = new Initial(first.exactGaussNewtonMax(), Bounds.NONE);
    }
  }

  /**
   * The problem of a training that was {@linkplain Training#check checked}; a normalised rate c
   * means η = c / λ_max(G_0).
   */
  public static TrainedProblem create(Trainable.Start start, Training training, Sample sample) {
    return new TrainedProblem(start, training, sample);
  }

  @Override
  public Initial initial() {
    return initial;
  }

  @Override
  public TrainedDescent start(double learningRate) {
    return new TrainedDescent(this, learningRate);
  }

  @Override
  public GradientDescent resume(double learningRate, DescentState state) {
    return Descent.resumed(start(learningRate), trial -> trial.restore(state));
  }

  @Override
  public double edge() {
    UpdateRule rule = training.rule();
    return rule.holdsByCurvature() ? rule.edge() : Double.NaN;
  }

  Training training() {
    return training;
  }

  Dataset train() {
    return sample.train();
  }

  @Nullable Dataset test() {
    return sample.test();
  }

  double[] initialWeights() {
    return start.weights();
  }

  Outputs outputs(Dataset points) {
    return start.outputs(points);
  }
}
