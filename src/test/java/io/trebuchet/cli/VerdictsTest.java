package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.config.Overrides;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.SweepReader;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.control.ControlRule;
import io.trebuchet.control.Replay;
import io.trebuchet.control.StopReason;
import io.trebuchet.control.StopSettings;
import io.trebuchet.control.Verdict;
import io.trebuchet.data.DataFolders;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.Phase;
import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.function.FunctionModel;
import io.trebuchet.physics.function.ParametricFunction;
import io.trebuchet.physics.observe.CloserLook;
import io.trebuchet.trial.ProblemCache;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trials whose outcome a change of the loss alone gets wrong. */
final class VerdictsTest {
  @TempDir private Path folder;

  /** How a trial ended, and what it measured there. */
  record Ended(Verdict.Halt halt, Measurement last, double initialLoss, double maxLoss) {}

  static Ended end(Problem problem, double c, SweepConfig config) {
    return end(problem, c, config.stop(), config.rule());
  }

  static Ended end(Problem problem, double c, StopSettings stop, ControlRule rule) {
    double rate = c / problem.initialLambdaMax();
    Replay replay = Replay.create(rule, stop, rate);
    Measurement m = new Measurement();
    double initial = Double.NaN;
    double max = 0;
    try (GradientDescent descent = problem.start(rate)) {
      CloserLook closer = CloserLook.of(problem, descent);
      for (long step = 0; replay.halt().isEmpty(); step++) {
        if (step > 0) {
          descent.advance();
        }
        descent.measure(m);
        initial = step == 0 ? m.loss : initial;
        max = Math.max(max, m.loss);
        replay.observe(step, m, closer);
      }
    }
    return new Ended(replay.halt().orElseThrow(), m, initial, max);
  }

  /** All trials of a config. */
  private static List<Ended> sweep(SweepConfig config) throws Exception {
    List<TrialSpec> trials = config.trials();
    ProblemCache problems = ProblemCache.create(new DataFolders(List.of()), trials);
    List<Ended> ended = new ArrayList<>();
    for (TrialSpec trial : trials) {
      Problem problem = problems.acquire(trial);
      ended.add(end(problem, trial.rate().c(problem.initialLambdaMax()), config));
      problems.release(trial);
    }
    return ended;
  }

  private static SweepConfig shipped(String name, long seed, String... set) throws Exception {
    return SweepReader.create()
        .read(
            Path.of("configs", name + ".conf"), new Overrides(List.of(set), OptionalLong.of(seed)));
  }

  private SweepConfig own(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("own.conf"), text);
    return SweepReader.create().read(file, new Overrides(List.of(), OptionalLong.empty()));
  }

  /** Figure 6 with features of any length. */
  private static List<Ended> longFeatures(String rates) throws Exception {
    return sweep(
        shipped(
            "fig06",
            19,
            "model.feature-scale=none",
            "model.zeta2=1/n-psi",
            "learning-rates.c=" + rates));
  }

  /** It begins almost at its floor, where a step at c = 2 changes next to nothing. */
  @Test
  void aStandStillAtTheEdgeIsNoMinimum() throws Exception {
    Ended ended = longFeatures("[2]").getFirst();
    assertThat(ended.halt().outcome()).isEqualTo(Outcome.INCOMPLETE);
    assertThat(ended.halt().step()).isEqualTo(2000);
    for (Ended all : longFeatures("{ from = 1.8, to = 2.6, step = 0.02 }")) {
      if (all.halt().outcome() == Outcome.CONVERGED) {
        assertThat(all.last().loss).isLessThan(1e-3 * all.initialLoss());
      }
    }
  }

  /** With x = 1e−3 all losses are small, those at the top of a spike too. */
  @Test
  void theTopOfASmallSpikeIsNoMinimum() throws Exception {
    for (Ended ended :
        sweep(
            shipped(
                "fig01",
                1,
                "data.x=1e-3",
                "learning-rates.c={ from = 2.1, to = 3.7, step = 0.1 }"))) {
      assertThat(ended.halt().outcome()).isEqualTo(Outcome.CONVERGED);
      assertThat(ended.last().loss).isLessThan(1e-3 * ended.initialLoss());
      assertThat(ended.maxLoss()).isGreaterThan(ended.initialLoss());
    }
  }

  /** z = ½ζ θᵀψ_αθ with these ψ on the two points (1, 0) and (0, 1). */
  private record Pairs(List<Double> start) implements ParametricFunction {
    @Override
    public int size() {
      return 4;
    }

    @Override
    public double[] initialWeights(SeededRandom random) {
      return start.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Override
    public double evaluate(double[] w, double[] x, double[] gradient) {
      double[] signs = {x[0], -x[0], x[1], -x[1]};
      double z = 0;
      for (int i = 0; i < 4; i++) {
        gradient[i] = signs[i] * w[i];
        z += 0.5 * signs[i] * w[i] * w[i];
      }
      return z;
    }
  }

  private static Problem pairs(double y1, double y2, Double... start) {
    Sample points = Sample.of(Dataset.of(2, new double[] {1, 0, 0, 1}, new double[] {y1, y2}));
    return FunctionModel.of(d -> new Pairs(List.of(start))).on(points, SeededRandom.of(1));
  }

  /** |ΔL| = 4e−9 and no gradient at step 5, but a way out downwards. */
  @Test
  void aSaddleIsNoMinimum() {
    StopSettings stop = new StopSettings(1e-8, 1, 20_000);
    try (Problem problem = pairs(0.6, -1, 1.5, 0.7, 1e-3, 1e-6)) {
      Ended ended = end(problem, 1, stop, ControlRule.CERTIFIED);
      assertThat(ended.halt().outcome()).isEqualTo(Outcome.CONVERGED);
      assertThat(ended.last().loss).isLessThan(1e-6);
      assertThat(ended.halt().step()).isGreaterThan(5);
    }
  }

  /** So is one that small steps leave slowly. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 1e-2, 2e-2, 0.1})
  void aSaddleIsNoMinimumHoweverSmallTheSteps(double c) {
    StopSettings stop = new StopSettings(1e-8, 1, 100_000);
    try (Problem problem = pairs(0.6, -1, 1.5, 0.7, 1e-3, 1e-6)) {
      Ended ended = end(problem, c, stop, ControlRule.CERTIFIED);
      assertThat(ended.halt().outcome()).isEqualTo(Outcome.CONVERGED);
      assertThat(ended.last().loss).isLessThan(1e-3 * ended.initialLoss());
    }
  }

  /** So is one whose way out is flat, η λ_min = −0.005, and halves the initial loss. */
  @Test
  void aFlatWayDownIsNoMinimum() {
    StopSettings stop = new StopSettings(1e-8, 1, 20_000);
    try (Problem problem = pairs(20, 0.2, Math.sqrt(40.4), 1e-6, 1e-4, 1e-6)) {
      Ended ended = end(problem, 1, stop, ControlRule.CERTIFIED);
      assertThat(ended.halt().outcome()).isEqualTo(Outcome.CONVERGED);
      assertThat(ended.last().loss).isLessThan(1e-3 * ended.initialLoss());
    }
  }

  /** λ_max(H_0) = 0: a rate that is given as η needs none; at L = 0 there is nothing to reach. */
  @ParameterizedTest
  @CsvSource({"0, 'converged,trivial'", "1, 'dead,'"})
  void withoutAKernelARateMayStillBeGiven(String label, String outcome) throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("zero.conf"),
            """
            model { kind = relu, width = 4 }
            data { kind = inline, x = [[0, 0], [0, 0]], y = [0, %s] }
            learning-rates.eta = [0.1]
            """
                .formatted(label));
    Path out = folder.resolve("run");
    List<String> command = List.of("run", config.toString(), "--out", out.toString(), "--quiet");
    assertThat(Cli.run(command.toArray(String[]::new))).isEqualTo(new Cli.Said(0, ""));
    assertThat(Files.readString(out.resolve("trials.csv")))
        .contains("\ns1-eta0.1,1,,0.0,0.1," + outcome + ",");
  }

  /** Nearly zero weights: the loss ½ stands still because the NTK is nearly zero. */
  @Test
  void aPlateauAtTheOriginIsNoMinimum() {
    StopSettings stop = new StopSettings(1e-8, 1, 20_000);
    try (Problem problem = pairs(1, 0, 1e-9, 2e-9, 1e-9, 3e-9)) {
      // η is 10^18 here: the first steps count.
      Ended ended = end(problem, 1e-18, stop, ControlRule.CERTIFIED);
      assertThat(ended.halt().outcome()).isEqualTo(Outcome.CONVERGED);
      assertThat(ended.last().loss).isLessThan(1e-3 * ended.initialLoss());
    }
  }

  /** Labels that cannot be fitted: the NTK is not the Hessian, and η·NTK far above 2 is held. */
  @Test
  void aStrictMinimumIsHeldFarAboveTheEdgeOfTheNtk() throws Exception {
    SweepConfig config =
        own(
            """
            sweep { name = strict, seed = 1 }
            model { kind = pure-quadratic, n = 2, zeta2 = 1, eigenvalues { values = [1, 0.2] }
                    meta-feature-scale = none, initial-weights = [1.45, 0.03] }
            data { kind = inline, x = [[1.54, -0.48, -0.22], [-3.82, -0.49, 4.31], [-3.68, 2.1, 2.42]]
                   y = [1, 0, 1.9] }
            learning-rates.c = [2.2, 2.6, 3, 3.4, 3.8]
            stop.max-steps = 20000
            """);
    List<Ended> all = sweep(config);
    assertThat(all).allMatch(e -> e.halt().outcome() == Outcome.CONVERGED);
    assertThat(all.getLast().last().etaLambda).isGreaterThan(3);
  }

  /** y = 0 and every unit off: a minimum, but nothing that a figure calls a catapult. */
  @Test
  void aNetThatSwitchesOffIsTrivial() throws Exception {
    List<Ended> all = sweep(shipped("table1-relu", 1));
    assertThat(all)
        .filteredOn(e -> e.last().lambdaMax == 0)
        .isNotEmpty()
        .allSatisfy(
            e -> {
              assertThat(e.halt().outcome()).isEqualTo(Outcome.CONVERGED);
              assertThat(Phase.of(e.halt().outcome(), 5, e.last().lambdaMax)).isEqualTo("trivial");
            });
    assertThat(all)
        .filteredOn(e -> e.last().lambdaMax > 0 && e.halt().outcome() == Outcome.CONVERGED)
        .isNotEmpty();
  }

  @Test
  void lossesThatFallAtEveryStepDoNotOscillate() throws Exception {
    for (String figure : List.of("fig04", "fig09")) {
      for (long seed = 1; seed <= 3; seed++) {
        assertThat(sweep(shipped(figure, seed)))
            .noneMatch(e -> e.halt().outcome() == Outcome.OSCILLATING);
      }
    }
  }

  /**
   * Doomed but for a set of measure zero, of which these weights are: the next step lands on z = 0.
   */
  @Test
  void aDoomedTrialWhoseNextStepLandsOnZeroConverges() throws Exception {
    SweepConfig config =
        own(
            """
            sweep { name = zero, seed = 1 }
            model { kind = pure-quadratic, n = 2, zeta2 = 1, eigenvalues { values = [1, -1] }
                    eigenbasis = identity, initial-weights = [3, 1] }
            data { kind = toy }
            learning-rates.c = [4.5, 5]
            stop.max-steps = 2000
            """);
    List<Ended> all = sweep(config);
    assertThat(all.getFirst().halt().reason()).isEqualTo(StopReason.DOOMED);
    assertThat(all.getLast().halt().outcome()).isEqualTo(Outcome.CONVERGED);
    assertThat(all.getLast().halt().step()).isEqualTo(1);
  }

  @Test
  void aLossOfZeroAtTheStartHasConverged() throws Exception {
    SweepConfig config =
        own(
            """
            sweep { name = zero, seed = 1 }
            model { kind = pure-quadratic, n = 2, zeta2 = 1, eigenvalues { values = [1, -1] }
                    eigenbasis = identity, initial-weights = [1, 1] }
            data { kind = toy }
            learning-rates.c = [1, 5]
            """);
    assertThat(sweep(config))
        .allMatch(e -> e.halt().outcome() == Outcome.CONVERGED && e.halt().step() == 0);
  }

  @Test
  void withoutTheLossChangeAMinimumAtTheEndHasConverged() throws Exception {
    List<Ended> all =
        sweep(
            shipped(
                "fig01",
                1,
                "stop.loss-change=0",
                "stop.max-steps=500",
                "learning-rates.c=[1, 3, 4.5]",
                "control.rule=none"));
    assertThat(all)
        .extracting(e -> e.halt().outcome())
        .containsExactly(Outcome.CONVERGED, Outcome.CONVERGED, Outcome.DIVERGED);
    assertThat(all).allMatch(e -> e.halt().step() == 500);
  }
}
