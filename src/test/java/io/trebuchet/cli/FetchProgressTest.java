package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.data.OfficialFile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class FetchProgressTest {
  private static final OfficialFile FILE = new OfficialFile("images.gz", 40_000_000, "");

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private long now;

  private FetchProgress progress(boolean terminal) {
    FetchProgress progress =
        FetchProgress.create(
            new PrintStream(printed, true, StandardCharsets.UTF_8), terminal, () -> now);
    progress.begins(FILE, URI.create("http://host/images.gz"), 10_000_000);
    return progress;
  }

  private void at(double seconds) {
    now = (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }

  private String text() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void withoutATerminalALineComesEveryFewSeconds() {
    FetchProgress progress = progress(false);
    at(1);
    progress.progress(FILE, 12_000_000);
    at(5);
    progress.progress(FILE, 20_000_000);
    at(6);
    progress.progress(FILE, 30_000_000);
    progress.fetched(Path.of("data", "images.gz"));
    // Ten million bytes in five seconds: those from before do not count in the rate.
    assertThat(text().lines())
        .containsExactly(
            "  http://host/images.gz, from byte 10000000",
            "  images.gz:  50 %  20.0 MB of 40.0 MB  2.0 MB/s",
            "  images.gz: fetched, checksum right");
  }

  @Test
  void onATerminalABarIsRedrawnAndClearedAway() {
    FetchProgress progress = progress(true);
    at(1);
    progress.progress(FILE, 20_000_000);
    at(1.1);
    progress.progress(FILE, 21_000_000);
    progress.failed(URI.create("http://host/images.gz"), "HTTP 404");
    assertThat(text())
        .contains("\r\u001b[K  [" + "#".repeat(15) + ".".repeat(15) + "]  50 %")
        .doesNotContain("21.0")
        .endsWith("\r\u001b[K    failed: HTTP 404\n");
  }
}
