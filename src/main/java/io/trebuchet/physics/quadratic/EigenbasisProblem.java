package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A quadratic model with ψ_α = x_α W and φ_α = x_α u on one-dimensional data, in the eigenbasis of
 * W: a rotation of W and θ together changes nothing (docs/physics.md, "Faster, exactly", 3). With
 * a_i the weights there and λ_i the eigenvalues, z_α = x_α (½ζ Σ λ_i a_i² + uᵀθ_φ), and the NTK is
 * the rank-one matrix H_αβ = (x_α x_β/D)(ζ² Σ λ_i² a_i² + u²).
 */
public final class EigenbasisProblem implements Problem {
  final Dataset train;
  final @Nullable Dataset test;
  final double zeta;
  final double[] eigenvalues;

  /** u; shared, read-only. */
  final double[] features;

  private final double[] initialWeights;
  final double inputNormSq;
  final double featureNormSq;
  final double initialProjection;
  private final double fixedNormSq;
  private final UnaryOperator<double[]> outOfEigenbasis;
  final QuadraticMargins margins;
  private final Initial initial;

  private EigenbasisProblem(
      Sample sample,
      double zeta,
      double[] eigenvalues,
      double[] features,
      double[] initialWeights,
      UnaryOperator<double[]> outOfEigenbasis) {
    this.outOfEigenbasis = outOfEigenbasis;
    this.train = sample.train();
    this.test = sample.test();
    this.zeta = zeta;
    this.eigenvalues = eigenvalues;
    this.features = features;
    this.initialWeights = initialWeights;
    this.inputNormSq = normSq(train.inputs());
    this.featureNormSq = normSq(features);
    double f = 0;
    double theta = 0;
    for (int mu = 0; mu < features.length; mu++) {
      double weight = initialWeights[eigenvalues.length + mu];
      f += features[mu] * weight;
      theta += weight * weight;
    }
    this.initialProjection = f;
    this.fixedNormSq = featureNormSq == 0 ? theta : theta - f * f / featureNormSq;
    this.margins = findMargins();
    Measurement measured = new Measurement();
    try (EigenbasisDescent state = start(0)) {
      state.measure(measured);
      this.initial =
          new Initial(measured.lambdaMax, margins.bounds(state.state(measured), effective()));
    }
  }

  /** A problem whose weights are given in the eigenbasis of W, which is diagonal for example. */
  public static EigenbasisProblem create(
      Sample sample, double zeta, double[] eigenvalues, double[] features, double[] weights) {
    return create(sample, zeta, eigenvalues, features, weights, UnaryOperator.identity());
  }

  /**
   * A problem with given spectrum and weights.
   *
   * @param sample points in one dimension
   * @param eigenvalues of W, length n_ψ
   * @param features u, length n_φ; empty for the pure quadratic model
   * @param weights θ_0, the part of ψ in the eigenbasis of W, length n_ψ + n_φ
   * @param outOfEigenbasis makes of θ in that basis the one that W itself acts on
   * @throws IllegalArgumentException if the lengths differ
   */
  static EigenbasisProblem create(
      Sample sample,
      double zeta,
      double[] eigenvalues,
      double[] features,
      double[] weights,
      UnaryOperator<double[]> outOfEigenbasis) {
    if (eigenvalues.length + features.length != weights.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d eigenvalues and %d features, but %d weights",
              eigenvalues.length,
              features.length,
              weights.length));
    }
    Dataset test = sample.test();
    if (sample.train().dimension() != 1 || (test != null && test.dimension() != 1)) {
      throw new IllegalArgumentException("the eigenbasis of one W takes one-dimensional data only");
    }
    return new EigenbasisProblem(
        sample, zeta, eigenvalues.clone(), features.clone(), weights.clone(), outOfEigenbasis);
  }

  private static double normSq(double[] values) {
    double sum = 0;
    for (double x : values) {
      sum += x * x;
    }
    return sum;
  }

  private QuadraticMargins findMargins() {
    double largest = 0;
    double smallest = Double.POSITIVE_INFINITY;
    for (double lambda : eigenvalues) {
      largest = Math.max(largest, lambda * lambda);
      smallest = Math.min(smallest, lambda * lambda);
    }
    double factor = zeta * zeta / train.size() * inputNormSq;
    // Where φ is 0, θ_φ is part of θ² but not of H.
    smallest = features.length > 0 && featureNormSq == 0 ? 0 : smallest;
    return new QuadraticMargins(
        train.labelsAreZero(),
        train.size() == 1,
        factor * largest,
        train.size() == 1 ? factor * smallest : Double.NaN,
        featureNormSq * inputNormSq / train.size(),
        train.meanSquaredLabel());
  }

  /** ψ_eff and φ_eff are multiples of W and u: the top eigenvector of H is x/|x|. */
  private QuadraticMargins.Effective effective() {
    double root = Math.sqrt(inputNormSq / train.size());
    return new QuadraticMargins.Effective(
        margins.top(), margins.featureTop(), root * initialProjection);
  }

  @Override
  public Initial initial() {
    return initial;
  }

  @Override
  public EigenbasisDescent start(double learningRate) {
    return EigenbasisDescent.start(this, learningRate);
  }

  @Override
  public EigenbasisDescent resume(double learningRate, DescentState state) {
    return EigenbasisDescent.resume(this, learningRate, state);
  }

  @Override
  public GradientDescent precise(double learningRate) {
    return new PreciseEigenbasisDescent(this, learningRate);
  }

  @Override
  public double[] given(double[] weights) {
    return outOfEigenbasis.apply(weights);
  }

  /** θ² from its part on ψ and f = uᵀθ_φ; what is orthogonal to u never changes. */
  double weightNormSq(double psiNormSq, double projection) {
    double along = featureNormSq == 0 ? 0 : projection * projection / featureNormSq;
    return psiNormSq + fixedNormSq + along;
  }

  /** θ from its part on ψ and f = uᵀθ_φ. */
  double[] weights(double[] psiWeights, double projection) {
    double[] weights = initialWeights.clone();
    System.arraycopy(psiWeights, 0, weights, 0, psiWeights.length);
    double moved = featureNormSq == 0 ? 0 : (projection - initialProjection) / featureNormSq;
    for (int mu = 0; mu < features.length; mu++) {
      weights[psiWeights.length + mu] += moved * features[mu];
    }
    return weights;
  }

  /** A copy of θ_0's part on ψ. */
  double[] initialPsiWeights() {
    return Arrays.copyOf(initialWeights, eigenvalues.length);
  }
}
