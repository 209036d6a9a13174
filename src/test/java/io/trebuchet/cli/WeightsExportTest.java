package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The loss that exported weights give, by definition and from the data alone, is the recorded one.
 */
final class WeightsExportTest {
  private static final double[][] X = {{0.5, -1, 2}, {1, 0.3, -0.7}, {-0.2, 0.8, 0.4}, {1.5, 1, 1}};
  private static final double[] Y = {0.5, -0.25, 1, 0};
  private static final String INLINE =
      "data={ kind = inline, x = [[0.5, -1, 2], [1, 0.3, -0.7], [-0.2, 0.8, 0.4], [1.5, 1, 1]],"
          + " y = [0.5, -0.25, 1, 0] }";

  @TempDir private Path folder;

  private List<Map<String, String>> run(String model, String data) throws IOException {
    Path out = folder.resolve("run");
    Cli.Said said =
        Cli.run(
            "run",
            "configs/fig01.conf",
            "--out",
            out.toString(),
            "--quiet",
            "--store",
            "none",
            "--set",
            model,
            "--set",
            data,
            "--set",
            "learning-rates.c=[0.7, 2.3]",
            "--set",
            "stop={ loss-change = 1e-6, max-steps = 300 }");
    assertThat(said).isEqualTo(new Cli.Said(0, ""));
    Cli.Said exported =
        Cli.run("export", out.toString(), "--what", "weights", "-o", weights().toString());
    assertThat(exported).isEqualTo(new Cli.Said(0, ""));
    return Cli.trials(out);
  }

  private Path weights() {
    return folder.resolve("weights");
  }

  /** Format 1.0: ten bytes, the header's length in the last two, the header, doubles. */
  private double[] theta(String trial) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(weights().resolve(trial + ".npy")))
            .order(ByteOrder.LITTLE_ENDIAN);
    int header = bytes.getShort(8);
    assertThat((10 + header) % 64).isZero();
    double[] values = new double[(bytes.capacity() - 10 - header) / 8];
    bytes.position(10 + header).asDoubleBuffer().get(values);
    return values;
  }

  private static void assertLoss(Map<String, String> trial, double loss, double[] theta) {
    assertThat(loss).isCloseTo(Cli.number(trial, "loss_final"), within(1e-12));
    double norm = 0;
    for (double x : theta) {
      norm += x * x;
    }
    assertThat(norm).isCloseTo(Cli.number(trial, "weight_norm_sq_final"), within(1e-12 * norm));
  }

  /** (193): z = vᵀ max(Ux, 0)/√n. */
  @Test
  void aReluNetOnSeveralPoints() throws IOException {
    int width = 40;
    for (Map<String, String> trial : run("model={ kind = relu, width = 40 }", INLINE)) {
      double[] theta = theta(Objects.requireNonNull(trial.get("trial")));
      assertThat(theta).hasSize(width * 3 + width);
      double loss = 0;
      for (int alpha = 0; alpha < X.length; alpha++) {
        double z = 0;
        for (int i = 0; i < width; i++) {
          double p = 0;
          for (int j = 0; j < 3; j++) {
            p += theta[i * 3 + j] * X[alpha][j];
          }
          z += theta[width * 3 + i] * Math.max(0, p);
        }
        z /= Math.sqrt(width);
        loss += (z - Y[alpha]) * (z - Y[alpha]) / (2 * X.length);
      }
      assertLoss(trial, loss, theta);
    }
  }

  /** (7) and (8) on one point at x = 1. */
  @Test
  void aHomogeneousNetOnOnePoint() throws IOException {
    int width = 64;
    String model = "model={ kind = homogeneous, width = 64, a-minus = 0.5, a-plus = 1 }";
    for (Map<String, String> trial : run(model, "data={ kind = toy, x = 1, y = 0.25 }")) {
      double[] theta = theta(Objects.requireNonNull(trial.get("trial")));
      double z = 0;
      for (int i = 0; i < width; i++) {
        z += theta[width + i] * (theta[i] > 0 ? theta[i] : 0.5 * theta[i]);
      }
      z /= Math.sqrt(width);
      assertLoss(trial, (z - 0.25) * (z - 0.25) / 2, theta);
    }
  }

  /** (19) with φ = 0 and ψ_α = x_α diag(λ). */
  @Test
  void aPureQuadraticModelInItsEigenbasis() throws IOException {
    String model =
        "model={ kind = pure-quadratic, n = 4, zeta2 = 0.5, eigenbasis = identity,"
            + " eigenvalues.values = [1, -1, 0.5, -0.5] }";
    double[] lambda = {1, -1, 0.5, -0.5};
    double[] x = {1, -0.5};
    double[] y = {0.2, 0.1};
    for (Map<String, String> trial :
        run(model, "data={ kind = inline, x = [1, -0.5], y = [0.2, 0.1] }")) {
      double[] theta = theta(Objects.requireNonNull(trial.get("trial")));
      double loss = 0;
      for (int alpha = 0; alpha < 2; alpha++) {
        double z = 0;
        for (int i = 0; i < 4; i++) {
          z += 0.5 * Math.sqrt(0.5) * x[alpha] * lambda[i] * theta[i] * theta[i];
        }
        loss += (z - y[alpha]) * (z - y[alpha]) / 4;
      }
      assertLoss(trial, loss, theta);
    }
  }

  @Test
  void numPyLoadsThem() throws Exception {
    Assumptions.assumeTrue(
        python("import numpy").code() == 0, "python3 with numpy is not installed here");
    List<Map<String, String>> trials = run("model={ kind = relu, width = 40 }", INLINE);
    for (Map<String, String> trial : trials) {
      Answer answer =
          python(
              """
              import numpy as np
              t = np.load(r'%s')
              assert t.dtype == np.float64 and t.shape == (160,)
              u, v = t[:120].reshape(40, 3), t[120:]
              x = np.array([[0.5, -1, 2], [1, 0.3, -0.7], [-0.2, 0.8, 0.4], [1.5, 1, 1]])
              z = np.maximum(x @ u.T, 0) @ v / np.sqrt(40)
              print(repr(float(((z - [0.5, -0.25, 1, 0]) ** 2).sum() / 8)))
              """
                  .formatted(weights().resolve(trial.get("trial") + ".npy")));
      assertThat(answer.code()).as(answer.text()).isZero();
      assertThat(Double.parseDouble(answer.text().strip()))
          .isCloseTo(Cli.number(trial, "loss_final"), within(1e-12));
    }
  }

  private record Answer(int code, String text) {}

  private static Answer python(String script) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder("python3", "-c", script).redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return new Answer(process.exitValue(), text);
    } catch (IOException e) {
      return new Answer(127, e.toString());
    }
  }

  @Test
  void aMistypedTrialIsToldTheNearest() throws IOException {
    run("model={ kind = relu, width = 8 }", INLINE);
    List<String> command = new ArrayList<>(List.of("export", folder.resolve("run").toString()));
    command.addAll(List.of("--what", "weights", "-o", weights().toString(), "--trial", "s1-c2.33"));
    assertThat(Cli.run(command.toArray(String[]::new)))
        .satisfies(
            said -> {
              assertThat(said.code()).isEqualTo(2);
              assertThat(said.errors()).contains("no trial s1-c2.33; nearest: s1-c2.3");
            });
  }
}
