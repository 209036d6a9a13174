package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

final class GzipTest {
  @Test
  void isForOtherMachinesUnlessToldOtherwise() {
    for (String here : List.of("http://127.0.0.1:8086", "http://localhost:1", "http://[::1]:9")) {
      assertThat(Gzip.AUTO.isFor(URI.create(here))).as(here).isFalse();
      assertThat(Gzip.ON.isFor(URI.create(here))).as(here).isTrue();
    }
    for (String there : List.of("http://192.0.2.7:8086", "https://nowhere.invalid")) {
      assertThat(Gzip.AUTO.isFor(URI.create(there))).as(there).isTrue();
      assertThat(Gzip.OFF.isFor(URI.create(there))).as(there).isFalse();
    }
  }

  /** Even figures that have nothing in common do. */
  @Test
  void metricsBecomeSmaller() throws Exception {
    String text =
        LineProtocol.create()
            .encode(
                List.of(
                    Emissions.block(Emissions.series("s1-c2"), 0, 2000, Emissions.anyFinite(3))))
            .text();
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    byte[] small = Gzip.of(plain);
    assertThat(small.length).isLessThan(plain.length * 7 / 10);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(small))) {
      assertThat(in.readAllBytes()).isEqualTo(plain);
    }
  }
}
