package io.trebuchet.control;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.MapParameters;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Model;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.function.FunctionModel;
import io.trebuchet.physics.function.ParametricFunction;
import io.trebuchet.physics.linear.LinearNetKind;
import io.trebuchet.physics.net.HomogeneousKind;
import io.trebuchet.physics.net.ReluKind;
import io.trebuchet.physics.observe.CloserLook;
import io.trebuchet.physics.quadratic.EigenbasisProblem;
import io.trebuchet.physics.quadratic.QuadraticModel;
import io.trebuchet.physics.quadratic.Spectrum;
import java.util.Map;

/** Small random models of every family that has certificates, and trials of them. */
final class Cases {
  /** Families. */
  enum Family {
    PURE_QUADRATIC,
    QUADRATIC_WITH_BIAS,
    LINEAR_WITH_BIAS,
    HOMOGENEOUS,
    LINEAR_NET,
    RELU
  }

  private Cases() {}

  /** A model on one point with this label. */
  static Problem onePoint(Family family, int n, double x, double y, long seed) {
    return with(family, n, Dataset.of(1, new double[] {x}, new double[] {y}), seed);
  }

  /** The same on given points; the quadratic ones need one dimension. */
  static Problem with(Family family, int n, Dataset points, long seed) {
    SeededRandom random = SeededRandom.of(seed);
    return switch (family) {
      case PURE_QUADRATIC -> quadratic(n, 0, points, random);
      case QUADRATIC_WITH_BIAS -> quadratic(n, 3, points, random);
      case LINEAR_WITH_BIAS ->
          on(new LinearNetKind().read(new MapParameters(Map.of("n", n))), points, random);
      case HOMOGENEOUS -> net(n, random.uniform(0.1, 0.9), points, random);
      case LINEAR_NET -> net(n, 1, points, random);
      case RELU ->
          on(
              new ReluKind().read(new MapParameters(Map.of("width", n, "hidden-layers", 1))),
              points,
              random);
    };
  }

  /** A pure quadratic model with several W. */
  static Problem manyOperators(int n, Dataset points, long seed) {
    return on(
        QuadraticModel.pure(n, 1.0 / n, Spectrum.drawn(0.5, 1.5, true)),
        points,
        SeededRandom.of(seed));
  }

  /** A ReLU net of three layers. */
  static Problem deep(int n, Dataset points, long seed) {
    return on(
        new ReluKind().read(new MapParameters(Map.of("width", n, "hidden-layers", 2))),
        points,
        SeededRandom.of(seed));
  }

  /** A net z = vᵀtanh(Ux)/√n, written as one's own model. */
  static Problem own(int n, Dataset points, long seed) {
    return on(FunctionModel.of(d -> new TanhNet(n, d)), points, SeededRandom.of(seed));
  }

  private record TanhNet(int n, int d) implements ParametricFunction {
    @Override
    public int size() {
      return n * (d + 1);
    }

    @Override
    public double[] initialWeights(SeededRandom random) {
      return random.gaussians(size());
    }

    @Override
    public double evaluate(double[] w, double[] x, double[] gradient) {
      double root = Math.sqrt(n);
      double z = 0;
      for (int i = 0; i < n; i++) {
        double p = 0;
        for (int j = 0; j < d; j++) {
          p += w[i * d + j] * x[j];
        }
        double t = StrictMath.tanh(p);
        double v = w[n * d + i];
        z += v * t / root;
        gradient[n * d + i] = t / root;
        for (int j = 0; j < d; j++) {
          gradient[i * d + j] = v * (1 - t * t) * x[j] / root;
        }
      }
      return z;
    }
  }

  private static Problem quadratic(int n, int features, Dataset points, SeededRandom random) {
    double[] eigenvalues = new double[n];
    for (int i = 0; i < n; i++) {
      eigenvalues[i] = (i % 2 == 0 ? 1 : -1) * random.uniform(0.5, 1.5);
    }
    return EigenbasisProblem.create(
        Sample.of(points),
        Math.sqrt(1.0 / n),
        eigenvalues,
        random.gaussians(features),
        random.gaussians(n + features));
  }

  private static Problem net(int n, double minus, Dataset points, SeededRandom random) {
    return on(
        new HomogeneousKind()
            .read(new MapParameters(Map.of("width", n, "a-minus", minus, "a-plus", 1.0))),
        points,
        random);
  }

  private static Problem on(Model model, Dataset points, SeededRandom random) {
    return model.on(Sample.of(points), random);
  }

  /** A step of a trial. */
  interface Step {
    /** Whether to go on. */
    boolean at(long step, Measurement m);
  }

  /** A step of a trial, with its state. */
  interface Looked {
    /** Whether to go on. */
    boolean at(long step, Measurement m, CloserLook closer);
  }

  /** Runs a trial until told to stop. */
  static void run(Problem problem, double c, Step each) {
    look(problem, c, (step, m, closer) -> each.at(step, m));
  }

  /** Runs a trial until told to stop. */
  static void look(Problem problem, double c, Looked each) {
    Measurement m = new Measurement();
    try (GradientDescent descent = problem.start(c / problem.initialLambdaMax())) {
      CloserLook closer = CloserLook.of(problem, descent);
      for (long step = 0; ; step++) {
        descent.measure(m);
        if (!each.at(step, m, closer)) {
          return;
        }
        descent.advance();
      }
    }
  }

  /** How a trial ends under a rule. */
  static Verdict.Halt end(Problem problem, double c, StopSettings stop, ControlRule rule) {
    TrialRules rules = TrialRules.create(stop, rule, c / problem.initialLambdaMax());
    Verdict.Halt[] end = new Verdict.Halt[1];
    look(
        problem,
        c,
        (step, m, closer) -> {
          if (rules.judge(step, m, closer) instanceof Verdict.Halt halt) {
            end[0] = halt;
          }
          return end[0] == null;
        });
    return end[0];
  }
}
