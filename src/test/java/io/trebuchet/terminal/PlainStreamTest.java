package io.trebuchet.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class PlainStreamTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream raw = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final PrintStream stream = PlainStream.over(raw);

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aLineIsOneLine() {
    stream.println("a\u001b[2J\nb\rθ");
    assertThat(text()).isEqualTo("a\\u001b[2J\\u000ab\\u000dθ\n");
  }

  @Test
  void whateverLibrariesWriteIsShown() {
    stream.printf("%s\tx%n", "\u009b31m");
    stream.print('\u0007');
    byte[] turned = "\u202e😀".getBytes(StandardCharsets.UTF_8);
    for (byte b : turned) {
      stream.write(b);
    }
    stream.flush();
    assertThat(text()).isEqualTo("\\u009b31m\tx\n\\u0007\\u202e😀");
  }

  @Test
  void stackTracesKeepTheirLines() {
    new IllegalStateException("a\n\u001bb").printStackTrace(stream);
    assertThat(text()).contains("a\\u000a\\u001bb\n        at ");
  }

  @Test
  void thoseWhoDrawGoAround() {
    PlainStream.raw(stream).print("\u001b[1m");
    assertThat(text()).isEqualTo("\u001b[1m");
    assertThat(PlainStream.raw(raw)).isSameAs(raw);
  }
}
