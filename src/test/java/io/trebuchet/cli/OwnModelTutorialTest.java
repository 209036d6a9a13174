package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.MapParameters;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Model;
import io.trebuchet.physics.ModelKind;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.storage.TrialsFile;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/tutorial/own-model.md, followed as a reader would. */
class OwnModelTutorialTest {
  private static final Path TUTORIAL = Path.of("docs/tutorial/own-model.md");
  private static final Path NET = Path.of("docs/tutorial/tanh-net");
  private static final Path SOURCE = NET.resolve("example/TanhNet.java");
  private static final Path SERVICE =
      NET.resolve("META-INF/services/io.trebuchet.physics.ModelKind");

  private static OwnCode code;

  @BeforeAll
  static void compile(@TempDir Path classes) throws IOException {
    code = OwnCode.compile(SOURCE, SERVICE, classes);
  }

  @Test
  void theTutorialShowsTheFilesThemselves() throws IOException {
    String text = Files.readString(TUTORIAL);
    assertThat(text).contains("```java\n" + Files.readString(SOURCE) + "```");
    assertThat(text).contains("```\n" + Files.readString(NET.resolve("tanh.conf")) + "```");
    assertThat(text).contains(Files.readString(SERVICE).strip());
    assertThat(Files.readAllLines(SOURCE)).hasSizeLessThan(80);
  }

  @Test
  void itsNetRunsAsAnyOther(@TempDir Path dir) throws Exception {
    Path run = dir.resolve("run");
    code.trebuchet(
        dir,
        "run",
        NET.resolve("tanh.conf").toString(),
        "--out",
        run.toString(),
        "--store",
        "none",
        "--quiet");

    List<Map<String, String>> trials = TrialsFile.rows(run.resolve("trials.csv"));
    assertThat(trials).hasSize(12);
    assertThat(phases(trials)).contains("lazy", "catapult", "divergent");
    // The first lines of a run of one's own, by hand: seed 1 and c = 0.5.
    Map<String, String> first = trials.getFirst();
    assertThat(first.get("trial")).isEqualTo("s1-c0.5");
    assertThat(Cli.number(first, "eta_lambda_initial")).isCloseTo(0.5, within(1e-12));
    assertThat(Cli.number(first, "loss_final")).isLessThan(Cli.number(first, "loss_initial"));
  }

  @Test
  void itsGradientIsTheDerivativeOfItsOutput() throws IOException {
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {code.classes().toUri().toURL()}, getClass().getClassLoader())) {
      ModelKind kind =
          ServiceLoader.load(ModelKind.class, loader).stream()
              .map(ServiceLoader.Provider::get)
              .filter(k -> k.name().equals("tanh"))
              .findFirst()
              .orElseThrow();
      Model model = kind.read(new MapParameters(Map.of("width", 6)));
      Sample sample =
          Sample.of(Dataset.of(2, new double[] {0.3, -1.2, 0.7, 0.1}, new double[] {0.5, -1}));
      double rate = 1e-6;
      try (GradientDescent trial = model.on(sample, SeededRandom.of(5)).start(rate)) {
        double[] before = trial.weights();
        Measurement state = new Measurement();
        trial.measure(state);
        assertThat(state.loss).isCloseTo(loss(before, sample.train()), within(1e-14));
        trial.advance();
        double[] after = trial.weights();
        for (int i = 0; i < before.length; i++) {
          double slope = (after[i] - before[i]) / -rate;
          assertThat(slope).isCloseTo(difference(before, i, sample.train()), within(1e-8));
        }
      }
    }
  }

  /** ∂L/∂θ_i by a central difference. */
  private static double difference(double[] theta, int i, Dataset data) {
    double h = 1e-6;
    double[] moved = theta.clone();
    moved[i] = theta[i] + h;
    double above = loss(moved, data);
    moved[i] = theta[i] - h;
    return (above - loss(moved, data)) / (2 * h);
  }

  private static double loss(double[] theta, Dataset data) {
    int d = data.dimension();
    int width = theta.length / (d + 1);
    double sum = 0;
    for (int alpha = 0; alpha < data.size(); alpha++) {
      double z = 0;
      for (int unit = 0; unit < width; unit++) {
        double p = 0;
        for (int j = 0; j < d; j++) {
          p += theta[unit * d + j] * data.input(alpha, j);
        }
        z += theta[width * d + unit] * Math.tanh(p) / Math.sqrt(width);
      }
      sum += Math.pow(z - data.labels()[alpha], 2);
    }
    return sum / (2 * data.size());
  }

  private static List<String> phases(List<Map<String, String>> trials) {
    return trials.stream().map(trial -> trial.getOrDefault("phase", "")).toList();
  }
}
