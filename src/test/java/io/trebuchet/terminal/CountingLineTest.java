package io.trebuchet.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class CountingLineTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private long now = Duration.ofHours(1).toNanos();

  private String said(boolean terminal, long total, Duration each) {
    try (CountingLine line = CountingLine.open(out, terminal, () -> now, "rows", total)) {
      for (int i = 0; i < 4; i++) {
        now += each.toNanos();
        line.add(500);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aTerminalGetsABarThatIsRedrawn() {
    assertThat(said(true, 2000, Duration.ofSeconds(1)))
        .contains("\r[#######                       ] 500 of 2,000 rows")
        .endsWith("\r[##############################] 2,000 of 2,000 rows\n");
  }

  @Test
  void elsewhereItIsALineNowAndThen() {
    assertThat(said(false, 0, Duration.ofSeconds(3))).isEqualTo("1,000 rows\n2,000 rows\n");
  }

  @Test
  void whatIsOverAtOnceSaysNothing() {
    assertThat(said(true, 2000, Duration.ofMillis(10))).isEmpty();
  }
}
