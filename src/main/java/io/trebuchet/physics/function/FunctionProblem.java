package io.trebuchet.physics.function;

import io.trebuchet.physics.Bounds;
import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import org.jspecify.annotations.Nullable;

/** A {@link FunctionModel} on its data with the initial weights of one seed. */
final class FunctionProblem implements Problem {
  final ParametricFunction function;

  /** D rows of d. */
  final double[][] inputs;

  final double[] labels;
  final @Nullable Dataset test;
  private final double[] initialWeights;
  private final Initial initial;

  FunctionProblem(ParametricFunction function, Sample sample, double[] initialWeights) {
    this.function = function;
    this.inputs = rows(sample.train());
    this.labels = sample.train().labels();
    this.test = sample.test();
    this.initialWeights = initialWeights;
    GradientCheck.at(function, initialWeights, inputs);
    Measurement state = new Measurement();
    start(1).measure(state);
    initial = new Initial(state.lambdaMax, Bounds.NONE);
  }

  /** The points of a data set, a row each. */
  static double[][] rows(Dataset points) {
    double[][] rows = new double[points.size()][points.dimension()];
    for (int alpha = 0; alpha < rows.length; alpha++) {
      System.arraycopy(
          points.inputs(), alpha * points.dimension(), rows[alpha], 0, points.dimension());
    }
    return rows;
  }

  @Override
  public Initial initial() {
    return initial;
  }

  @Override
  public FunctionDescent start(double learningRate) {
    return new FunctionDescent(this, learningRate, initialWeights.clone());
  }

  @Override
  public FunctionDescent resume(double learningRate, DescentState state) {
    return new FunctionDescent(this, learningRate, state.array("weights", function.size()).clone());
  }
}
