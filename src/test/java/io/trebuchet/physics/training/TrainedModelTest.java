package io.trebuchet.physics.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Model;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.function.FunctionModel;
import io.trebuchet.physics.function.ParametricFunction;
import io.trebuchet.physics.linalg.Precision;
import io.trebuchet.physics.mlp.Activation;
import io.trebuchet.physics.mlp.Mlp;
import io.trebuchet.physics.mlp.Parametrisation;
import io.trebuchet.physics.net.Net;
import io.trebuchet.physics.net.Slopes;
import io.trebuchet.physics.quadratic.FeatureFamily;
import io.trebuchet.physics.quadratic.FeatureScales;
import io.trebuchet.physics.quadratic.Nonlinearity;
import io.trebuchet.physics.quadratic.QuadraticModel;
import io.trebuchet.physics.quadratic.Spectrum;
import io.trebuchet.physics.taylor.TaylorModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Other trainings against plain gradient descent, and against themselves after a resume. */
final class TrainedModelTest {
  private static final SeededRandom RANDOM = SeededRandom.of(7);
  private static final Mlp TANH =
      new Mlp(
          List.of(20, 10), new Activation(Activation.Kind.TANH, 0), 0.3, Parametrisation.NTK, 1, 1);

  /** A heavy ball without weight: plain gradient descent, in weight space. */
  private static final Training AS_PLAIN =
      new Training(
          Loss.SQUARED,
          new UpdateRule.Momentum(0),
          0,
          Double.POSITIVE_INFINITY,
          new Schedule.Constant(),
          List.of());

  private enum Kind {
    RELU,
    THREE_LAYERS,
    HOMOGENEOUS,
    LINE,
    EIGENBASIS,
    QUADRATIC,
    FUNCTION,
    MLP;

    Model model() {
      return switch (this) {
        case RELU -> new Net(64, 0, Slopes.RELU, Precision.DOUBLE);
        case THREE_LAYERS -> new Net(32, 1, Slopes.RELU, Precision.DOUBLE);
        case HOMOGENEOUS, LINE -> new Net(32, 0, Slopes.of(0.4, 1.3), Precision.DOUBLE);
        case EIGENBASIS -> QuadraticModel.pure(40, 2.0 / 40, spectrum());
        case QUADRATIC ->
            new QuadraticModel(
                new FeatureFamily(20, 4, Nonlinearity.TANH, spectrum(), true, FeatureScales.NONE),
                0.1,
                null);
        case FUNCTION -> FunctionModel.of(Waves::new);
        case MLP -> TANH;
      };
    }

    private static Spectrum spectrum() {
      return Spectrum.drawn(1, 2, true);
    }

    int dimension() {
      return this == LINE || this == EIGENBASIS ? 1 : 3;
    }
  }

  /** Σ_j a_j sin(b_j·x), which knows no second derivatives. */
  private record Waves(int dimension) implements ParametricFunction {
    private static final int COUNT = 5;

    @Override
    public int size() {
      return COUNT * (1 + dimension);
    }

    @Override
    public double[] initialWeights(SeededRandom random) {
      return random.gaussians(size());
    }

    @Override
    public double evaluate(double[] weights, double[] x, double[] gradient) {
      double z = 0;
      for (int j = 0; j < COUNT; j++) {
        int at = j * (1 + dimension);
        double phase = 0;
        for (int i = 0; i < dimension; i++) {
          phase += weights[at + 1 + i] * x[i];
        }
        z += weights[at] * Math.sin(phase);
        gradient[at] = Math.sin(phase);
        for (int i = 0; i < dimension; i++) {
          gradient[at + 1 + i] = weights[at] * Math.cos(phase) * x[i];
        }
      }
      return z;
    }
  }

  /**
   * Of a function of a user's own the Hessian comes from differences, and so does its expansion.
   */
  @Test
  void ownFunctionsHaveHessiansAndExpansionsToo() {
    FunctionModel waves = FunctionModel.of(Waves::new);
    Sample sample = sample(2, 1, 4);
    try (Problem plain = waves.on(sample, RANDOM);
        Problem trained = TrainedModel.of(waves, AS_PLAIN).orElseThrow().on(sample, RANDOM);
        GradientDescent one = plain.start(0.01);
        GradientDescent other = trained.start(0.01)) {
      Measurement m = new Measurement();
      one.measure(m);
      other.measure(m);
      double[] direction = SeededRandom.of(4).gaussians(one.weights().length);
      double[] product = Objects.requireNonNull(one.observed()).hessianTimes(direction);
      assertThat(Objects.requireNonNull(other.observed()).hessianTimes(direction))
          .containsExactly(product, within(1e-6));
    }
    // Near θ_0 the second order is as good as the function itself, the first is not.
    double[] ends = new double[3];
    for (int order = 0; order < 3; order++) {
      Model model = order == 0 ? waves : new TaylorModel(waves, waves, order);
      try (Problem problem = model.on(sample, RANDOM)) {
        ends[order] = course(problem, 0.002, 1).getLast()[2];
      }
    }
    assertThat(Math.abs(ends[2] - ends[0])).isLessThan(0.05 * Math.abs(ends[1] - ends[0]));
  }

  private static Sample sample(int dimension, int outputs, int points) {
    SeededRandom random = SeededRandom.of(3);
    Dataset train =
        Dataset.of(
            dimension,
            outputs,
            random.gaussians(points * dimension),
            random.gaussians(points * outputs));
    Dataset test =
        Dataset.of(
            dimension, outputs, random.gaussians(4 * dimension), random.gaussians(4 * outputs));
    return new Sample(train, test, Map.of());
  }

  private static List<double[]> course(Problem problem, double c, int steps) {
    List<double[]> rows = new ArrayList<>();
    Measurement m = new Measurement();
    try (GradientDescent descent = problem.start(c / problem.initialLambdaMax())) {
      for (int step = 0; step <= steps; step++) {
        if (step > 0) {
          descent.advance();
        }
        descent.measure(m);
        descent.evaluateTest(m);
        rows.add(
            new double[] {
              m.loss, m.weightNormSq, m.lambdaMax, m.gradientNormSq, m.testLoss, m.testAccuracy
            });
      }
    }
    return rows;
  }

  private static void assertAlike(List<double[]> these, List<double[]> those, double share) {
    assertThat(these).hasSameSizeAs(those);
    for (int step = 0; step < these.size(); step++) {
      double[] expected = those.get(step);
      for (int i = 0; i < expected.length; i++) {
        assertThat(these.get(step)[i])
            .as("step %d, column %d", step, i)
            .isCloseTo(expected[i], within(share * (1e-3 + Math.abs(expected[i]))));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHeavyBallWithoutWeightIsPlainGradientDescent(Kind kind) {
    Model model = kind.model();
    Sample sample = sample(kind.dimension(), 1, 6);
    Model trained = TrainedModel.of(model, AS_PLAIN).orElseThrow();
    try (Problem plain = model.on(sample, RANDOM.split("model"));
        Problem other = trained.on(sample, RANDOM.split("model"))) {
      assertThat(other.initialLambdaMax())
          .isCloseTo(plain.initialLambdaMax(), within(1e-11 * plain.initialLambdaMax()));
      assertAlike(course(other, 1.5, 30), course(plain, 1.5, 30), 1e-9);
    }
  }

  @Test
  void theSecondOrderOfAQuadraticModelIsThatModel() {
    for (Kind kind : List.of(Kind.EIGENBASIS, Kind.QUADRATIC)) {
      Sample sample = sample(kind.dimension(), 1, 5);
      Model model = kind.model();
      Model taylor = new TaylorModel(model, (Trainable) model, 2);
      try (Problem plain = model.on(sample, RANDOM.split("model"));
          Problem other = taylor.on(sample, RANDOM.split("model"))) {
        assertAlike(course(other, 2.5, 30), course(plain, 2.5, 30), 1e-8);
      }
    }
  }

  @Test
  void aLinearModelIsBothItsExpansions() {
    Mlp linear =
        new Mlp(
            List.of(),
            new Activation(Activation.Kind.TANH, 0),
            0.5,
            Parametrisation.STANDARD,
            1,
            2);
    Sample sample = sample(3, 2, 5);
    try (Problem plain = linear.on(sample, RANDOM)) {
      for (int order : List.of(1, 2)) {
        try (Problem taylor = new TaylorModel(linear, linear, order).on(sample, RANDOM)) {
          assertAlike(course(taylor, 1.5, 20), course(plain, 1.5, 20), 1e-9);
        }
      }
    }
  }

  /** The paper's mechanism: above c = 2 what is linear diverges, what is quadratic does not. */
  @Test
  void aNetAndItsQuadraticModelCatapultWhereTheLinearOneDiverges() {
    Mlp wide =
        new Mlp(
            List.of(400), new Activation(Activation.Kind.TANH, 0), 0, Parametrisation.NTK, 1, 1);
    SeededRandom random = SeededRandom.of(5);
    Sample sample = Sample.of(Dataset.of(2, random.gaussians(10), random.gaussians(5)));
    double[] highest = new double[3];
    double[] last = new double[3];
    for (int order = 0; order < 3; order++) {
      Model model = order == 0 ? wide : new TaylorModel(wide, wide, order);
      try (Problem problem = model.on(sample, RANDOM)) {
        List<double[]> course = course(problem, 2.5, 300);
        double first = course.getFirst()[0];
        highest[order] = course.stream().mapToDouble(row -> row[0]).max().orElseThrow() / first;
        last[order] = course.getLast()[0] / first;
      }
    }
    assertThat(highest[0]).isGreaterThan(5);
    assertThat(highest[2]).isGreaterThan(5);
    assertThat(last[0]).isLessThan(0.1);
    assertThat(last[2]).isLessThan(0.1);
    assertThat(last[1]).isGreaterThan(1e20);
  }

  @Test
  void aResumedTrialGoesOnBitForBit() {
    List<UpdateRule> rules =
        List.of(
            new UpdateRule.Plain(),
            new UpdateRule.Momentum(0.9),
            new UpdateRule.Nesterov(0.5),
            new UpdateRule.Adam(0.9, 0.999, 1e-8));
    for (UpdateRule rule : rules) {
      Training training =
          new Training(
              Loss.CROSS_ENTROPY, rule, 0.01, 0.5, new Schedule.Warmup(8), List.of(1.0, 0.5, 2.0));
      Mlp net =
          new Mlp(
              List.of(8, 6),
              new Activation(Activation.Kind.GELU, 0),
              0.2,
              Parametrisation.MEAN_FIELD,
              1,
              3);
      Dataset points =
          Dataset.of(
              2, 3, RANDOM.gaussians(8), new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1, 0.5, 0.5, 0});
      Sample sample = Sample.of(points);
      Problem problem =
          TrainedModel.of(net, training).orElseThrow().on(sample, RANDOM.split("resumed"));
      double[] whole;
      Measurement m = new Measurement();
      try (GradientDescent descent = problem.start(0.05)) {
        for (int step = 0; step < 12; step++) {
          descent.measure(m);
          descent.advance();
        }
        descent.measure(m);
        whole = numbers(m, descent);
      }
      GradientDescent descent = problem.start(0.05);
      for (int step = 0; step < 12; step++) {
        // Each step in another object, from a state taken before or after the update.
        descent.measure(m);
        if (step % 2 == 0) {
          descent = resumed(problem, descent);
          descent.measure(m);
        }
        descent.advance();
        descent = resumed(problem, descent);
      }
      descent.measure(m);
      assertThat(numbers(m, descent)).isEqualTo(whole);
      descent.close();
    }
  }

  private static GradientDescent resumed(Problem problem, GradientDescent descent) {
    try (descent) {
      return problem.resume(0.05, descent.state());
    }
  }

  private static double[] numbers(Measurement m, GradientDescent descent) {
    double[] weights = descent.weights();
    double[] all = Arrays.copyOf(weights, weights.length + 4);
    all[weights.length] = m.loss;
    all[weights.length + 1] = m.lambdaMax;
    all[weights.length + 2] = m.gaussNewtonMax;
    all[weights.length + 3] = m.etaLambda;
    return all;
  }
}
