package io.trebuchet.physics.training;

/**
 * How weights are updated from a gradient g at the rate η, in PyTorch's definitions;
 * docs/physics.md, "Update rules".
 */
public sealed interface UpdateRule {
  /**
   * The largest η·λ at which a minimum of curvature λ can be held, full batch; of Adam, for which λ
   * is of the preconditioned Hessian.
   */
  double edge();

  /** Whether the edge is one of η λ_max(∇²L). */
  default boolean holdsByCurvature() {
    return true;
  }

  /** θ ← θ − ηg. */
  record Plain() implements UpdateRule {
    @Override
    public double edge() {
      return 2;
    }
  }

  /** m ← βm + g, θ ← θ − ηm: the heavy ball. */
  record Momentum(double beta) implements UpdateRule {
    @Override
    public double edge() {
      return 2 + 2 * beta;
    }
  }

  /** m ← βm + g, θ ← θ − η(g + βm). */
  record Nesterov(double beta) implements UpdateRule {
    @Override
    public double edge() {
      return (2 + 2 * beta) / (1 + 2 * beta);
    }
  }

  /** m ← βm + (1 − β)g, v ← β₂v + (1 − β₂)g², θ ← θ − η m̂/(√v̂ + ε), both without bias. */
  record Adam(double beta, double beta2, double epsilon) implements UpdateRule {
    @Override
    public double edge() {
      return 2 * (1 + beta) / (1 - beta);
    }

    @Override
    public boolean holdsByCurvature() {
      return false;
    }
  }
}
