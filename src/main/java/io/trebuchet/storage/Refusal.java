package io.trebuchet.storage;

import com.influxdb.exceptions.InfluxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns a server's refusal of a batch into a message that says what to do. */
final class Refusal {
  private static final Pattern LINE = Pattern.compile("\\bline (\\d+)");
  private static final int SHOWN = 200;

  private Refusal() {}

  static StoreException of(InfluxSettings settings, Batch batch, InfluxException e) {
    String advice =
        switch (e.status()) {
          case 401, 403 -> ": check --influx-token";
          case 404 -> ": check --influx-bucket and --influx-org";
          case 413 -> ": the batch is too large for it";
          default -> offendingLine(batch.text(), e);
        };
    return new StoreException(
        "%s refused a batch with status %d%s (%s)"
            .formatted(settings.url(), e.status(), advice, oneLine(e)),
        e);
  }

  private static String oneLine(InfluxException e) {
    return String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
  }

  private static String offendingLine(String text, InfluxException e) {
    Matcher matcher = LINE.matcher(String.valueOf(e.getMessage()));
    if (!matcher.find()) {
      return "";
    }
    int number = Integer.parseInt(matcher.group(1));
    return text.lines()
        .skip(Math.max(0, number - 1))
        .findFirst()
        .map(line -> ": line %d, %s".formatted(number, shortened(line)))
        .orElse("");
  }

  private static String shortened(String line) {
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
  }
}
