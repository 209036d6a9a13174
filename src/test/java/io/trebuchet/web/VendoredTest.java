package io.trebuchet.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The libraries of the page are what their packages hold. */
final class VendoredTest {
  private static byte[] read(String name) throws IOException {
    try (InputStream in = VendoredTest.class.getResourceAsStream(StaticFiles.UPLOT + name)) {
      assertThat(in).as(name).isNotNull();
      return in.readAllBytes();
    }
  }

  @Test
  void everyFileHasItsChecksum() throws Exception {
    List<String> sums = new String(read("SHA256SUMS"), StandardCharsets.UTF_8).lines().toList();
    assertThat(sums)
        .extracting(sum -> sum.substring(66))
        .containsExactly("LICENSE", "uPlot.esm.js", "uPlot.min.css");
    for (String sum : sums) {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(read(sum.substring(66)));
      assertThat(HexFormat.of().formatHex(hash)).as(sum).isEqualTo(sum.substring(0, 64));
    }
  }

  /** Those before it let a crafted object change the prototype of all. */
  @Test
  void theChartsAreOfTheMendedVersion() throws IOException {
    assertThat(new String(read("uPlot.esm.js"), StandardCharsets.UTF_8)).contains("(v1.6.32)");
    assertThat(new String(read("LICENSE"), StandardCharsets.UTF_8)).contains("MIT License");
  }
}
