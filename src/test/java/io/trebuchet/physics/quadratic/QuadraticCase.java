package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A random quadratic model on random data. */
final class QuadraticCase {
  private final QuadraticFeatures features;
  private final Sample sample;
  private final double zeta;
  private final double[] theta;

  private QuadraticCase(QuadraticFeatures features, Sample sample, double zeta, double[] theta) {
    this.features = features;
    this.sample = sample;
    this.zeta = zeta;
    this.theta = theta;
  }

  QuadraticFeatures features() {
    return features;
  }

  Sample sample() {
    return sample;
  }

  double zeta() {
    return zeta;
  }

  double[] theta() {
    return theta;
  }

  /** Sizes of a model and its data. */
  record Shape(int psi, int phi, int dimension, int points, Nonlinearity g) {}

  static QuadraticCase draw(Shape shape, boolean zeroLabels, SeededRandom random) {
    double[][] w = new double[shape.dimension][];
    for (int i = 0; i < shape.dimension; i++) {
      w[i] = symmetric(shape.psi, random);
    }
    QuadraticFeatures features =
        QuadraticFeatures.of(
            shape.g, shape.psi, shape.phi, w, random.gaussians(shape.phi * shape.dimension));
    Dataset train = points(shape.points, shape.dimension, zeroLabels, random);
    Dataset test = points(5, shape.dimension, false, random);
    return new QuadraticCase(
        features,
        new Sample(train, test, Map.of()),
        1 / Math.sqrt(shape.psi),
        random.gaussians(shape.psi + shape.phi));
  }

  private static double[] symmetric(int n, SeededRandom random) {
    double[] w = new double[n * n];
    for (int j = 0; j < n; j++) {
      for (int i = 0; i <= j; i++) {
        w[j * n + i] = random.uniform(-0.6, 0.6);
        w[i * n + j] = w[j * n + i];
      }
    }
    return w;
  }

  private static Dataset points(int size, int d, boolean zeroLabels, SeededRandom random) {
    double[] x = new double[size * d];
    double[] y = new double[size];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.uniform(-1, 1);
    }
    for (int i = 0; i < size; i++) {
      y[i] = zeroLabels ? 0 : random.uniform(-1, 1);
    }
    return Dataset.of(d, x, y);
  }

  PlainQuadratic plain() {
    return new PlainQuadratic(features, sample.train(), zeta, theta);
  }

  QuadraticProblem problem() {
    return QuadraticProblem.create(features, sample, zeta, theta);
  }

  QuadraticProblem problem(double[] weights) {
    return QuadraticProblem.create(features, sample, zeta, weights);
  }

  /** The model in each of the forms it has; all must be closed. */
  List<QuadraticProblem> forms() {
    List<QuadraticProblem> forms = new ArrayList<>(List.of(problem()));
    Dataset train = sample.train();
    forms.add(
        with(
            PsiOperators.perPoint(features, train, sample.test(), Long.MAX_VALUE, Long.MAX_VALUE)));
    forms.add(with(PsiOperators.perPoint(features, train, sample.test(), 0, 0)));
    double[] all = new double[train.inputs().length + testSet().inputs().length];
    System.arraycopy(train.inputs(), 0, all, 0, train.inputs().length);
    System.arraycopy(testSet().inputs(), 0, all, train.inputs().length, testSet().inputs().length);
    @Nullable PsiExpansion expansion = PsiExpansion.of(features, all);
    if (expansion != null) {
      forms.add(with(PsiOperators.expanded(features, expansion, train, sample.test())));
    }
    return forms;
  }

  private QuadraticProblem with(PsiOperators operators) {
    return QuadraticProblem.create(features, operators, sample, zeta, theta);
  }

  Dataset testSet() {
    Dataset test = sample.test();
    if (test == null) {
      throw new AssertionError("every case has a test set");
    }
    return test;
  }
}
