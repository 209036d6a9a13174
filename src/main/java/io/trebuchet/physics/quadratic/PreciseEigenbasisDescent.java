package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Observed;
import io.trebuchet.physics.linalg.DoubleDouble;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A trial of an {@link EigenbasisProblem} in double-double arithmetic: the same steps, plainly. */
final class PreciseEigenbasisDescent implements GradientDescent {
  private final EigenbasisProblem problem;
  private final double learningRate;
  private final DoubleDouble[] a;
  private DoubleDouble projection;
  private DoubleDouble residualDotInput = DoubleDouble.ZERO;

  PreciseEigenbasisDescent(EigenbasisProblem problem, double learningRate) {
    this.problem = problem;
    this.learningRate = learningRate;
    double[] start = problem.initialPsiWeights();
    a = new DoubleDouble[start.length];
    for (int i = 0; i < a.length; i++) {
      a[i] = DoubleDouble.of(start[i]);
    }
    projection = DoubleDouble.of(problem.initialProjection());
  }

  @Override
  public double learningRate() {
    return learningRate;
  }

  @Override
  public void measure(Measurement into) {
    DoubleDouble first = DoubleDouble.ZERO;
    for (int i = 0; i < a.length; i++) {
      first = first.plus(a[i].times(a[i]).times(problem.eigenvalues()[i]));
    }
    DoubleDouble slope = first.times(problem.zeta()).times(0.5).plus(projection);
    Dataset train = problem.train();
    residualDotInput = DoubleDouble.ZERO;
    DoubleDouble squares = DoubleDouble.ZERO;
    for (int alpha = 0; alpha < train.size(); alpha++) {
      double x = train.inputs()[alpha];
      DoubleDouble residual = slope.times(x).minus(DoubleDouble.of(train.labels()[alpha]));
      residualDotInput = residualDotInput.plus(residual.times(x));
      squares = squares.plus(residual.times(residual));
    }
    // All but the loss follows from the rounded weights, to rounding.
    try (EigenbasisDescent rounded = rounded()) {
      rounded.measure(into);
    }
    into.loss = squares.hi() / (2.0 * train.size());
  }

  private EigenbasisDescent rounded() {
    return EigenbasisDescent.resume(problem, learningRate, state());
  }

  @Override
  public void evaluateTest(Measurement into) {}

  @Override
  public void advance() {
    DoubleDouble rate = residualDotInput.times(learningRate).over(problem.train().size());
    projection = projection.minus(rate.times(problem.featureNormSq()));
    DoubleDouble shrink = rate.times(problem.zeta());
    for (int i = 0; i < a.length; i++) {
      a[i] = a[i].minus(a[i].times(shrink).times(problem.eigenvalues()[i]));
    }
  }

  @Override
  public double[] weights() {
    try (EigenbasisDescent rounded = rounded()) {
      return rounded.weights();
    }
  }

  /** Rounded: no trial goes on from it. */
  @Override
  public DescentState state() {
    double[] rounded = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      rounded[i] = a[i].hi();
    }
    return DescentState.of(
        Map.of("eigenbasis-weights", rounded, "projection", new double[] {projection.hi()}));
  }

  @Override
  public @Nullable Observed observed() {
    EigenbasisDescent rounded = rounded();
    rounded.measure(new Measurement());
    return rounded.observed();
  }

  @Override
  public void close() {}
}
