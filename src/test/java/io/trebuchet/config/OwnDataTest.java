package io.trebuchet.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.data.DataFolders;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Points, eigenvalues and weights that the user gives. */
class OwnDataTest extends ConfigTest {
  private static final String PURE = "model { kind = pure-quadratic, n = 4 }\n";
  private static final String TOY = "data { kind = toy }\n";

  private static Measurement initial(SweepConfig config) throws Exception {
    GridPoint point = config.trials().getFirst().point();
    Sample sample = point.data().load(new DataFolders(List.of()), SeededRandom.of(1));
    try (Problem problem = point.model().on(sample, SeededRandom.of(1));
        GradientDescent descent = problem.start(0.1)) {
      Measurement m = new Measurement();
      descent.measure(m);
      return m;
    }
  }

  /** z = ½ζ Σ λ_i θ_i² x = ½·(1 − 4 + 9·½)·2 = 1.5, from lists and from files alike. */
  @Test
  void listsAndFilesMeanTheSame() throws Exception {
    Path values = write("values.txt", "1\n-1\n0.5\n0\n");
    Path weights = write("weights.txt", "1\n2\n3\n4\n");
    Path points = write("points.csv", "x,y\n2,1\n");
    String model = "model { kind = pure-quadratic, n = 4, zeta2 = 1, eigenbasis = identity }\n";
    SweepConfig lists =
        read(
            model + "data { kind = inline, x = [[2]], y = [1] }\n" + RATES,
            "model.eigenvalues={ values = [1, -1, 0.5, 0] }",
            "model.initial-weights=[1, 2, 3, 4]");
    SweepConfig files =
        read(
            model + "data { kind = csv, file = \"" + points + "\" }\n" + RATES,
            "model.eigenvalues={ values = \"" + values + "\" }",
            "model.initial-weights=\"" + weights + "\"");
    for (SweepConfig config : List.of(lists, files)) {
      Measurement m = initial(config);
      assertThat(m.loss).isEqualTo(0.5 * (1.5 - 1) * (1.5 - 1));
      assertThat(m.weightNormSq).isEqualTo(30);
      assertThat(m.lambdaMax).isEqualTo(4 * (1 + 4 + 0.25 * 9));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "model.eigenvalues.values = [1, 2] | model.eigenvalues.values: must be as many as n = 4,"
            + " are 2",
        "model.eigenvalues.values = none.txt | model.eigenvalues.values: there is no file none.txt",
        "model.initial-weights = none.npy | model.initial-weights: there is no file none.npy",
        "model.initial-weights = [] | model.initial-weights: must be a list of at least 1 finite"
            + " numbers",
        "model.initial-weights = {} | model.initial-weights: must be a list of finite numbers, or"
            + " the name of a file",
        "model.n = 5 | model.n: must be even where eigenvalues come in",
        "model.g = relu | model.g: must be one of identity, tanh",
        "model.n-phi = 5 | model.n-phi: unknown key",
        "data = { kind = inline, x = [[1], [1, 2]], y = [1, 2] } | data.x: must be a list of rows"
            + " of finite numbers, all of one length",
        "data = { kind = inline, x = [[a]], y = [1] } | data.x: must be a list of rows",
        "data = { kind = inline, x = [], y = [1] } | data.x: must be a list of rows",
        "data = { kind = inline, x = [1, 2], y = [1] } | data.y: must have one label, or one row of"
            + " them, for each of the 2 points",
        "data = { kind = inline, y = [1] } | data.x: missing",
        "data = { kind = csv } | data.file: missing",
        "data = { kind = uniform, x = [1, -1] } | data.x: must be an interval [low, high] with low",
      })
  void saysWhatIsWrong(String line, String expected) throws Exception {
    assertThat(faults(PURE + TOY + RATES + line))
        .isNotEmpty()
        .anySatisfy(fault -> assertThat(fault).contains(": " + expected));
  }
}
