package io.trebuchet.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import io.trebuchet.config.Overrides;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.SweepReader;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.data.DataFolders;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Observed;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.linalg.Eigenvalues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nets under any loss, rule, activation, depth, parametrisation, outputs and biases, against what
 * automatic differentiation says of them: {@code bench/autodiff_training.py}, of which the numbers
 * are.
 */
final class AutodiffTest {
  private static final Path CASES = Path.of("src/test/resources/training/autodiff.json");
  private static final double TOLERANCE = 1e-9;

  @TempDir private Path folder = Path.of("");

  @TestFactory
  List<DynamicTest> allCombinations() {
    Config all =
        ConfigFactory.parseFile(
            CASES.toFile(), ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
    List<? extends Config> cases = all.getConfigList("cases");
    assertThat(cases).hasSizeGreaterThanOrEqualTo(60);
    return cases.stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    "%s %s %s %s"
                        .formatted(
                            each.getString("loss"),
                            each.getString("rule"),
                            each.getString("activation"),
                            each.getIntList("sizes")),
                    () -> compare(each)))
        .toList();
  }

  /** The combination as a user would write it. */
  private static Config config(Config each) {
    List<Integer> sizes = each.getIntList("sizes");
    Map<String, Object> values =
        Map.ofEntries(
            Map.entry("model.kind", "mlp"),
            Map.entry("model.widths", sizes.subList(1, sizes.size() - 1)),
            Map.entry("model.activation", each.getString("activation")),
            Map.entry("model.slope", 0.1),
            Map.entry("model.bias-scale", each.getDouble("bias_scale")),
            Map.entry("model.parametrisation", each.getString("parametrisation")),
            Map.entry("model.output-scale", each.getDouble("output_scale")),
            Map.entry("model.outputs", sizes.getLast()),
            Map.entry("model.initial-weights", each.getDoubleList("weights")),
            Map.entry("data.kind", "inline"),
            Map.entry("data.x", each.getValue("x").unwrapped()),
            Map.entry("data.y", each.getValue("y").unwrapped()),
            Map.entry("training.loss", each.getString("loss")),
            Map.entry("training.rule", each.getString("rule")),
            Map.entry("training.beta", each.getDouble("beta")),
            Map.entry("training.beta2", each.getDouble("beta2")),
            Map.entry("training.weight-decay", each.getDouble("weight_decay")),
            Map.entry("training.clip", each.getDouble("clip")),
            Map.entry("training.schedule", each.getString("schedule")),
            Map.entry("training.schedule-steps", each.getInt("schedule_steps")),
            Map.entry("training.layer-factors", each.getDoubleList("layer_factors")),
            Map.entry("learning-rates.eta", List.of(each.getDouble("eta"))));
    Config config = ConfigFactory.empty();
    for (Map.Entry<String, Object> value : values.entrySet()) {
      config = config.withValue(value.getKey(), ConfigValueFactory.fromAnyRef(value.getValue()));
    }
    return config;
  }

  private void compare(Config each) throws Exception {
    Path file = folder.resolve("case-%08x.conf".formatted(each.hashCode()));
    Files.writeString(file, config(each).root().render());
    SweepConfig sweep = SweepReader.create().read(file, Overrides.NONE);
    TrialSpec trial = sweep.trials().getFirst();
    ProblemCache problems = ProblemCache.create(new DataFolders(List.of()), sweep.trials());
    Problem problem = problems.acquire(trial);
    try (GradientDescent descent = problem.start(trial.rate().eta(problem.initialLambdaMax()))) {
      Measurement m = new Measurement();
      double amplified = 0;
      int step = 0;
      for (List<Double> row : rows(each)) {
        for (; step <= row.getFirst().intValue(); step++) {
          if (step > 0) {
            descent.advance();
            amplified += Math.log(Math.max(Math.abs(1 - m.etaLambda), Math.ulp(1.0)));
          }
          descent.measure(m);
        }
        double room = TOLERANCE * Math.max(1, Math.exp(amplified));
        assertClose(row, 1, m.loss, room);
        assertClose(row, 2, m.gradientNormSq, room);
        assertClose(row, 3, m.lambdaMax, room);
        assertClose(row, 4, m.gaussNewtonMax, room);
        assertClose(row, 5, hessianMax(Objects.requireNonNull(descent.observed())), room);
      }
    } finally {
      problems.release(trial);
    }
  }

  private static List<List<Double>> rows(Config each) {
    return each.getList("steps").unwrapped().stream()
        .map(row -> ((List<?>) row).stream().map(x -> ((Number) x).doubleValue()).toList())
        .toList();
  }

  private static void assertClose(List<Double> row, int column, double value, double room) {
    double expected = row.get(column);
    assertThat(Math.abs(value - expected))
        .as(
            String.format(
                Locale.ROOT,
                "step %s, column %d: %s, not %s",
                row.getFirst(),
                column,
                value,
                expected))
        .isLessThanOrEqualTo(room * Math.max(Math.abs(expected), 1e-3));
  }

  /** By all products with unit vectors. */
  private static double hessianMax(Observed state) {
    int n = state.weights().length;
    double[] hessian = new double[n * n];
    for (int i = 0; i < n; i++) {
      double[] unit = new double[n];
      unit[i] = 1;
      System.arraycopy(state.hessianTimes(unit), 0, hessian, i * n, n);
    }
    return Eigenvalues.largest(hessian, n);
  }
}
