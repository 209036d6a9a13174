package io.trebuchet.physics.quadratic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.SharedProducts;
import io.trebuchet.physics.linalg.Jacobi;
import io.trebuchet.physics.quadratic.QuadraticCase.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Whole runs of quadratic models: against the plain program, together, and resumed. */
final class QuadraticRunsTest {
  @Provide
  Arbitrary<Shape> shapes() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 40),
            Arbitraries.integers().between(0, 4),
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(1, 10),
            Arbitraries.of(Nonlinearity.class))
        .as(Shape::new);
  }

  @Provide
  Arbitrary<Shape> wide() {
    return Combinators.combine(
            Arbitraries.integers().between(20, 60),
            Arbitraries.integers().between(0, 4),
            Arbitraries.integers().between(1, 2),
            Arbitraries.integers().between(1, 8),
            Arbitraries.of(Nonlinearity.class))
        .as(Shape::new);
  }

  /** The bits of everything that a step measures. */
  private static List<Long> bits(GradientDescent descent) {
    Measurement m = new Measurement();
    descent.measure(m);
    descent.evaluateTest(m);
    List<Long> bits = new ArrayList<>();
    for (double x :
        new double[] {
          m.loss,
          m.weightNormSq,
          m.lambdaMax,
          m.etaLambda,
          m.safeMargin,
          m.doomedMargin,
          m.testLoss,
          m.testAccuracy
        }) {
      bits.add(Double.doubleToRawLongBits(x));
    }
    for (double x : descent.weights()) {
      bits.add(Double.doubleToRawLongBits(x));
    }
    return bits;
  }

  private static List<Problem> everyKind(Shape shape, SeededRandom random) {
    QuadraticCase given = QuadraticCase.draw(shape, false, random);
    List<Problem> problems = new ArrayList<>(given.forms());
    Dataset points = Dataset.of(1, random.gaussians(4), random.gaussians(4));
    problems.add(
        EigenbasisProblem.create(
            new Sample(points, points, Map.of()),
            0.3,
            random.gaussians(shape.psi()),
            random.gaussians(shape.phi()),
            random.gaussians(shape.psi() + shape.phi())));
    return problems;
  }

  /** As far as the dynamics, judged by a plain twin moved by 1e-14, does not amplify rounding. */
  @Property(tries = 40, maxDiscardRatio = 20)
  void twoHundredStepsAgreeWithThePlainProgram(
      @ForAll("wide") Shape shape,
      @ForAll @LongRange(min = 0) long seed,
      @ForAll @DoubleRange(min = 0.1, max = 3) double c) {
    QuadraticCase given = QuadraticCase.draw(shape, false, SeededRandom.of(seed));
    PlainQuadratic plain = given.plain();
    PlainQuadratic twin = given.plain();
    for (int i = 0; i < twin.theta.length; i++) {
      twin.theta[i] *= 1 + 1e-14 * (i % 3 - 1);
    }
    double eta = c / Jacobi.largest(plain.kernel(), shape.points());
    double furthest = 0;
    for (int t = 0; t < 200; t++) {
      plain.advance(eta);
      twin.advance(eta);
      furthest = Math.max(furthest, Math.abs(plain.normSq() - twin.normSq()) / plain.normSq());
    }
    Assume.that(furthest < 1e-10 && plain.loss() < 1e6);
    for (QuadraticProblem problem : given.forms()) {
      try (problem;
          QuadraticDescent descent = problem.start(eta)) {
        Measurement m = new Measurement();
        for (int t = 0; t < 200; t++) {
          descent.measure(m);
          descent.advance();
        }
        descent.measure(m);
        assertThat(m.loss).isCloseTo(plain.loss(), within(1e-8 * (1e-3 + plain.loss())));
        assertThat(m.weightNormSq).isCloseTo(plain.normSq(), within(1e-8 * plain.normSq()));
        double[] weights = descent.weights();
        double norm = Math.sqrt(plain.normSq());
        for (int i = 0; i < weights.length; i++) {
          assertThat(weights[i]).isCloseTo(plain.theta[i], within(1e-8 * norm));
        }
      }
    }
  }

  /** Whatever is beside it, and whether or not it took part in a product. */
  @Property(tries = 30)
  void trialsTogetherHaveTheBitsOfTrialsAlone(
      @ForAll("shapes") Shape shape,
      @ForAll @LongRange(min = 0) long seed,
      @ForAll @IntRange(min = 1, max = 9) int trials) {
    SeededRandom random = SeededRandom.of(seed);
    for (QuadraticProblem problem : QuadraticCase.draw(shape, false, random).forms()) {
      try (problem) {
        SharedProducts products = Objects.requireNonNull(problem.sharedProducts());
        List<GradientDescent> alone = new ArrayList<>();
        List<GradientDescent> together = new ArrayList<>();
        for (int t = 0; t < trials; t++) {
          double eta = random.uniform(0.1, 4) / problem.initialLambdaMax();
          alone.add(problem.start(eta));
          together.add(problem.start(eta));
        }
        for (int step = 0; step < 12; step++) {
          List<GradientDescent> round = new ArrayList<>();
          for (GradientDescent trial : together) {
            if (random.uniform(0, 1) < 0.7) {
              round.add(trial);
            }
          }
          products.prepare(round);
          for (int t = 0; t < trials; t++) {
            assertThat(bits(together.get(t))).isEqualTo(bits(alone.get(t)));
            together.get(t).advance();
            alone.get(t).advance();
          }
        }
        alone.forEach(GradientDescent::close);
        together.forEach(GradientDescent::close);
      }
    }
  }

  @Property(tries = 40)
  void aResumedTrialHasTheBitsOfTheUninterrupted(
      @ForAll("shapes") Shape shape,
      @ForAll @LongRange(min = 0) long seed,
      @ForAll @DoubleRange(min = 0.1, max = 4) double c,
      @ForAll @IntRange(min = 0, max = 12) int steps) {
    for (Problem problem : everyKind(shape, SeededRandom.of(seed))) {
      double eta = c / problem.initialLambdaMax();
      try (problem;
          GradientDescent trial = problem.start(eta)) {
        for (int t = 0; t < steps; t++) {
          bits(trial);
          trial.advance();
        }
        DescentState advanced = trial.state();
        List<Long> first = bits(trial);
        DescentState measured = trial.state();
        try (GradientDescent one = problem.resume(eta, advanced);
            GradientDescent other = problem.resume(eta, measured)) {
          assertThat(bits(one)).isEqualTo(first);
          assertThat(bits(other)).isEqualTo(first);
          for (int t = 0; t < 10; t++) {
            trial.advance();
            one.advance();
            other.advance();
            List<Long> expected = bits(trial);
            assertThat(bits(one)).isEqualTo(expected);
            assertThat(bits(other)).isEqualTo(expected);
          }
          assertThat(one.state().arrays().keySet()).isEqualTo(trial.state().arrays().keySet());
          one.state()
              .arrays()
              .forEach((k, v) -> assertThat(trial.state().arrays().get(k)).isEqualTo(v));
        }
      }
    }
  }

  @Example
  void aStateOfAnotherModelIsRefused() {
    QuadraticCase small =
        QuadraticCase.draw(new Shape(5, 0, 1, 3, Nonlinearity.TANH), false, SeededRandom.of(1));
    QuadraticCase large =
        QuadraticCase.draw(new Shape(6, 0, 1, 3, Nonlinearity.TANH), false, SeededRandom.of(1));
    try (QuadraticProblem one = small.problem();
        QuadraticProblem other = large.problem();
        GradientDescent trial = one.start(0.1)) {
      assertThatThrownBy(() -> other.resume(0.1, trial.state()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'weights' has 5 numbers where 6 are needed");
    }
  }
}
