package io.trebuchet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.data.NpyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arrays that are damaged, too large or not what a config says of them. */
@Attack
final class ArraysAttackTest {
  private static final String MODEL =
      """
      model { kind = pure-quadratic, n = 2, w = "w.npy" }
      data { kind = inline, x = [1], y = [0] }
      learning-rates.c = [1]
      """;

  @TempDir private Path folder;

  private String refused(String config) throws IOException, InterruptedException {
    Files.writeString(folder.resolve("own.conf"), config);
    Launched.Said said =
        Launched.trebuchet(
            folder, "run", "own.conf", "--out", "out", "--store", "none", "--no-web", "--quiet");
    assertThat(said.code()).as(said.text()).isEqualTo(2);
    assertThat(folder.resolve("out")).doesNotExist();
    return said.text();
  }

  /** A matrix that is not symmetric would make another model than the equations say. */
  @Test
  void anAsymmetricMatrix() throws IOException, InterruptedException {
    NpyFiles.write(folder.resolve("w.npy"), new double[] {1, 0.5, 0.4, -1}, 1, 2, 2);
    assertThat(refused(MODEL)).contains("matrix 1 is not symmetric");
  }

  /** A header that promises more than the file, or the memory, holds. */
  @Test
  void aHeaderThatLies() throws IOException, InterruptedException {
    NpyFiles.write(
        folder.resolve("w.npy"), NpyFiles.header("<f8", false, 1, 2, 2), new byte[8 * 3]);
    assertThat(refused(MODEL)).contains("4 numbers need 32 bytes, but it has 24");
    NpyFiles.write(
        folder.resolve("w.npy"),
        NpyFiles.header("<f8", false, 65536, 65536, 65536, 65536),
        new byte[8]);
    assertThat(refused(MODEL))
        .contains("own.conf:1: model.w: cannot read")
        .contains("has more numbers than any file");
  }

  /** Weights that a trial would stumble over are found before anything is created. */
  @Test
  void weightsWithNaN() throws IOException, InterruptedException {
    NpyFiles.write(folder.resolve("theta.npy"), new double[] {1, Double.NaN}, 2);
    assertThat(refused(MODEL.replace("w = \"w.npy\"", "initial-weights = \"theta.npy\"")))
        .contains("theta.npy")
        .contains("number 1 is NaN");
  }
}
