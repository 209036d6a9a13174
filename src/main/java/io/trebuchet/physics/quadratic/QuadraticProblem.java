package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.Lifetime;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SharedProducts;
import io.trebuchet.physics.linalg.Eigenvalues;
import io.trebuchet.physics.linalg.KernelForm;
import io.trebuchet.physics.linalg.TopEigenvalue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A quadratic model (182) with dense ψ_α on its data, with the initial weights of one seed. */
public final class QuadraticProblem implements Problem {
  private final QuadraticFeatures features;
  private final PsiOperators operators;
  private final Dataset train;
  private final @Nullable Dataset test;
  private final double zeta;
  private final double[] initialWeights;
  private final double[] featureKernel;
  private final KernelForm kernelForm;
  private final KernelForm spectrumForm;
  private final QuadraticMargins margins;
  private final Initial initial;
  private final Lifetime lifetime = Lifetime.of("problem");

  private QuadraticProblem(
      QuadraticFeatures features,
      PsiOperators operators,
      Sample sample,
      double zeta,
      double[] initialWeights) {
    this.features = features;
    this.operators = operators;
    this.train = sample.train();
    this.test = sample.test();
    this.zeta = zeta;
    this.initialWeights = initialWeights;
    this.featureKernel = assembleFeatureKernel();
    this.kernelForm = operators.kernelForm(featureKernel);
    this.spectrumForm =
        kernelForm.reduced(train.inputs(), train.dimension(), squaredFeatureWeights());
    this.margins = findMargins();
    try (QuadraticDescent state = start(0)) {
      state.measure(new Measurement());
      double[] kernel = state.kernel();
      double lambdaMax = Eigenvalues.largest(kernel, train.size());
      this.initial =
          new Initial(lambdaMax, margins.bounds(state.marginState(lambdaMax), effective(kernel)));
    }
  }

  /**
   * A problem with the given features and initial weights.
   *
   * @param weights θ_0: n_ψ, then n_φ
   * @throws IllegalArgumentException if shapes differ
   */
  public static QuadraticProblem create(
      QuadraticFeatures features, Sample sample, double zeta, double[] weights) {
    PsiOperators operators = PsiOperators.of(features, sample.train(), sample.test());
    return create(features, operators, sample, zeta, weights);
  }

  /** The same in a chosen form; closes {@code operators} with the problem. */
  public static QuadraticProblem create(
      QuadraticFeatures features,
      PsiOperators operators,
      Sample sample,
      double zeta,
      double[] weights) {
    try {
      requireShapes(features, sample, weights);
      return new QuadraticProblem(features, operators, sample, zeta, weights.clone());
    } catch (RuntimeException e) {
      operators.close();
      throw e;
    }
  }

  private static void requireShapes(QuadraticFeatures features, Sample sample, double[] weights) {
    int size = features.psiSize() + features.phiSize();
    if (weights.length != size) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%d initial weights, but the model has %d", weights.length, size));
    }
    Dataset test = sample.test();
    if (sample.train().dimension() != features.dimension()
        || (test != null && test.dimension() != features.dimension())) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "features of %d dimensions, but training points of %d%s",
              features.dimension(),
              sample.train().dimension(),
              test == null ? "" : " and test points of " + test.dimension()));
    }
  }

  /** φ_αᵀφ_β/D. */
  private double[] assembleFeatureKernel() {
    int size = train.size();
    double[] phi = features.phi(train);
    int count = features.phiSize();
    double[] kernel = new double[size * size];
    for (int alpha = 0; alpha < size; alpha++) {
      for (int beta = 0; beta <= alpha; beta++) {
        double sum = 0;
        for (int mu = 0; mu < count; mu++) {
          sum += phi[alpha * count + mu] * phi[beta * count + mu];
        }
        kernel[alpha * size + beta] = sum / size;
        kernel[beta * size + alpha] = sum / size;
      }
    }
    return kernel;
  }

  /** B of φφᵀ/D = X B Xᵀ, d×d. */
  private double[] squaredFeatureWeights() {
    int d = features.dimension();
    double[] u = features.u();
    double[] b = new double[d * d];
    for (int mu = 0; mu < features.phiSize(); mu++) {
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < d; j++) {
          b[i * d + j] += u[mu * d + i] * u[mu * d + j] / train.size();
        }
      }
    }
    return b;
  }

  private QuadraticMargins findMargins() {
    int size = train.size();
    boolean zero = train.labelsAreZero();
    double top =
        zeta * zeta / size * Eigenvalues.largest(operators.sumOfSquares(), operators.size());
    double featureTop = features.phiSize() == 0 ? 0 : Eigenvalues.largest(featureKernel, size);
    // Where φ is 0, θ_φ is part of θ² but not of H.
    boolean bounded = features.phiSize() == 0 || featureTop > 0;
    double bottom =
        zero && size == 1
            ? bounded ? zeta * zeta * squares(operators.combined(new double[] {1})).bottom : 0
            : Double.NaN;
    return new QuadraticMargins(
        zero, size == 1, top, bottom, Math.max(featureTop, 0), train.meanSquaredLabel());
  }

  private record Squares(double bottom, double top) {}

  /** λ_min and λ_max of the square of a symmetric n_ψ×n_ψ matrix. */
  private Squares squares(double[] matrix) {
    double[] values = Eigenvalues.all(matrix, operators.size());
    double smallest = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (double value : values) {
      smallest = Math.min(smallest, Math.abs(value));
      largest = Math.max(largest, Math.abs(value));
    }
    // The decomposition is exact to rounding of the largest one only.
    smallest = Math.max(0, smallest - 1e-12 * largest);
    return new Squares(smallest * smallest, largest * largest);
  }

  /** ψ_eff and φ_eff (155), (164): the mean along the top eigenvector of H_0, over √D. */
  private QuadraticMargins.Effective effective(double[] initialKernel) {
    int size = train.size();
    TopEigenvalue direction = new TopEigenvalue(size);
    direction.of(initialKernel);
    double[] e = direction.vector().clone();
    double root = Math.sqrt(size);
    for (int alpha = 0; alpha < size; alpha++) {
      e[alpha] /= root;
    }
    double top = zeta * zeta * squares(operators.combined(e)).top;
    double[] phi = features.phi(train);
    int count = features.phiSize();
    double featureSq = 0;
    double projection = 0;
    for (int mu = 0; mu < count; mu++) {
      double effective = 0;
      for (int alpha = 0; alpha < size; alpha++) {
        effective += e[alpha] * phi[alpha * count + mu];
      }
      featureSq += effective * effective;
      projection += effective * initialWeights[features.psiSize() + mu];
    }
    return new QuadraticMargins.Effective(top, featureSq, projection);
  }

  @Override
  public Initial initial() {
    return initial;
  }

  @Override
  public QuadraticDescent start(double learningRate) {
    lifetime.requireOpen();
    return QuadraticDescent.start(this, learningRate);
  }

  @Override
  public QuadraticDescent resume(double learningRate, DescentState state) {
    lifetime.requireOpen();
    return QuadraticDescent.resume(this, learningRate, state);
  }

  @Override
  public SharedProducts sharedProducts() {
    return new QuadraticProducts();
  }

  @Override
  public void close() {
    if (lifetime.end()) {
      operators.close();
    }
  }

  QuadraticFeatures features() {
    return features;
  }

  PsiOperators operators() {
    return operators;
  }

  Dataset train() {
    return train;
  }

  @Nullable Dataset test() {
    return test;
  }

  double zeta() {
    return zeta;
  }

  double[] initialWeights() {
    return initialWeights;
  }

  /** H as a D×D matrix. */
  KernelForm kernelForm() {
    return kernelForm;
  }

  /** A smaller matrix with the same largest eigenvalue. */
  KernelForm spectrumForm() {
    return spectrumForm;
  }

  QuadraticMargins margins() {
    return margins;
  }
}
