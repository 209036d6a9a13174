package io.trebuchet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.data.DataFolders;
import io.trebuchet.data.NpyFiles;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Features and points that the user brings as arrays of NumPy. */
class OwnFeaturesTest extends ConfigTest {
  private static final int N = 3;
  private static final int PHI = 2;
  private static final int POINTS = 4;
  private static final String BIASED =
      """
      model { kind = quadratic-with-bias, n-psi = 3, n-phi = 2, zeta2 = 0.7, g = tanh }
      model.eigenvalues.mirrored = false
      """;
  private static final String POINTS_OF_FILES = "data { kind = npy, x = x.npy, y = y.npy }\n";

  private final double[] x = {0.3, -0.8, 1.1, 0.4, -0.5, 0.9, 0.2, -0.1};
  private final double[] y = {0.5, -0.2, 0.1, 0.4};
  private final double[] w = symmetric(SeededRandom.of(1).gaussians(2 * N * N));
  private final double[] u = SeededRandom.of(2).gaussians(PHI * 2);

  private static double[] symmetric(double[] matrices) {
    for (int k = 0; k < matrices.length / (N * N); k++) {
      for (int j = 0; j < N; j++) {
        for (int i = 0; i < j; i++) {
          matrices[k * N * N + i * N + j] = matrices[k * N * N + j * N + i];
        }
      }
    }
    return matrices;
  }

  @BeforeEach
  void arrays() throws Exception {
    NpyFiles.write(folder.resolve("x.npy"), x, POINTS, 2);
    NpyFiles.write(folder.resolve("y.npy"), y, POINTS);
    NpyFiles.write(folder.resolve("w.npy"), w, 2, N, N);
    NpyFiles.write(folder.resolve("wf.npy"), true, w, 2, N, N);
    NpyFiles.write(folder.resolve("u.npy"), u, PHI, 2);
    NpyFiles.write(folder.resolve("uf.npy"), true, u, PHI, 2);
    double[] psi = new double[POINTS * N * N];
    double[] phi = new double[POINTS * PHI];
    for (int alpha = 0; alpha < POINTS; alpha++) {
      for (int k = 0; k < N * N; k++) {
        psi[alpha * N * N + k] =
            StrictMath.tanh(x[2 * alpha] * w[k] + x[2 * alpha + 1] * w[N * N + k]);
      }
      for (int mu = 0; mu < PHI; mu++) {
        phi[alpha * PHI + mu] = x[2 * alpha] * u[2 * mu] + x[2 * alpha + 1] * u[2 * mu + 1];
      }
    }
    NpyFiles.write(folder.resolve("psi.npy"), true, psi, POINTS, N, N);
    NpyFiles.write(folder.resolve("phi.npy"), phi, POINTS, PHI);
    write("theta.txt", "0.3\n-1\n0.5\n0.2\n-0.7\n");
  }

  private static List<Measurement> run(SweepConfig config) throws Exception {
    GridPoint point = config.trials().getFirst().point();
    Sample sample = point.data().load(new DataFolders(List.of()), SeededRandom.of(1));
    List<Measurement> steps = new ArrayList<>();
    try (Problem problem = point.model().on(sample, SeededRandom.of(1));
        GradientDescent descent = problem.start(1.5 / problem.initialLambdaMax())) {
      for (int t = 0; t < 20; t++) {
        Measurement m = new Measurement();
        descent.measure(m);
        steps.add(m);
        descent.advance();
      }
    }
    return steps;
  }

  /** The same model by W and U, in either order, and by what they give at each point. */
  @ParameterizedTest
  @CsvSource({
    "w = wf.npy, u = uf.npy",
    "psi = psi.npy, u = u.npy",
    "w = w.npy, phi = phi.npy",
    "psi = psi.npy, phi = phi.npy"
  })
  void everyFormIsTheSameModel(String quadratic, String linear) throws Exception {
    String weights = "model.initial-weights = theta.txt\n";
    String given = "model { w = w.npy, u = u.npy }\n";
    List<Measurement> expected = run(read(BIASED + weights + given + POINTS_OF_FILES + RATES));
    String other = "model { " + quadratic + ", " + linear + " }\n";
    List<Measurement> steps = run(read(BIASED + weights + other + POINTS_OF_FILES + RATES));
    // z, from the definition, of the first point.
    assertThat(expected.getFirst().weightNormSq).isCloseTo(0.09 + 1 + 0.25 + 0.04 + 0.49, ROUNDING);
    for (int t = 0; t < steps.size(); t++) {
      assertThat(steps.get(t).loss).isCloseTo(expected.get(t).loss, ROUNDING);
      assertThat(steps.get(t).lambdaMax).isCloseTo(expected.get(t).lambdaMax, ROUNDING);
      assertThat(steps.get(t).weightNormSq).isCloseTo(expected.get(t).weightNormSq, ROUNDING);
    }
    assertThat(expected.getLast().loss).isLessThan(expected.getFirst().loss);
  }

  private static final org.assertj.core.data.Offset<Double> ROUNDING = within(1e-12);

  /** Nothing is divided: ½·√0.7·θᵀψθ + φᵀθ by plain loops. */
  @Test
  void arraysAreUsedAsTheyAre() throws Exception {
    double[] theta = {0.3, -1, 0.5, 0.2, -0.7};
    double loss = 0;
    for (int alpha = 0; alpha < POINTS; alpha++) {
      double form = 0;
      for (int j = 0; j < N; j++) {
        for (int i = 0; i < N; i++) {
          double at = x[2 * alpha] * w[j * N + i] + x[2 * alpha + 1] * w[N * N + j * N + i];
          form += theta[j] * theta[i] * Math.tanh(at);
        }
      }
      double z = 0.5 * Math.sqrt(0.7) * form;
      for (int mu = 0; mu < PHI; mu++) {
        z += theta[N + mu] * (x[2 * alpha] * u[2 * mu] + x[2 * alpha + 1] * u[2 * mu + 1]);
      }
      loss += (z - y[alpha]) * (z - y[alpha]) / (2 * POINTS);
    }
    String model = BIASED + "model { initial-weights = theta.txt, w = w.npy, u = u.npy }\n";
    assertThat(run(read(model + POINTS_OF_FILES + RATES)).getFirst().loss)
        .isCloseTo(loss, ROUNDING);
    // Beside a given W an unsaid U is drawn, and the other way round.
    assertThat(run(read(BIASED + "model.w = w.npy\n" + POINTS_OF_FILES + RATES)).getFirst().loss)
        .isPositive();
    assertThat(run(read(BIASED + "model.u = u.npy\n" + POINTS_OF_FILES + RATES)).getFirst().loss)
        .isPositive();
  }

  /** Where W is given nothing is drawn whose number must be even. */
  @Test
  void anOddNumberOfWeightsIsFineWithGivenMatrices() throws Exception {
    String pairs = BIASED + "model.eigenvalues.mirrored = true\n" + POINTS_OF_FILES + RATES;
    assertThat(faults(pairs)).singleElement().asString().contains("must be even");
    assertThat(faults(pairs + "model.w = w.npy")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model.w = none.npy | model.w: there is no file none.npy in ",
        "model.w = u.npy | model.w: must be d×n×n with n-psi = 3, is 2×2",
        "model.psi = w.npy, model.w = w.npy | model.psi: w is given too",
        "model.u = w.npy | model.u: must be n_φ×d with n-phi = 2, is 2×3×3",
        "model.phi = y.npy | model.phi: must be D×n_φ with n-phi = 2, is 4",
        "model.phi = phi.npy, model.u = u.npy | model.phi: u is given too",
        "model.w = theta.txt | model.w: cannot read ",
        "model.w = [1, 2] | model.w: must be the name of a .npy file",
        "data.x = null | data.x: missing; must be the name of a .npy file",
        "data = { kind = npy, x = w.npy, y = y.npy } | data.y: must have one label, or a row of"
            + " them, for each of the 2 points, is 4",
        "data = { kind = npy, x = x.npy, y = w.npy } | data.y: must be D or D×K numbers, is 2×3×3",
        "data = { kind = npy, x = u.npy, y = y.npy } | data.y: must have one label, or a row of"
            + " them, for each of the 2 points, is 4",
        "data = { kind = teacher-student, n-phi = 2 }, model.psi = psi.npy | model.psi: belongs to"
            + " the training points alone, but these data have a test set",
        "data = { kind = mnist }, model.phi = phi.npy | model.phi: belongs to the training points",
        "data = { kind = uniform, x = gauss } | data.x: must be a list of at least 2",
      })
  void saysWhatIsWrong(String lines, String expected) throws Exception {
    assertThat(faults(BIASED + POINTS_OF_FILES + RATES + lines.replace(", model.", "\nmodel.")))
        .anySatisfy(fault -> assertThat(fault).contains(expected));
  }

  @Test
  void asymmetryIsSaidOrRefused() throws Exception {
    double[] little = w.clone();
    little[1] += 1e-8;
    NpyFiles.write(folder.resolve("w.npy"), little, 2, N, N);
    String text = BIASED + "model.w = w.npy\n" + POINTS_OF_FILES + RATES;
    GridPoint point = read(text).trials().getFirst().point();
    Sample sample = point.data().load(new DataFolders(List.of()), SeededRandom.of(1));
    assertThat(point.model().check(sample))
        .singleElement()
        .asString()
        .contains("model.w: symmetric to ")
        .contains("its symmetric part is taken");
    little[1] += 1e-3;
    NpyFiles.write(folder.resolve("w.npy"), little, 2, N, N);
    assertThatThrownBy(() -> point.model().check(sample))
        .hasMessageContaining("model.w: matrix 1 is not symmetric");
    NpyFiles.write(folder.resolve("w.npy"), new double[N * N], 1, N, N);
    GridPoint plain = read(text).trials().getFirst().point();
    assertThatThrownBy(() -> plain.model().check(sample))
        .hasMessageContaining("model.w is 1×3×3, but the data have 2 dimensions");
  }

  /** Beside the config, then in the folders of data; the run's own config has the whole path. */
  @Test
  void filesAreLookedForBesideTheConfigThenInTheDataFolders() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    String text = BIASED + "model.initial-weights = v.txt\n" + POINTS_OF_FILES + RATES;
    Path far = Files.writeString(other.resolve("v.txt"), "1\n2\n3\n4\n5\n");
    assertThat(faults(text)).singleElement().asString().contains("there is no file v.txt in ");
    assertThat(faults(text.replace("v.txt", "other")))
        .singleElement()
        .asString()
        .contains("other is a directory, not a file");
    SweepReader reader = SweepReader.create(new DataFolders(List.of(other)));
    SweepConfig found = reader.read(write("test.conf", text), Overrides.NONE);
    assertThat(found.resolved()).contains(far.toAbsolutePath().toString());
    Path near = write("v.txt", "1\n1\n1\n1\n1\n");
    SweepConfig nearer = reader.read(write("test.conf", text), Overrides.NONE);
    assertThat(nearer.resolved()).contains(near.toAbsolutePath().toString());
    Path elsewhere = Files.writeString(other.resolve("again.conf"), nearer.resolved());
    assertThat(SweepReader.create().read(elsewhere, Overrides.NONE).resolved())
        .isEqualTo(nearer.resolved());
  }

  @Test
  void pointsOfOneDimensionNeedNoSecondAxis() throws Exception {
    NpyFiles.write(folder.resolve("x.npy"), y, POINTS);
    GridPoint point = read(BIASED + POINTS_OF_FILES + RATES).trials().getFirst().point();
    Sample sample = point.data().load(new DataFolders(List.of()), SeededRandom.of(1));
    assertThat(sample.train().dimension()).isEqualTo(1);
    assertThat(sample.train().inputs()).containsExactly(y);
    assertThat(sample.checksums()).containsOnlyKeys("x.npy", "y.npy");
  }
}
