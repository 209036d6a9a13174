package io.trebuchet.physics;

/**
 * The pure quadratic model on one-dimensional data. With a_i the weights in the eigenbasis of W and
 * λ_i its eigenvalues, z_α = x_α s with s = ½ζ Σ λ_i a_i², and the NTK is the rank-one matrix H_αβ
 * = (ζ²/D) x_α x_β Σ λ_i² a_i², whose top eigenvalue is (ζ²/D)|x|² Σ λ_i² a_i² exactly.
 */
public final class PureQuadraticProblem implements Problem {
  private final Dataset train;
  private final double zeta;
  private final double[] eigenvalues;
  private final double[] initialWeights;
  private final double inputNormSq;
  private final double squareMax;
  private final double squareMin;
  private final double initialLambdaMax;
  private final Bounds bounds;

  private PureQuadraticProblem(
      Dataset train, double zeta, double[] eigenvalues, double[] initialWeights) {
    this.train = train;
    this.zeta = zeta;
    this.eigenvalues = eigenvalues;
    this.initialWeights = initialWeights;
    double norm = 0;
    for (double x : train.inputs()) {
      norm += x * x;
    }
    this.inputNormSq = norm;
    double largest = 0;
    double smallest = Double.POSITIVE_INFINITY;
    for (double lambda : eigenvalues) {
      largest = Math.max(largest, lambda * lambda);
      smallest = Math.min(smallest, lambda * lambda);
    }
    this.squareMax = largest;
    this.squareMin = smallest;
    Measurement initial = new Measurement();
    try (GradientDescent state = start(0)) {
      state.measure(initial);
    }
    this.initialLambdaMax = initial.lambdaMax;
    this.bounds = bounds(initial);
  }

  /**
   * A problem with given spectrum and weights.
   *
   * @param train D points in one dimension
   * @param eigenvalues of W, length n
   * @param weights θ_0 in the eigenbasis of W, length n
   * @throws IllegalArgumentException if the lengths differ
   */
  public static PureQuadraticProblem create(
      Dataset train, double zeta, double[] eigenvalues, double[] weights) {
    if (eigenvalues.length != weights.length) {
      throw new IllegalArgumentException(
          eigenvalues.length + " eigenvalues, but " + weights.length + " weights");
    }
    return new PureQuadraticProblem(train, zeta, eigenvalues.clone(), weights.clone());
  }

  @Override
  public double initialLambdaMax() {
    return initialLambdaMax;
  }

  @Override
  public Bounds bounds() {
    return bounds;
  }

  @Override
  public GradientDescent start(double learningRate) {
    return new PureQuadraticDescent(this, learningRate);
  }

  @Override
  public void close() {}

  /**
   * (60), (68), (138) and (154) in units of c. Here ψ_eff and Ω are multiples of W and W², so both
   * methods give the same number: C = (ζ²/D)|x|² λ_max(W²).
   */
  private Bounds bounds(Measurement initial) {
    double method = 4 * initialLambdaMax / (safeConstant() * initial.weightNormSq);
    boolean homogeneous = train.size() == 1 && train.labelsAreZero();
    double doomed =
        homogeneous && initial.loss > 0 && squareMin > 0
            ? 4 * initialLambdaMax / (doomedConstant() * initial.weightNormSq)
            : Double.NaN;
    return new Bounds(homogeneous ? method : Double.NaN, method, method, doomed);
  }

  /** C: λ_max(H) ≤ Cθ² always, (62) and (144). */
  double safeConstant() {
    return zeta * zeta / train.size() * inputNormSq * squareMax;
  }

  /** C': λ_max(H) ≥ C'θ² always, (69). */
  double doomedConstant() {
    return zeta * zeta / train.size() * inputNormSq * squareMin;
  }

  Dataset train() {
    return train;
  }

  double zeta() {
    return zeta;
  }

  double[] eigenvalues() {
    return eigenvalues;
  }

  double[] initialWeights() {
    return initialWeights;
  }

  double inputNormSq() {
    return inputNormSq;
  }
}
