package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's own weights and points through the command, against gradient descent in plain loops. */
final class OwnWeightsEndToEndTest {
  private static final double[][] U = {{0.3, -0.7}, {-1.1, 0.2}, {0.5, 0.9}, {-0.4, -0.6}};
  private static final double[] V = {0.8, -0.5, 1.2, 0.1};
  private static final double[][] X = {{0.5, -0.25}, {-0.3, 0.8}, {0.9, 0.4}};
  private static final double[] Y = {0.2, -0.4, 0.1};
  private static final double MINUS = 0.25;
  private static final double ETA = 0.4;

  @TempDir private Path folder;

  @Test
  void thePathIsThatOfThePlainProgram() throws IOException {
    StringBuilder weights = new StringBuilder();
    for (double[] row : U) {
      weights.append(row[0]).append('\n').append(row[1]).append('\n');
    }
    for (double v : V) {
      weights.append(v).append('\n');
    }
    Files.writeString(folder.resolve("theta.txt"), weights);
    Path config = folder.resolve("own.conf");
    Files.writeString(
        config,
        """
        model {
          kind = homogeneous, width = 4, a-minus = %s, a-plus = 1
          initial-weights = "%s"
        }
        data { kind = inline, x = [[0.5, -0.25], [-0.3, 0.8], [0.9, 0.4]], y = [0.2, -0.4, 0.1] }
        learning-rates.eta = [%s]
        stop { loss-change = 0, max-steps = 20 }
        record.observables = [layer-norms]
        """
            .formatted(MINUS, folder.resolve("theta.txt"), ETA));
    Path run = folder.resolve("run");
    String elsewhere = folder.resolve("elsewhere").toString();
    Cli.Said said =
        Cli.run(
            "run", config.toString(), "--out", run.toString(), "--quiet", "--db-dir", elsewhere);
    assertThat(said).isEqualTo(new Cli.Said(0, ""));
    // What a run has stored can be read without the files that it began with.
    assertThat(Files.readString(run.resolve("manifest.json")))
        .contains("\"theta.txt\" : \"" + sha256(folder.resolve("theta.txt")) + '"');
    Files.delete(folder.resolve("theta.txt"));
    // A database outside of the run is opened only for whoever names it.
    assertThat(Cli.run("verify", run.toString()).errors()).contains("--db-dir " + elsewhere);
    assertThat(Cli.run("verify", run.toString(), "--db-dir", elsewhere))
        .isEqualTo(new Cli.Said(0, ""));
    List<List<String>> steps = Cli.steps(run, folder.resolve("steps.csv"), "--db-dir", elsewhere);
    assertThat(steps).hasSize(21);
    double[][] u = {U[0].clone(), U[1].clone(), U[2].clone(), U[3].clone()};
    double[] v = V.clone();
    for (List<String> step : steps) {
      assertThat(Double.parseDouble(step.get(3))).isCloseTo(loss(u, v), within(1e-10));
      assertThat(Double.parseDouble(step.get(4)))
          .isCloseTo(normSq(u) + normSq(new double[][] {v}), within(1e-10));
      assertThat(Double.parseDouble(step.get(14))).isCloseTo(normSq(u), within(1e-10));
      assertThat(Double.parseDouble(step.get(15)))
          .isCloseTo(normSq(new double[][] {v}), within(1e-10));
      advance(u, v);
    }
  }

  private static String sha256(Path file) throws IOException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static double slope(double p) {
    return p > 0 ? 1 : MINUS;
  }

  private static double pre(double[] row, double[] x) {
    return row[0] * x[0] + row[1] * x[1];
  }

  private static double residual(double[][] u, double[] v, int alpha) {
    double z = 0;
    for (int i = 0; i < v.length; i++) {
      double p = pre(u[i], X[alpha]);
      z += v[i] * slope(p) * p / 2;
    }
    return z - Y[alpha];
  }

  private static double loss(double[][] u, double[] v) {
    double sum = 0;
    for (int alpha = 0; alpha < X.length; alpha++) {
      sum += residual(u, v, alpha) * residual(u, v, alpha) / (2.0 * X.length);
    }
    return sum;
  }

  private static double normSq(double[][] rows) {
    double sum = 0;
    for (double[] row : rows) {
      for (double x : row) {
        sum += x * x;
      }
    }
    return sum;
  }

  /** (55), (56) with √n = 2 outside the D. */
  private static void advance(double[][] u, double[] v) {
    double[][] nextU = new double[u.length][];
    double[] nextV = v.clone();
    for (int i = 0; i < v.length; i++) {
      nextU[i] = u[i].clone();
      for (int alpha = 0; alpha < X.length; alpha++) {
        double e = residual(u, v, alpha);
        double p = pre(u[i], X[alpha]);
        double rate = ETA / (2 * X.length) * e;
        nextV[i] -= rate * slope(p) * p;
        nextU[i][0] -= rate * v[i] * slope(p) * X[alpha][0];
        nextU[i][1] -= rate * v[i] * slope(p) * X[alpha][1];
      }
    }
    System.arraycopy(nextU, 0, u, 0, u.length);
    System.arraycopy(nextV, 0, v, 0, v.length);
  }
}
