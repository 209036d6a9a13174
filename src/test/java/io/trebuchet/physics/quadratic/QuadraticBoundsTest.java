package io.trebuchet.physics.quadratic;

import static io.trebuchet.physics.quadratic.PlainQuadratic.dot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.physics.Bounds;
import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.linalg.Jacobi;
import io.trebuchet.physics.quadratic.QuadraticCase.Shape;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** The bounds against their definitions and against what runs really do. */
final class QuadraticBoundsTest {
  @Provide
  Arbitrary<Shape> shapes() {
    return Combinators.combine(
            Arbitraries.integers().between(2, 10),
            Arbitraries.integers().between(0, 4),
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(1, 5),
            Arbitraries.of(Nonlinearity.class))
        .as(Shape::new);
  }

  private static Measurement measured(GradientDescent descent) {
    Measurement m = new Measurement();
    descent.measure(m);
    return m;
  }

  /** λ_max of the square of Σ_α e_α ψ_α, by Jacobi. */
  private static double squareTop(PlainQuadratic plain, double[] e) {
    int n = plain.psiSize;
    double[] combined = new double[n * n];
    for (int alpha = 0; alpha < plain.size; alpha++) {
      for (int k = 0; k < n * n; k++) {
        combined[k] += e[alpha] * plain.psi[alpha][k / n][k % n];
      }
    }
    double[] square = new double[n * n];
    addSquare(combined, n, square);
    return Jacobi.largest(square, n);
  }

  private static void addSquare(double[] matrix, int n, double[] into) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < n; k++) {
          into[i * n + j] += matrix[i * n + k] * matrix[k * n + j];
        }
      }
    }
  }

  private static double omegaTop(PlainQuadratic plain) {
    int n = plain.psiSize;
    double[] sum = new double[n * n];
    for (double[][] psi : plain.psi) {
      double[] flat = new double[n * n];
      for (int k = 0; k < n * n; k++) {
        flat[k] = psi[k / n][k % n];
      }
      addSquare(flat, n, sum);
    }
    return plain.zeta * plain.zeta / plain.size * Jacobi.largest(sum, n);
  }

  /** The top eigenvector by many multiplications. */
  private static double[] topVector(double[] kernel, int size) {
    double[] v = SeededRandom.of(7).gaussians(size);
    for (int pass = 0; pass < 20_000; pass++) {
      double[] next = new double[size];
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          next[i] += kernel[i * size + j] * v[j];
        }
      }
      double norm = Math.sqrt(dot(next, next));
      for (int i = 0; i < size; i++) {
        v[i] = next[i] / norm;
      }
    }
    return v;
  }

  @Property(tries = 40)
  void everyFormHasTheBoundsOfTheirDefinitions(
      @ForAll("shapes") Shape shape, @ForAll @LongRange(min = 0) long seed, @ForAll boolean zero) {
    QuadraticCase given = QuadraticCase.draw(shape, zero, SeededRandom.of(seed));
    PlainQuadratic plain = given.plain();
    double lambda = Jacobi.largest(plain.kernel(), plain.size);
    double[] e = topVector(plain.kernel(), plain.size);
    double psiTop = plain.zeta * plain.zeta * squareTop(plain, e) / plain.size;
    double phiSq = 0;
    double projection = 0;
    for (int mu = 0; mu < shape.phi(); mu++) {
      double effective = 0;
      for (int alpha = 0; alpha < plain.size; alpha++) {
        effective += e[alpha] * plain.phi[alpha][mu] / Math.sqrt(plain.size);
      }
      phiSq += effective * effective;
      projection += effective * plain.theta[plain.psiSize + mu];
    }
    double q = plain.normSq() + (phiSq == 0 ? 0 : projection * projection / phiSq);
    double method2 = 4 * lambda / (2 * phiSq + psiTop * q);
    double method1 = 4 * lambda / (omegaTop(plain) * plain.normSq());
    for (QuadraticProblem problem : given.forms()) {
      try (problem) {
        Bounds bounds = problem.bounds();
        assertThat(bounds.method2C()).isCloseTo(method2, within(1e-6 * method2));
        if (shape.phi() == 0) {
          assertThat(bounds.method1C()).isCloseTo(method1, within(1e-10 * method1));
          assertThat(bounds.method1C()).isLessThanOrEqualTo(bounds.method2C() * (1 + 1e-9));
        } else {
          assertThat(bounds.method1C()).isNaN();
        }
        boolean onePoint = shape.points() == 1 && zero;
        if (onePoint) {
          assertThat(bounds.onePointC()).isCloseTo(method2, within(1e-9 * method2));
        } else {
          assertThat(bounds.onePointC()).isNaN();
          assertThat(Double.isNaN(bounds.doomedC())).isEqualTo(shape.phi() == 0);
        }
      }
    }
  }

  /** Zero labels: below 1 the margin only falls, and with it θ² or Q; the loss vanishes. */
  @Property(tries = 40)
  void belowTheSafeMarginNothingRisesAndTheLossVanishes(
      @ForAll("shapes") Shape any,
      @ForAll @LongRange(min = 0) long seed,
      @ForAll @DoubleRange(min = 0.5, max = 0.99) double share) {
    int points = any.phi() == 0 ? any.points() : 1;
    Shape shape = new Shape(any.psi(), any.phi(), any.dimension(), points, any.g());
    QuadraticCase given = QuadraticCase.draw(shape, true, SeededRandom.of(seed));
    try (QuadraticProblem problem = given.problem();
        GradientDescent probe = problem.start(1)) {
      double eta = share / measured(probe).safeMargin;
      try (GradientDescent descent = problem.start(eta)) {
        Measurement now = measured(descent);
        double start = now.loss;
        for (int t = 0; t < 5_000 && now.loss > 1e-9 * start; t++) {
          assertThat(now.safeMargin).isLessThan(1);
          descent.advance();
          Measurement next = measured(descent);
          assertThat(next.safeMargin).isLessThanOrEqualTo(now.safeMargin * (1 + 1e-13));
          if (shape.phi() == 0) {
            assertThat(next.weightNormSq).isLessThanOrEqualTo(now.weightNormSq * (1 + 1e-13));
          }
          now = next;
        }
        // A pure quadratic model whose outputs are all of one sign shrinks only like 1/t.
        assertThat(now.loss).isLessThanOrEqualTo(0.01 * start + 1e-9);
      }
    }
  }

  /** The paper's (77) is weaker than the certificate: below it the certificate holds. */
  @Property(tries = 40)
  void belowThePapersBoundTheCertificateHolds(
      @ForAll("shapes") Shape any,
      @ForAll @LongRange(min = 0) long seed,
      @ForAll @DoubleRange(min = 0.5, max = 1) double share) {
    Shape shape = new Shape(any.psi(), any.phi(), any.dimension(), 1, any.g());
    QuadraticCase given = QuadraticCase.draw(shape, true, SeededRandom.of(seed));
    try (QuadraticProblem problem = given.problem()) {
      double c = share * problem.bounds().onePointC();
      try (GradientDescent descent = problem.start(c / problem.initialLambdaMax())) {
        assertThat(measured(descent).safeMargin).isLessThanOrEqualTo(share * (1 + 1e-9));
      }
    }
  }

  /** Any labels and any number of points: above 2λ_max(H_0)/λ_max(φφᵀ/D) nothing converges. */
  @Property(tries = 40)
  void aboveTheDoomedBoundWithBiasNothingConverges(
      @ForAll("shapes") Shape any,
      @ForAll @LongRange(min = 0) long seed,
      @ForAll @DoubleRange(min = 1.01, max = 2) double share) {
    Shape shape = new Shape(any.psi(), any.phi() + 1, any.dimension(), any.points(), any.g());
    QuadraticCase given = QuadraticCase.draw(shape, false, SeededRandom.of(seed));
    try (QuadraticProblem problem = given.problem()) {
      double c = share * problem.bounds().doomedC();
      try (GradientDescent descent = problem.start(c / problem.initialLambdaMax())) {
        Measurement now = measured(descent);
        int quiet = 0;
        for (int t = 0; t < 3_000 && now.finite(); t++) {
          assertThat(now.doomedMargin).isCloseTo(share, within(1e-9));
          assertThat(now.etaLambda).isGreaterThan(2);
          double before = now.loss;
          descent.advance();
          now = measured(descent);
          quiet = Math.abs(now.loss - before) < 1e-9 * before ? quiet + 1 : 0;
          assertThat(quiet).isLessThan(20);
        }
      }
    }
  }

  /** (68) with a dense ψ: above it θ² only grows and the run overflows. */
  @Property(tries = 40)
  void aboveTheDoomedBoundWithoutBiasTheWeightsOverflow(
      @ForAll @IntRange(min = 1, max = 8) int half,
      @ForAll @LongRange(min = 0) long seed,
      @ForAll @DoubleRange(min = 1.01, max = 2) double share) {
    SeededRandom random = SeededRandom.of(seed);
    FeatureFamily family =
        new FeatureFamily(
            2 * half,
            0,
            Nonlinearity.IDENTITY,
            Spectrum.drawn(0.5, 1, true),
            true,
            FeatureScales.NONE);
    Dataset train = Dataset.of(2, new double[] {0.8, 0}, new double[] {0});
    double[] theta = random.gaussians(2 * half);
    try (QuadraticProblem problem =
        QuadraticProblem.create(family.draw(2, random), Sample.of(train), 0.5, theta)) {
      double c = share * problem.bounds().doomedC();
      try (GradientDescent descent = problem.start(c / problem.initialLambdaMax())) {
        Measurement now = measured(descent);
        for (int t = 0; t < 2_000 && now.finite(); t++) {
          assertThat(now.doomedMargin).isGreaterThan(1);
          descent.advance();
          Measurement next = measured(descent);
          if (next.finite()) {
            assertThat(next.weightNormSq).isGreaterThanOrEqualTo(now.weightNormSq);
          }
          now = next;
        }
        assertThat(now.finite()).isFalse();
      }
    }
  }

  @Property(tries = 20)
  void marginsNeedZeroLabels(@ForAll("shapes") Shape shape, @ForAll @LongRange(min = 0) long seed) {
    QuadraticCase given = QuadraticCase.draw(shape, false, SeededRandom.of(seed));
    try (QuadraticProblem problem = given.problem();
        GradientDescent descent = problem.start(0.1)) {
      Measurement m = measured(descent);
      assertThat(m.safeMargin).isNaN();
      assertThat(Double.isNaN(m.doomedMargin)).isEqualTo(shape.phi() == 0);
    }
  }
}
