package io.trebuchet.physics.quadratic;

import static io.trebuchet.physics.quadratic.PlainQuadratic.dot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.linalg.Jacobi;
import io.trebuchet.physics.linalg.Matrix;
import io.trebuchet.physics.quadratic.QuadraticCase.Shape;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;

/** The general form against plain loops and the exact identities of docs/physics.md. */
final class QuadraticTest {
  @Provide
  Arbitrary<Shape> shapes() {
    return shapes(0, 4, 1, 6);
  }

  @Provide
  Arbitrary<Shape> pure() {
    return shapes(0, 0, 1, 6);
  }

  private static Arbitrary<Shape> shapes(int minPhi, int maxPhi, int minPoints, int maxPoints) {
    return Combinators.combine(
            Arbitraries.integers().between(1, 12),
            Arbitraries.integers().between(minPhi, maxPhi),
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(minPoints, maxPoints),
            Arbitraries.of(Nonlinearity.class))
        .as(Shape::new);
  }

  private static Measurement measured(GradientDescent descent) {
    Measurement m = new Measurement();
    descent.measure(m);
    return m;
  }

  private static void assertClose(double[] actual, double[] expected, double tolerance) {
    double scale = 0;
    for (double x : expected) {
      scale = Math.max(scale, Math.abs(x));
    }
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(tolerance * (scale + 1e-3)));
    }
  }

  @Property(tries = 60)
  void everyFormAgreesWithPlainLoops(
      @ForAll("shapes") Shape shape,
      @ForAll @LongRange(min = 0) long seed,
      @ForAll @DoubleRange(min = 0.1, max = 2.5) double c) {
    QuadraticCase given = QuadraticCase.draw(shape, false, SeededRandom.of(seed));
    for (QuadraticProblem problem : given.forms()) {
      PlainQuadratic plain = given.plain();
      double lambda = Jacobi.largest(plain.kernel(), shape.points());
      assertThat(problem.initialLambdaMax()).isCloseTo(lambda, within(1e-11 * lambda));
      double eta = c / lambda;
      try (problem;
          QuadraticDescent descent = problem.start(eta)) {
        for (int t = 0; t < 20; t++) {
          // From the very state of the run: the dynamics itself amplifies rounding without bound.
          System.arraycopy(descent.weights(), 0, plain.theta, 0, plain.theta.length);
          Measurement m = measured(descent);
          double tolerance = 1e-12;
          assertThat(m.loss)
              .isCloseTo(plain.loss(), within(tolerance * (1e-2 + 10 * plain.loss())));
          assertThat(m.weightNormSq).isCloseTo(plain.normSq(), within(tolerance * plain.normSq()));
          assertClose(descent.kernel(), plain.kernel(), tolerance);
          assertClose(descent.residuals(), plain.residuals(), 10 * tolerance);
          double top = Jacobi.largest(plain.kernel(), shape.points());
          assertThat(m.lambdaMax).isCloseTo(top, within(1e-10 * top));
          assertThat(m.etaLambda).isEqualTo(eta * m.lambdaMax);
          double before = Math.sqrt(plain.normSq());
          descent.advance();
          plain.advance(eta);
          double[] after = descent.weights();
          for (int i = 0; i < after.length; i++) {
            double size = before + Math.sqrt(plain.normSq());
            assertThat(after[i]).isCloseTo(plain.theta[i], within(tolerance * size));
          }
          if (!(plain.loss() < 1e100)) {
            break;
          }
        }
      }
    }
  }

  @Property(tries = 40)
  void everyFormEvaluatesTheTestSet(
      @ForAll("shapes") Shape shape, @ForAll @LongRange(min = 0) long seed) {
    QuadraticCase given = QuadraticCase.draw(shape, false, SeededRandom.of(seed));
    PlainQuadratic plain =
        new PlainQuadratic(given.features(), given.testSet(), given.zeta(), given.theta());
    double eta = 0.5 / Jacobi.largest(given.plain().kernel(), shape.points());
    PlainQuadratic trained = given.plain();
    trained.advance(eta);
    System.arraycopy(trained.theta, 0, plain.theta, 0, plain.theta.length);
    int right = 0;
    for (int i = 0; i < plain.size; i++) {
      right += Math.signum(plain.output(i)) == Math.signum(plain.y[i]) ? 1 : 0;
    }
    for (QuadraticProblem problem : given.forms()) {
      try (problem;
          QuadraticDescent descent = problem.start(eta)) {
        measured(descent);
        descent.advance();
        Measurement m = measured(descent);
        assertThat(m.testLoss).isNaN();
        descent.evaluateTest(m);
        assertThat(m.testLoss).isCloseTo(plain.loss(), within(1e-12 * (1 + plain.loss())));
        assertThat(m.testAccuracy).isEqualTo(right / 5.0);
      }
    }
  }

  /** (30), (31) with D² and D³, and (46), of which (139) is the case φ = 0. */
  @Property(tries = 60)
  void oneStepObeysTheExactUpdates(
      @ForAll("shapes") Shape shape,
      @ForAll @LongRange(min = 0) long seed,
      @ForAll @DoubleRange(min = 0.1, max = 5) double c) {
    QuadraticCase given = QuadraticCase.draw(shape, false, SeededRandom.of(seed));
    PlainQuadratic plain = given.plain();
    int d = shape.points();
    try (QuadraticProblem problem = given.problem();
        QuadraticDescent descent = problem.start(c / problem.initialLambdaMax())) {
      double eta = descent.learningRate();
      double normSq = measured(descent).weightNormSq;
      double[] e = descent.residuals();
      double[] h = descent.kernel();
      descent.advance();
      Measurement next = measured(descent);

      double expectedNorm = normSq;
      double[] expectedE = e.clone();
      double[] expectedH = h.clone();
      double z3 = Math.pow(given.zeta(), 3);
      for (int a = 0; a < d; a++) {
        double z = e[a] + plain.y[a];
        expectedNorm += -4 * eta / d * e[a] * z + 2 * eta / d * e[a] * plain.linear(a);
        for (int b = 0; b < d; b++) {
          expectedNorm += eta * eta / d * e[a] * e[b] * h[a * d + b];
          expectedE[a] -= eta * h[a * d + b] * e[b];
          for (int r = 0; r < d; r++) {
            double[] turned = plain.psiTimes(a, plain.psiTheta(b));
            expectedE[a] +=
                eta * eta * z3 / (2.0 * d * d) * e[b] * e[r] * dot(turned, plain.psiTheta(r));
          }
          for (int g = 0; g < d; g++) {
            double[] ag = plain.psiTimes(a, plain.psiTheta(g));
            double[] bg = plain.psiTimes(b, plain.psiTheta(g));
            expectedH[a * d + b] -=
                eta
                    * z3
                    / (d * d)
                    * e[g]
                    * (dot(ag, plain.psiTheta(b)) + dot(bg, plain.psiTheta(a)));
            for (int r = 0; r < d; r++) {
              double[] br = plain.psiTimes(b, plain.psiTheta(r));
              expectedH[a * d + b] +=
                  eta * eta * z3 * given.zeta() / ((double) d * d * d) * e[g] * e[r] * dot(ag, br);
            }
          }
        }
      }
      double size = normSq + next.weightNormSq;
      assertThat(next.weightNormSq).isCloseTo(expectedNorm, within(1e-11 * size));
      assertClose(descent.residuals(), expectedE, 1e-10);
      assertClose(descent.kernel(), expectedH, 1e-10);
    }
  }

  /** (81), with 2L = z². */
  @Property(tries = 60)
  void theMonotoneQuantityObeysItsUpdate(
      @ForAll("shapes") Shape any,
      @ForAll @LongRange(min = 0) long seed,
      @ForAll @DoubleRange(min = 0.1, max = 3) double c) {
    Shape shape = new Shape(any.psi(), any.phi() + 1, any.dimension(), 1, any.g());
    QuadraticCase given = QuadraticCase.draw(shape, true, SeededRandom.of(seed));
    double[] phi = given.plain().phi[0];
    double phiSq = dot(phi, phi);
    try (QuadraticProblem problem = given.problem();
        QuadraticDescent descent = problem.start(c / problem.initialLambdaMax())) {
      double eta = descent.learningRate();
      Measurement now = measured(descent);
      double q = q(now, descent, phi, shape.psi());
      for (int t = 0; t < 10 && now.weightNormSq < 1e6; t++) {
        double expected = q + eta * 2 * now.loss * (eta * (now.lambdaMax + phiSq) - 4);
        descent.advance();
        Measurement next = measured(descent);
        double actual = q(next, descent, phi, shape.psi());
        assertThat(actual).isCloseTo(expected, within(1e-11 * (q + actual)));
        now = next;
        q = actual;
      }
    }
  }

  /** θ² + (φᵀθ)²/φ². */
  private static double q(Measurement m, GradientDescent descent, double[] phi, int psiSize) {
    double along = 0;
    double[] theta = descent.weights();
    for (int mu = 0; mu < phi.length; mu++) {
      along += phi[mu] * theta[psiSize + mu];
    }
    return m.weightNormSq + along * along / dot(phi, phi);
  }

  @Property(tries = 40)
  void theStepIsTheGradientOfTheLoss(
      @ForAll("shapes") Shape shape, @ForAll @LongRange(min = 0) long seed) {
    QuadraticCase given = QuadraticCase.draw(shape, false, SeededRandom.of(seed));
    double[] step = step(given, given.theta());
    double h = 1e-4;
    double[] differences = new double[step.length];
    for (int i = 0; i < step.length; i++) {
      double[] right = given.theta().clone();
      double[] left = given.theta().clone();
      right[i] += h;
      left[i] -= h;
      differences[i] = (lossAt(given, right) - lossAt(given, left)) / (2 * h);
    }
    assertClose(step, differences, 1e-6);
  }

  private static double lossAt(QuadraticCase given, double[] theta) {
    try (QuadraticProblem problem = given.problem(theta);
        QuadraticDescent descent = problem.start(1)) {
      return measured(descent).loss;
    }
  }

  /** What one step of rate 1 takes away from θ. */
  private static double[] step(QuadraticCase given, double[] theta) {
    try (QuadraticProblem problem = given.problem(theta);
        QuadraticDescent descent = problem.start(1)) {
      measured(descent);
      descent.advance();
      double[] after = descent.weights();
      double[] step = new double[after.length];
      for (int i = 0; i < after.length; i++) {
        step[i] = theta[i] - after[i];
      }
      return step;
    }
  }

  @Property(tries = 40)
  void theHessianIsTheDerivativeOfTheGradient(
      @ForAll("shapes") Shape shape, @ForAll @LongRange(min = 0) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    QuadraticCase given = QuadraticCase.draw(shape, false, random);
    double[] v = random.gaussians(given.theta().length);
    // The gradient is a cubic of θ, on which differences of fourth order are exact.
    double h = 1e-2;
    double[] near = differences(given, v, h);
    double[] far = differences(given, v, 2 * h);
    double[] derivative = new double[v.length];
    for (int i = 0; i < v.length; i++) {
      derivative[i] = (4 * near[i] - far[i]) / 3;
    }
    try (QuadraticProblem problem = given.problem();
        QuadraticDescent descent = problem.start(1)) {
      measured(descent);
      assertClose(descent.observed().hessianTimes(v), derivative, 1e-9);
      assertThat(descent.layers()).hasSize(shape.phi() == 0 ? 1 : 2);
      assertThat(descent.layers().getLast().to()).isEqualTo(v.length);
    }
  }

  /** Central differences of the gradient along v. */
  private static double[] differences(QuadraticCase given, double[] v, double h) {
    double[] right = given.theta().clone();
    double[] left = given.theta().clone();
    for (int i = 0; i < v.length; i++) {
      right[i] += h * v[i];
      left[i] -= h * v[i];
    }
    double[] ahead = step(given, right);
    double[] behind = step(given, left);
    double[] differences = new double[v.length];
    for (int i = 0; i < v.length; i++) {
      differences[i] = (ahead[i] - behind[i]) / (2 * h);
    }
    return differences;
  }

  /** Only without bias: z(θ) = z(−θ). */
  @Property(tries = 20)
  void changingTheSignOfAllWeightsChangesNothing(
      @ForAll("pure") Shape shape, @ForAll @LongRange(min = 0) long seed) {
    QuadraticCase given = QuadraticCase.draw(shape, false, SeededRandom.of(seed));
    double[] minus = given.theta().clone();
    for (int i = 0; i < minus.length; i++) {
      minus[i] = -minus[i];
    }
    try (QuadraticProblem one = given.problem();
        QuadraticProblem other = given.problem(minus);
        QuadraticDescent first = one.start(0.1);
        QuadraticDescent second = other.start(0.1)) {
      for (int t = 0; t < 5; t++) {
        assertThat(measured(first).loss).isEqualTo(measured(second).loss);
        first.advance();
        second.advance();
      }
    }
  }

  /** z(sθ) = s²z(θ) (11). */
  @Property(tries = 20)
  void outputsAreHomogeneous(@ForAll("pure") Shape shape, @ForAll @LongRange(min = 0) long seed) {
    QuadraticCase given = QuadraticCase.draw(shape, true, SeededRandom.of(seed));
    double[] twice = given.theta().clone();
    for (int i = 0; i < twice.length; i++) {
      twice[i] *= 2;
    }
    assertThat(lossAt(given, twice)).isEqualTo(16 * lossAt(given, given.theta()));
  }

  /** g = identity: z is linear in x, and the best loss is that of least squares of y on x. */
  @Property(tries = 15)
  void randomLabelsEndAtTheLeastSquaresFloor(@ForAll @LongRange(min = 0) long seed) {
    QuadraticCase given =
        QuadraticCase.draw(
            new Shape(12, 0, 2, 8, Nonlinearity.IDENTITY), false, SeededRandom.of(seed));
    Dataset train = given.sample().train();
    double xx = 0;
    double xy = 0;
    double yy = 0;
    double xt = 0;
    double yt = 0;
    double tt = 0;
    for (int a = 0; a < train.size(); a++) {
      double x = train.input(a, 0);
      double y = train.input(a, 1);
      double t = train.labels()[a];
      xx += x * x;
      xy += x * y;
      yy += y * y;
      xt += x * t;
      yt += y * t;
      tt += t * t;
    }
    double floor =
        (tt - (yy * xt * xt - 2 * xy * xt * yt + xx * yt * yt) / (xx * yy - xy * xy))
            / (2 * train.size());
    try (QuadraticProblem problem = given.problem();
        QuadraticDescent descent = problem.start(0.5 / problem.initialLambdaMax())) {
      Measurement m = measured(descent);
      for (int t = 0; t < 4000; t++) {
        assertThat(m.loss).isGreaterThanOrEqualTo(floor * (1 - 1e-12));
        descent.advance();
        m = measured(descent);
      }
      assertThat(m.loss).isCloseTo(floor, within(1e-3 * floor + 1e-9));
    }
  }

  @Property(tries = 10)
  void nothingIsKeptOutsideTheHeap(
      @ForAll("shapes") Shape shape, @ForAll @LongRange(min = 0) long seed) {
    QuadraticCase given = QuadraticCase.draw(shape, false, SeededRandom.of(seed));
    long before = Matrix.bytesInUse();
    List<QuadraticProblem> forms = given.forms();
    assertThat(Matrix.bytesInUse()).isGreaterThan(before);
    for (QuadraticProblem problem : forms) {
      try (QuadraticDescent descent = problem.start(0.1)) {
        measured(descent);
        descent.hessianTimes(given.theta());
      }
      problem.close();
    }
    assertThat(Matrix.bytesInUse()).isEqualTo(before);
  }
}
