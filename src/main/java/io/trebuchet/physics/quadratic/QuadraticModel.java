package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.MemoryNeed;
import io.trebuchet.physics.Model;
import io.trebuchet.physics.Numbers;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.training.Trainable;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The quadratic model z_α = φ_αᵀθ + ½ζ θᵀψ_αθ, (19) and (182), θ ~ N(0, I): with n_φ = 0 the pure
 * quadratic model.
 *
 * @param family how the features are made; data made by a teacher brings its own
 * @param zetaSq ζ²
 * @param initialWeights θ_0, the part of ψ first; null to draw it
 */
public record QuadraticModel(FeatureFamily family, double zetaSq, @Nullable Numbers initialWeights)
    implements Model, Trainable {
  /** The pure quadratic model with n weights and g = identity. */
  public static QuadraticModel pure(int n, double zetaSq, Spectrum spectrum) {
    FeatureFamily family =
        new FeatureFamily(n, 0, Nonlinearity.IDENTITY, spectrum, true, FeatureScales.NONE);
    return new QuadraticModel(family, zetaSq, null);
  }

  @Override
  public Problem on(Sample sample, SeededRandom random) {
    double zeta = Math.sqrt(zetaSq);
    double[] theta = weights(random);
    if (staysInEigenbasis(sample)) {
      double[] u = family.featureWeights(1, random);
      return EigenbasisProblem.create(
          sample,
          zeta,
          family.eigenvalues(random),
          u,
          theta,
          weights -> family.outOfEigenbasis(weights, random));
    }
    QuadraticFeatures teacher = QuadraticFeatures.ofTeacher(sample);
    QuadraticFeatures features =
        teacher == null
            ? family.draw(sample.train().dimension(), random)
            : teacher.first(family.psiSize(), family.phiSize());
    return QuadraticProblem.create(features, sample, zeta, theta);
  }

  @Override
  public List<Runnable> checks() {
    return List.of(this::checkWeights, family::check);
  }

  private void checkWeights() {
    if (initialWeights != null) {
      double[] unused = requireCount(initialWeights.read());
    }
  }

  @Override
  public List<String> check(Sample sample) {
    checks().forEach(Runnable::run);
    if (!staysInEigenbasis(sample)) {
      family.requireMatrices();
      QuadraticFeatures teacher = QuadraticFeatures.ofTeacher(sample);
      if (teacher != null) {
        teacher.requireHolds(family.psiSize(), family.phiSize());
      }
    }
    return List.of();
  }

  /** Without a teacher's features, which are made already. */
  @Override
  public MemoryNeed memory(Sample sample) {
    double psi = family.psiSize();
    double size = family.size();
    if (staysInEigenbasis(sample)) {
      return MemoryNeed.ofHeap(2 * size, psi).with(sample);
    }
    // The W, at least one operator made of them, and the sum of the squares of these.
    double matrices = psi * psi * (sample.train().dimension() + 2.0);
    return MemoryNeed.ofHeap(size + matrices, size + psi).with(sample);
  }

  @Override
  public List<Numbers> given() {
    return Stream.of(initialWeights, family.spectrum().values()).filter(Objects::nonNull).toList();
  }

  @Override
  public int outputs() {
    return 1;
  }

  /** The trial that plain gradient descent has at this seed, outside of any eigenbasis. */
  @Override
  public Start start(Sample sample, SeededRandom random) {
    double[] theta = weights(random);
    double[] given =
        staysInEigenbasis(sample) && initialWeights == null
            ? family.outOfEigenbasis(theta, random)
            : theta;
    return start(sample, given, random);
  }

  private Start start(Sample sample, double[] theta, SeededRandom random) {
    QuadraticFeatures teacher = QuadraticFeatures.ofTeacher(sample);
    QuadraticFeatures features =
        teacher == null
            ? family.draw(sample.train().dimension(), random)
            : teacher.first(family.psiSize(), family.phiSize());
    return QuadraticStart.of(features, Math.sqrt(zetaSq), theta, points -> points);
  }

  @Override
  public int layers(Sample sample) {
    return family.phiSize() == 0 ? 1 : 2;
  }

  @Override
  public MemoryNeed memoryToTrain(Sample sample) {
    return QuadraticStart.memory(family.psiSize(), family.phiSize(), sample);
  }

  /** One W, and weights that are as random in its eigenbasis as in any other. */
  private boolean staysInEigenbasis(Sample sample) {
    return QuadraticFeatures.ofTeacher(sample) == null
        && sample.train().dimension() == 1
        && family.g() == Nonlinearity.IDENTITY
        && (initialWeights == null || !family.randomBasis());
  }

  /** θ_0: given, or drawn. */
  double[] weights(SeededRandom random) {
    if (initialWeights == null) {
      return random.split("weights").gaussians(family.size());
    }
    return requireCount(initialWeights.read());
  }

  private double[] requireCount(double[] given) {
    if (given.length != family.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "model.initial-weights: %d numbers, but the model has %d weights",
              given.length,
              family.size()));
    }
    return given;
  }
}
