package io.trebuchet.physics;

/**
 * Bounds on the learning rate in units of c = ηλ_max(H_0); NaN where the hypotheses do not hold.
 *
 * @param onePointC largest c proven to converge on one point: (60), (77), (92), (95) or (124)
 * @param method1C largest c proven by method 1: (138) or (180)
 * @param method2C estimate by method 2: (154) or (163)
 * @param doomedC smallest c proven not to converge: (68), (102) or 2λ_max(H_0)/λ_max(φφᵀ/D)
 */
public record Bounds(double onePointC, double method1C, double method2C, double doomedC) {
  /** No bound applies. */
  public static final Bounds NONE = new Bounds(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
