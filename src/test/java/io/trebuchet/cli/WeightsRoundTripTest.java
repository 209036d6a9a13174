package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.config.Overrides;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.SweepIdentity;
import io.trebuchet.config.SweepReader;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.data.DataFolders;
import io.trebuchet.durable.TrialWeights;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.storage.CheckpointFiles;
import io.trebuchet.storage.NpyFile;
import io.trebuchet.trial.ProblemCache;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Exported weights, given as initial weights of the same config, are the same state. */
final class WeightsRoundTripTest {
  private static final DataFolders FOLDERS = new DataFolders(List.of());
  private static final int STEPS = 5;

  private static final List<String> MODELS =
      List.of(
          "{ kind = pure-quadratic, n = 12 }",
          "{ kind = pure-quadratic, n = 12, eigenbasis = identity }",
          "{ kind = pure-quadratic, n = 12, g = tanh }",
          "{ kind = pure-quadratic, n = 4, eigenvalues { values = [1, -0.5, 0.25, 2] } }",
          "{ kind = quadratic-with-bias, n-psi = 12, n-phi = 3 }",
          "{ kind = quadratic-with-bias, n-psi = 12, n-phi = 3, eigenbasis = identity }",
          "{ kind = quadratic-with-bias, n-psi = 12, n-phi = 3, feature-scale = none }",
          "{ kind = relu, width = 16 }",
          "{ kind = relu, width = 16, hidden-layers = 2 }",
          "{ kind = homogeneous, width = 16 }");

  private static final List<String> DATA =
      List.of(
          "{ kind = toy, x = 0.7, y = 0.4 }",
          "{ kind = uniform, dimension = 1, train = 4 }",
          "{ kind = uniform, dimension = 3, train = 4 }",
          "{ kind = teacher-student, n-psi = 14, n-phi = 3, train = 4, test = 0 }",
          "{ kind = teacher-student, n-psi = 14, n-phi = 3, train = 4, test = 3, dimension = 2 }",
          "{ kind = inline, x = [1, -0.5, 0.3], y = [0.2, 0.1, -0.4] }",
          "{ kind = inline, x = [[1, 2], [-0.5, 1]], y = [0.2, 0.1] }",
          "{ kind = csv, file = \"points.csv\" }");

  @TempDir private Path folder;

  static Stream<Arguments> everyModelOnAllData() {
    List<Arguments> all = new ArrayList<>();
    MODELS.forEach(model -> DATA.forEach(data -> all.add(Arguments.of(model, data))));
    all.add(Arguments.of("{ kind = linear-with-bias, n = 8 }", "{ kind = toy, y = 0.5 }"));
    return all.stream();
  }

  private SweepConfig read(String model, String data, String... set) throws Exception {
    Path file = folder.resolve("case.conf");
    Files.writeString(folder.resolve("points.csv"), "0.8,0.3\n-0.4,0.2\n0.1,-0.3\n");
    Files.writeString(
        file,
        "sweep.seed = 3\nmodel "
            + model
            + "\ndata "
            + data
            + "\nlearning-rates.c = [0.9]\nstop { max-steps = 9, loss-change = 0 }\n");
    return SweepReader.create().read(file, Overrides.of(set));
  }

  private static Measurement at(SweepConfig config, int steps) throws Exception {
    TrialSpec trial = config.trials().getFirst();
    Problem problem = ProblemCache.create(FOLDERS, config.trials()).acquire(trial);
    Measurement m = new Measurement();
    try (problem;
        GradientDescent descent = problem.start(trial.rate().eta(problem.initialLambdaMax()))) {
      descent.measure(m);
      for (int step = 0; step < steps; step++) {
        descent.advance();
        descent.measure(m);
      }
    }
    return m;
  }

  @ParameterizedTest
  @MethodSource("everyModelOnAllData")
  void comesBack(String model, String data) throws Exception {
    SweepConfig config = read(model, data);
    TrialWeights weights =
        TrialWeights.of(
            ProblemCache.create(FOLDERS, config.trials()),
            CheckpointFiles.in(Files.createDirectories(folder.resolve("checkpoints"))),
            SweepIdentity.of(config.resolved()),
            line -> {});
    Path file = folder.resolve("theta.npy");
    NpyFile.write(file, weights.at(config.trials().getFirst(), STEPS));
    Measurement before = at(config, STEPS);
    Measurement after = at(read(model, data, "model.initial-weights=\"" + file + "\""), 0);
    double scale = before.weightNormSq;
    assertThat(after.weightNormSq).isCloseTo(scale, within(1e-12 * scale));
    assertThat(after.lambdaMax).isCloseTo(before.lambdaMax, within(1e-9 * before.lambdaMax));
    assertThat(after.loss).isCloseTo(before.loss, within(1e-9 * before.loss + 1e-24));
  }
}
