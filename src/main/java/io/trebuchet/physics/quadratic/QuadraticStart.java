package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.MemoryNeed;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.training.Outputs;
import io.trebuchet.physics.training.Trainable;
import java.util.function.UnaryOperator;

/** Features with initial weights, whatever the training. */
final class QuadraticStart implements Trainable.Start {
  private final QuadraticFeatures features;
  private final double zeta;
  private final double[] weights;
  private final UnaryOperator<Dataset> seen;

  private QuadraticStart(
      QuadraticFeatures features, double zeta, double[] weights, UnaryOperator<Dataset> seen) {
    this.features = features;
    this.zeta = zeta;
    this.weights = weights;
    this.seen = seen;
  }

  /**
   * A start.
   *
   * @param seen the points as the features know them
   */
  static QuadraticStart of(
      QuadraticFeatures features, double zeta, double[] weights, UnaryOperator<Dataset> seen) {
    return new QuadraticStart(features, zeta, weights, seen);
  }

  @Override
  public double[] weights() {
    return weights;
  }

  @Override
  public Outputs outputs(Dataset points) {
    return QuadraticOutputs.of(features, seen.apply(points), zeta);
  }

  /** As {@link QuadraticOutputs} has it. */
  static MemoryNeed memory(int psi, int phi, Sample sample) {
    double points = sample.train().size();
    double size = psi + (double) phi;
    return MemoryNeed.ofHeap(
            size + (double) psi * psi * sample.train().dimension(),
            points * ((double) psi * psi + size) + 4 * size)
        .with(sample);
  }
}
