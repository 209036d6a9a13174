package io.trebuchet.physics;

/**
 * The pure quadratic model (19) with φ = 0 and the linear meta-feature of one-dimensional data, ψ_α
 * = x_α W: z_α = ½ζ x_α θᵀWθ, θ ~ N(0, I_n).
 *
 * <p>W is symmetric, so everything happens in its eigenbasis (physics.md, "Faster, exactly" 3): a
 * rotation of W and θ together changes nothing, and a standard normal θ stays one.
 *
 * @param n number of weights, even if {@code mirrored}
 * @param zetaSq ζ²
 * @param low lower end of the interval that positive eigenvalues of W are drawn from
 * @param high its upper end
 * @param mirrored whether each eigenvalue λ comes with −λ, so that E[z_0] = 0 (24)
 */
public record PureQuadratic(int n, double zetaSq, double low, double high, boolean mirrored)
    implements Model {

  @Override
  public Problem on(Sample sample, SeededRandom random) {
    if (sample.train().dimension() != 1) {
      throw new IllegalArgumentException(
          "the pure quadratic model takes one-dimensional data here, this has "
              + sample.train().dimension()
              + " dimensions");
    }
    double[] theta = random.split("weights").gaussians(n);
    return PureQuadraticProblem.create(
        sample.train(), Math.sqrt(zetaSq), eigenvalues(random.split("eigenvalues")), theta);
  }

  private double[] eigenvalues(SeededRandom random) {
    double[] lambda = new double[n];
    int positive = mirrored ? n / 2 : n;
    for (int i = 0; i < positive; i++) {
      lambda[i] = low == high ? low : random.uniform(low, high);
    }
    for (int i = positive; i < n; i++) {
      lambda[i] = -lambda[i - positive];
    }
    return lambda;
  }
}
