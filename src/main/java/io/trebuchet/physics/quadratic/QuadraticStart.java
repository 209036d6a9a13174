package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.MemoryNeed;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.training.Outputs;
import io.trebuchet.physics.training.Trainable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Features with initial weights, whatever the training. */
final class QuadraticStart implements Trainable.Start {
  private final QuadraticFeatures features;
  private final double zeta;
  private final double[] weights;
  private final UnaryOperator<Dataset> seen;

  /** Trials of one problem look at the same data sets. */
  private final Map<Dataset, QuadraticPoints> known = new ConcurrentHashMap<>();

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
    return QuadraticOutputs.of(
        known.computeIfAbsent(points, data -> QuadraticPoints.of(features, seen.apply(data))),
        zeta);
  }

  /** As {@link QuadraticOutputs} has it. */
  static MemoryNeed memory(int psi, int phi, Sample sample) {
    double points = sample.train().size();
    double size = psi + (double) phi;
    return MemoryNeed.ofHeap(
            size + (double) psi * psi * (sample.train().dimension() + points),
            points * size + 4 * size)
        .with(sample);
  }
}
