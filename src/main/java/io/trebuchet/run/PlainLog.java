package io.trebuchet.run;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.trebuchet.metrics.PlainText;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Entries of a log, read on terminals: text only, and no message can pass for another entry. */
public final class PlainLog extends PatternLayoutEncoder {
  private static final String CONTINUED = "\n  ";

  @Override
  public byte[] encode(ILoggingEvent event) {
    List<String> lines =
        getLayout().doLayout(event).lines().map(String::strip).map(PlainText::shown).toList();
    return (String.join(CONTINUED, lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
