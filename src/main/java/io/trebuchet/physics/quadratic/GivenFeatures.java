package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.Model;
import io.trebuchet.physics.Numbers;
import io.trebuchet.physics.Parameters;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.training.Trainable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A quadratic model of whose features a user gives one part or both instead of having them drawn.
 *
 * @param model the model they are for; what is not given is drawn as it says
 */
record GivenFeatures(QuadraticModel model, FeatureArrays arrays)
    implements Model, Trainable.Derived {
  /** Reads a model of these sizes: as it is, or with the arrays that are given. */
  static Model read(Parameters parameters, FeatureSizes sizes) {
    FeatureArrays arrays = FeatureArrays.read(parameters, sizes);
    Spectrum spectrum = Spectrum.read(parameters, sizes, !arrays.quadratic());
    QuadraticModel model =
        new QuadraticModel(
            FeatureFamily.read(parameters, sizes, spectrum),
            sizes.readZetaSq(parameters),
            parameters.vector("initial-weights").orElse(null));
    return arrays.any() ? new GivenFeatures(model, arrays) : model;
  }

  @Override
  public Problem on(Sample sample, SeededRandom random) {
    return problem(sample, random, remark -> {});
  }

  private Problem problem(Sample sample, SeededRandom random, Consumer<String> remarks) {
    Dataset train = sample.train();
    arrays.requireFit(train);
    double zeta = Math.sqrt(model.zetaSq());
    double[] theta = model.weights(random);
    QuadraticFeatures features = byInput(sample, random, remarks);
    return arrays.trainingOnly().isEmpty()
        ? QuadraticProblem.create(features, sample, zeta, theta)
        : QuadraticProblem.create(
            byPoint(features, train, remarks), Sample.of(byIndex(train)), zeta, theta);
  }

  @Override
  public Trainable original() {
    return model;
  }

  @Override
  public int outputs() {
    return model.outputs();
  }

  @Override
  public Start start(Sample sample, SeededRandom random) {
    Dataset train = sample.train();
    arrays.requireFit(train);
    double zeta = Math.sqrt(model.zetaSq());
    double[] theta = model.weights(random);
    QuadraticFeatures features = byInput(sample, random, remark -> {});
    return arrays.trainingOnly().isEmpty()
        ? QuadraticStart.of(features, zeta, theta, points -> points)
        : QuadraticStart.of(
            byPoint(features, train, remark -> {}), zeta, theta, GivenFeatures::byIndex);
  }

  /** ψ(x) and φ(x); without W where the ψ_α are given. */
  private QuadraticFeatures byInput(Sample sample, SeededRandom random, Consumer<String> remarks) {
    FeatureFamily family = model.family();
    int psi = arrays.quadratic() ? 0 : family.psiSize();
    int phi = arrays.linear() ? 0 : family.phiSize();
    @Nullable QuadraticFeatures teacher = QuadraticFeatures.ofTeacher(sample);
    int d = sample.train().dimension();
    Nonlinearity g = family.g();
    double[][] w = new double[d][0];
    double[] u = new double[0];
    if (teacher != null) {
      QuadraticFeatures part = teacher.first(psi, phi);
      g = arrays.quadratic() ? g : part.g();
      u = part.u();
      for (int i = 0; i < d; i++) {
        w[i] = part.w(i);
      }
    } else {
      w = psi == 0 ? w : family.metaFeatureWeights(d, random);
      u = phi == 0 ? u : family.featureWeights(d, random);
    }
    return QuadraticFeatures.of(
        g, family.psiSize(), family.phiSize(), arrays.wOr(w, remarks), arrays.uOr(u));
  }

  /** The same features of the point e_α, the α-th unit vector, as these have of x_α. */
  private QuadraticFeatures byPoint(
      QuadraticFeatures features, Dataset train, Consumer<String> remarks) {
    int points = train.size();
    int count = features.phiSize();
    double[] phi = arrays.phiOr(features, train);
    double[] u = new double[phi.length];
    for (int alpha = 0; alpha < points; alpha++) {
      for (int mu = 0; mu < count; mu++) {
        u[mu * points + alpha] = phi[alpha * count + mu];
      }
    }
    double[][] psi = arrays.psiOr(features, train, remarks);
    return QuadraticFeatures.of(Nonlinearity.IDENTITY, features.psiSize(), count, psi, u);
  }

  private static Dataset byIndex(Dataset train) {
    int points = train.size();
    double[] units = new double[points * points];
    for (int alpha = 0; alpha < points; alpha++) {
      units[alpha * points + alpha] = 1;
    }
    return Dataset.of(points, units, train.labels());
  }

  @Override
  public List<Runnable> checks() {
    Stream<Runnable> all = arrays.all().stream().map(numbers -> numbers::read);
    return Stream.concat(model.checks().stream(), all).toList();
  }

  @Override
  public List<String> check(Sample sample) {
    List<String> remarks = new ArrayList<>();
    problem(sample, SeededRandom.of(0), remarks::add).close();
    return remarks;
  }

  @Override
  public Optional<String> trainingOnly() {
    return arrays.trainingOnly();
  }

  @Override
  public List<Numbers> given() {
    return Stream.concat(model.given().stream(), arrays.all().stream()).toList();
  }
}
