package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/how-to/own-net.md, followed as a reader would, and what a run says of such trainings. */
final class OwnNetHowToTest {
  private static final Path PAGE = Path.of("docs/how-to/own-net.md");
  private static final Path CONFIG = Path.of("docs/how-to/own-net/net.conf");

  @TempDir private Path folder = Path.of("");

  private Path run(String name, Path config, String... sets) {
    Path run = folder.resolve(name);
    List<String> arguments =
        new ArrayList<>(List.of("run", config.toString(), "--quiet", "--no-web", "--store", "csv"));
    arguments.addAll(List.of("--out", run.toString()));
    for (String set : sets) {
      arguments.addAll(List.of("--set", set));
    }
    assertThat(Cli.run(arguments.toArray(String[]::new))).isEqualTo(new Cli.Said(0, ""));
    return run;
  }

  private static List<String> column(Path csv, String name) throws Exception {
    try (CSVParser rows =
        CSVParser.parse(
            csv,
            StandardCharsets.UTF_8,
            CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).build())) {
      return rows.stream().map(row -> row.get(name)).toList();
    }
  }

  @Test
  void thePageShowsTheConfigItself() throws Exception {
    assertThat(Files.readString(PAGE)).contains("```\n" + Files.readString(CONFIG) + "```");
  }

  @Test
  void itsRunHasBothMatricesAndThePhasesOfItsRule() throws Exception {
    Path run = run("net", CONFIG);
    Path steps = folder.resolve("steps.csv");
    assertThat(Cli.run("export", run.toString(), "--what", "steps", "-o", steps.toString()).code())
        .isZero();
    List<String> ntk = column(steps, "lambda_max");
    List<String> gaussNewton = column(steps, "gauss_newton_max");
    List<String> hessian = column(steps, "hessian_max");
    assertThat(gaussNewton).hasSameSizeAs(ntk).doesNotContain("");
    assertThat(hessian).doesNotContain("");
    assertThat(Double.parseDouble(gaussNewton.getFirst()))
        .isLessThan(Double.parseDouble(ntk.getFirst()));
    List<String> c = column(run.resolve("trials.csv"), "c");
    List<String> outcome = column(run.resolve("trials.csv"), "outcome");
    List<String> phase = column(run.resolve("trials.csv"), "phase");
    for (int i = 0; i < c.size(); i++) {
      String expected = Double.parseDouble(c.get(i)) > 3.8 ? "catapult" : "lazy";
      assertThat(phase.get(i)).isEqualTo(outcome.get(i).equals("converged") ? expected : "");
    }
    assertThat(phase).contains("catapult");
    // A second process says the same.
    assertThat(Cli.run("resume", run.toString(), "--quiet", "--no-web").code()).isZero();
    assertThat(column(run.resolve("trials.csv"), "phase")).isEqualTo(phase);
  }

  @Test
  void oneSweepHoldsANetAndItsExpansions() throws Exception {
    Path config = folder.resolve("three.conf");
    Files.writeString(
        config,
        """
        model { kind = mlp }
        data { kind = uniform, dimension = 2, train = 6 }
        learning-rates { c = [1, 2.5] }
        stop { max-steps = 400 }
        grid.model = [
          { kind = mlp, widths = [300], activation = tanh }
          { kind = taylor, order = 2, of { kind = mlp, widths = [300], activation = tanh } }
          { kind = taylor, order = 1, of { kind = mlp, widths = [300], activation = tanh } }
        ]
        """);
    Path run = run("three", config);
    assertThat(column(run.resolve("trials.csv"), "loss_initial").stream().distinct()).hasSize(1);
    List<String> loss = column(run.resolve("trials.csv"), "loss_max");
    List<Double> initial =
        column(run.resolve("trials.csv"), "loss_initial").stream().map(Double::valueOf).toList();
    // g3-s1-c2.5, the linear model above c = 2.
    assertThat(Double.parseDouble(loss.get(5))).isGreaterThan(1e6 * initial.get(5));
    assertThat(Double.parseDouble(loss.get(4))).isEqualTo(initial.get(4));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          model.kind = linear-with-bias, training.rule = momentum, learning-rates.c = [1] | model.kind = mlp
          model.kind = mlp, training.rule = adam, learning-rates.c = [1] | learning-rates.eta
          model.kind = mlp, training.loss = logistic, learning-rates.c = [1] | labels −1 and 1
          model { kind = mlp, outputs = 2 }, learning-rates.c = [1] | 2 outputs
          model.kind = relu, data { kind = inline, x = [1], y = [[1, 0]] }, learning-rates.c = [1] | labels a point
          model.kind = mlp, training.layer-factors = [1], learning-rates.c = [1] | layer-factors
          model.kind = mlp, training.momentum = 0.9, learning-rates.c = [1] | training.momentum: unknown key
          model { kind = mlp, widths = [2.5] }, learning-rates.c = [1] | whole numbers
          model { kind = taylor, order = 3, of.kind = relu }, learning-rates.c = [1] | 1, 2
          model { kind = taylor, of { kind = relu, wide = 3 } }, learning-rates.c = [1] | model.of.wide
          """)
  void faultsSayWhatToDo(String text, String said) throws Exception {
    Path config = folder.resolve("wrong.conf");
    Files.writeString(config, "data.kind = toy, " + text);
    Path out = folder.resolve("none");
    Cli.Said answer = Cli.run("run", config.toString(), "--out", out.toString());
    assertThat(answer.code()).as(answer.errors()).isEqualTo(2);
    assertThat(answer.errors()).contains(said);
    assertThat(out).doesNotExist();
  }
}
