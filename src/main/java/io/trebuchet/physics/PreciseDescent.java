package io.trebuchet.physics;

import org.jspecify.annotations.Nullable;

/**
 * A trial in double-double arithmetic, of which only the loss is precise: all else follows from the
 * rounded weights, to rounding.
 */
public abstract class PreciseDescent extends Descent {
  protected PreciseDescent(double learningRate) {
    super(learningRate);
  }

  /** The trial in double precision at the rounded weights; a new one. */
  protected abstract GradientDescent rounded();

  /** Takes the residuals of the current weights; the loss they make. */
  protected abstract double measureLoss();

  @Override
  public final void measure(Measurement into) {
    double loss = measureLoss();
    try (GradientDescent rounded = rounded()) {
      rounded.measure(into);
    }
    into.loss = loss;
  }

  @Override
  public final void evaluateTest(Measurement into) {}

  @Override
  public final double[] weights() {
    try (GradientDescent rounded = rounded()) {
      return rounded.weights();
    }
  }

  /** Rounded: no trial goes on from it. */
  @Override
  public DescentState state() {
    try (GradientDescent rounded = rounded()) {
      return rounded.state();
    }
  }

  @Override
  public final @Nullable Observed observed() {
    GradientDescent rounded = rounded();
    rounded.measure(new Measurement());
    return rounded.observed();
  }

  @Override
  public final void close() {}
}
