package io.trebuchet.physics;

/**
 * What one state of a trial measures; a reusable buffer that {@link GradientDescent#measure} fills,
 * so that a step allocates nothing. A field that does not apply to a model holds NaN.
 */
public final class Measurement {
  /** L = (1/2D) Σ ε_α², paper (2). */
  public double loss;

  /** θ², the squared norm of all trainable weights. */
  public double weightNormSq;

  /** Top eigenvalue of the NTK H_αβ = (1/D) ∂z_α/∂θ·∂z_β/∂θ, paper (4). */
  public double lambdaMax;

  /** η λ_max, of the Gauss–Newton matrix where the loss is not squared. */
  public double etaLambda;

  /**
   * Top eigenvalue of the Gauss–Newton matrix JᵀCJ/D, C the curvature of the loss; NaN where that
   * is the NTK's.
   */
  public double gaussNewtonMax = Double.NaN;

  /** The largest η λ_max(∇²L) at which the update rule can hold a minimum. */
  public double edge = 2;

  /** Whether the next step is one of plain gradient descent. */
  public boolean plain = true;

  /** |∇(L + ½ weight-decay θ²)|²; NaN where there is no decay. */
  public double stationaryNormSq = Double.NaN;

  /**
   * |∇L|² = εᵀHε/D; NaN for a model that does not say. |∇L|²/(2λ_max) ≤ L is the part of the loss
   * along the NTK.
   */
  public double gradientNormSq = Double.NaN;

  /**
   * Fraction of the first hidden layer's units that are zero, averaged over the training inputs.
   */
  public double sparsity1 = Double.NaN;

  /** The same for the second hidden layer. */
  public double sparsity2 = Double.NaN;

  /** ηCθ²/4: below 1 the bound (60) and its kin hold at this state. */
  public double safeMargin = Double.NaN;

  /** ηC'θ²/4: above 1 the bound (68) and its kin hold at this state. */
  public double doomedMargin = Double.NaN;

  /**
   * 8‖y‖²/(Dδ²) with δ = 4 − ηCθ² > 0: the loss must come back below it, for θ² falls strictly as
   * long as it is above, (143) and (180); NaN where that is not proven. 0 for zero labels.
   */
  public double returnsLevel = Double.NaN;

  /**
   * The part of the loss that a model quadratic in θ can still lose, if its residual can move in
   * one direction only: one point, or ψ_α = x_αW; else NaN. H is λ_max along that direction.
   */
  public double excessLoss = Double.NaN;

  /**
   * C = (ζ²/D) λ_max(Σ_α ψ_α²), (138), or of two-layer nets a₊²λ_max(xᵀx)/(nD); else NaN. The
   * second part of the loss Hessian, (1/D) Σ_α ε_α ∂²z_α, is no larger than √(2LC) either way.
   */
  public double curvature = Double.NaN;

  /** The same L over the test set; NaN where it was not evaluated. */
  public double testLoss = Double.NaN;

  /** Fraction of test points whose output has the sign of the label; NaN where not evaluated. */
  public double testAccuracy = Double.NaN;

  /** The test set has not been evaluated. */
  public void clearTest() {
    testLoss = Double.NaN;
    testAccuracy = Double.NaN;
  }

  /** Before the first {@link #addTest}. */
  public void beginTest() {
    testLoss = 0;
    testAccuracy = 0;
  }

  /** Takes in a test point: what the model says, and its label. */
  public void addTest(double z, double y) {
    testLoss += (z - y) * (z - y);
    testAccuracy += Math.signum(z) == Math.signum(y) ? 1 : 0;
  }

  /** After all {@code size} test points. */
  public void endTest(int size) {
    testLoss /= 2.0 * size;
    testAccuracy /= size;
  }

  /** aL = |∇L|²/(2λ_max), the part of the loss along the NTK; 0 where λ_max = 0. */
  public double lossAlongKernel() {
    double top = Double.isNaN(gaussNewtonMax) ? lambdaMax : gaussNewtonMax;
    double gradient = Double.isNaN(stationaryNormSq) ? gradientNormSq : stationaryNormSq;
    if (top == 0) {
      // A loss can be flat where its slope is not: far on the wrong side of a logistic one.
      return !Double.isNaN(gaussNewtonMax) && gradient > 0 ? Double.POSITIVE_INFINITY : 0;
    }
    return gradient / (2 * top);
  }

  /** Whether loss, weight norm and λ_max are all finite. */
  public boolean finite() {
    return Double.isFinite(loss) && Double.isFinite(weightNormSq) && Double.isFinite(lambdaMax);
  }

  /** Whether the NTK is zero while the loss is not: gradient descent can never move again. */
  public boolean dead() {
    return lambdaMax == 0 && loss > 0;
  }
}
