package io.trebuchet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A handed over array claims what it does not hold. */
@Attack
final class NpyAttackTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296, 4, ),",
        "'<f8', 'fortran_order': False, 'shape': (99999999999999999999999999, ),",
        "'<f8', 'fortran_order': False, 'shape': (2305843009213693952, ),",
        "'<f8', 'fortran_order': False, 'shape': (-4, ),",
        "'<f8', 'fortran_order': False, 'shape': ((((((((((4, ),",
        "'<f8', 'fortran_order': False, 'shape': (4 4, ),",
        "'|O', 'fortran_order': False, 'shape': (4, ),"
      })
  void itsHeaderIsNotBelieved(String header) throws Exception {
    check(header, -1);
  }

  @ParameterizedTest
  @ValueSource(ints = {-2, 0x7fffffff, 0x7ffffff0, 0})
  void itsLengthIsNotBelieved(int length) throws Exception {
    check("'<f8', 'fortran_order': False, 'shape': (4, ),", length);
  }

  private void check(String header, int length) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0});
    byte[] text = ("{'descr': " + header + " }\n").getBytes(StandardCharsets.US_ASCII);
    int claimed = length == -1 ? text.length : length;
    out.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(claimed).array());
    out.write(text);
    out.write(new byte[32]);
    Files.write(folder.resolve("theta.npy"), out.toByteArray());
    Path config =
        Files.writeString(
            folder.resolve("npy.conf"),
            """
            sweep { name = npy, seed = 1 }
            model { kind = pure-quadratic, n = 4, eigenbasis = identity, initial-weights = "theta.npy" }
            data { kind = toy }
            learning-rates.c = [1]
            stop { max-steps = 2 }
            """);
    Launched.Said said =
        Launched.trebuchet(
            folder,
            "run",
            config.toString(),
            "--out",
            "out",
            "--store",
            "none",
            "--no-web",
            "--plain");
    assertThat(said.text())
        .contains("theta.npy")
        .doesNotContain("internal error")
        .doesNotContain("OutOfMemory")
        .doesNotContain("overflow")
        .doesNotContain("For input string")
        .doesNotContain("java.");
  }
}
