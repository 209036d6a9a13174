package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.PreciseDescent;
import io.trebuchet.physics.linalg.DoubleDouble;
import java.util.Map;

/** A trial of an {@link EigenbasisProblem} in double-double arithmetic: the same steps, plainly. */
final class PreciseEigenbasisDescent extends PreciseDescent {
  private final EigenbasisProblem problem;
  private final DoubleDouble[] a;
  private DoubleDouble projection;
  private DoubleDouble residualDotInput = DoubleDouble.ZERO;

  PreciseEigenbasisDescent(EigenbasisProblem problem, double learningRate) {
    super(learningRate);
    this.problem = problem;
    double[] start = problem.initialPsiWeights();
    a = new DoubleDouble[start.length];
    for (int i = 0; i < a.length; i++) {
      a[i] = DoubleDouble.of(start[i]);
    }
    projection = DoubleDouble.of(problem.initialProjection);
  }

  @Override
  protected double measureLoss() {
    DoubleDouble first = DoubleDouble.ZERO;
    for (int i = 0; i < a.length; i++) {
      first = first.plus(a[i].times(a[i]).times(problem.eigenvalues[i]));
    }
    DoubleDouble slope = first.times(problem.zeta).times(0.5).plus(projection);
    Dataset train = problem.train;
    residualDotInput = DoubleDouble.ZERO;
    DoubleDouble squares = DoubleDouble.ZERO;
    for (int alpha = 0; alpha < train.size(); alpha++) {
      double x = train.inputs()[alpha];
      DoubleDouble residual = slope.times(x).minus(DoubleDouble.of(train.labels()[alpha]));
      residualDotInput = residualDotInput.plus(residual.times(x));
      squares = squares.plus(residual.times(residual));
    }
    return squares.hi() / (2.0 * train.size());
  }

  @Override
  protected GradientDescent rounded() {
    return EigenbasisDescent.resume(problem, learningRate, state());
  }

  @Override
  public void advance() {
    DoubleDouble rate = residualDotInput.times(learningRate).over(problem.train.size());
    projection = projection.minus(rate.times(problem.featureNormSq));
    DoubleDouble shrink = rate.times(problem.zeta);
    for (int i = 0; i < a.length; i++) {
      a[i] = a[i].minus(a[i].times(shrink).times(problem.eigenvalues[i]));
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
}
