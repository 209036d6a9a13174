package io.trebuchet.control;

import io.trebuchet.physics.Measurement;

/**
 * The certificate that a trial is in the basin of a minimum: a local Polyak–Łojasiewicz inequality
 * whose constant provably holds for the rest of the run. For models that are quadratic in θ, z_α =
 * φ_αᵀθ + ½ζ θᵀψ_αθ, whose residual can move in one direction x̂ only (one point, or ψ_α = x_αW),
 * so that the excess loss is E = e²/2D with e = x̂ᵀε, and H there is the number λ.
 *
 * <p>One step moves θ by δ with |δ| = η√λ √(2E), since |∇L|² = (1/D) εᵀHε = 2λE: that is the PL
 * equality. With C = (ζ²/D) λ_max(Σ_α ψ_α²), paper (138), exactly
 *
 * <pre>
 *   e' = (1 − ηλ) e + ½ζ δᵀ(Σ x̂_α ψ_α)δ,     |second term| ≤ ½√(CD) |δ|² = ½ η²λ √(2CE) |e|
 *   |√λ' − √λ| ≤ √C |δ|                       (the gradient ζψθ + φ is C-Lipschitz, over √D)
 * </pre>
 *
 * for |Σ x̂_α ψ_α v|² ≤ vᵀ(Σ ψ_α²)v. Suppose all further steps together are no longer than R. Then
 * λ stays within (√λ ± √C R)², every step shrinks |e| by at least
 *
 * <pre>
 *   ρ = max(|1 − ηλ_lo|, |1 − ηλ_hi|) + ½ η²λ_hi √(2CE),
 * </pre>
 *
 * and they are together no longer than η√λ_hi √(2E)/(1 − ρ). If that is at most R, then by
 * induction over the steps it all holds for ever: |e| → 0 geometrically, ηλ < 2 throughout, and
 * |ΔL| ≤ E falls below any {@code stop.loss-change}, so the paper's own rule ends the trial too.
 *
 * @param contraction ρ; NaN where the model offers no constants
 * @param lowestEtaLambda ηλ_lo
 * @param highestEtaLambda ηλ_hi
 * @param proven whether the induction closes, with {@link Certificate#MARGIN} to spare
 */
record Basin(
    double excessLoss,
    double contraction,
    double lowestEtaLambda,
    double highestEtaLambda,
    boolean proven) {

  /** Of a state; cheap, but meant for states near a minimum only. */
  static Basin of(Measurement m) {
    double rate = m.etaLambda / m.lambdaMax;
    double root = Math.sqrt(m.lambdaMax);
    double lipschitz = Math.sqrt(m.curvature);
    double push = Math.sqrt(2 * m.excessLoss);
    // Any R will do; the first bound, doubled, leaves room for what it costs itself.
    Basin still = within(m, rate, root, 0, lipschitz * push);
    double radius = 2 * rate * root * push / (1 - still.contraction);
    Basin basin = within(m, rate, root, lipschitz * radius, lipschitz * push);
    double path = Math.sqrt(rate * basin.highestEtaLambda) * push / (1 - basin.contraction);
    boolean proven =
        basin.contraction < 1 - Certificate.MARGIN && path <= radius * (1 - Certificate.MARGIN);
    return new Basin(
        m.excessLoss, basin.contraction, basin.lowestEtaLambda, basin.highestEtaLambda, proven);
  }

  private static Basin within(Measurement m, double rate, double root, double turn, double bend) {
    double low = rate * Math.max(0, root - turn) * Math.max(0, root - turn);
    double high = rate * (root + turn) * (root + turn);
    double contraction = Math.max(Math.abs(1 - low), Math.abs(1 - high)) + 0.5 * rate * high * bend;
    return new Basin(m.excessLoss, contraction, low, high, false);
  }

  /** After at most so many steps every change of the loss is below {@code lossChange}. */
  double stepsUntil(double lossChange) {
    return Math.max(0, Math.ceil(Math.log(lossChange / excessLoss) / (2 * Math.log(contraction))));
  }
}
