package io.trebuchet.dashboards;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How Grafana writes the values of a variable into a query, by the format that the query names.
 * {@code src/test/grafana/formats.mjs} holds the same rules against Grafana's own code.
 */
public final class Formats {
  private Formats() {}

  /**
   * The text for the values of a variable.
   *
   * @param format what stands behind the colon; empty if there is none
   * @param several whether the variable can have more values than one
   */
  public static String of(String format, boolean several, List<String> values) {
    return switch (format) {
      case "regex" ->
          values.size() == 1
              ? escaped(values.getFirst())
              : values.stream().map(Formats::escaped).collect(Collectors.joining("|", "(", ")"));
      case "percentencode" ->
          encoded(several ? "{" + String.join(",", values) + "}" : values.getFirst());
      case "date:x" -> whole(values.getFirst());
      case "date:X.SSS" -> thousandths(values.getFirst());
      // Whatever it does not know, Grafana puts in as it is.
      default -> String.join(",", values);
    };
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  private static String escaped(String text) {
    return text.replaceAll("[\\\\^$*+?.()|\\[\\]{}/]", "\\\\$0");
  }

  /** As JavaScript reads a number: what follows its digits does not count. */
  private static String whole(String text) {
    String digits = text.strip().replaceAll("(?s)^([+-]?\\d+).*$", "$1");
    return digits.matches("[+-]?\\d+") ? Long.toString(Long.parseLong(digits)) : "NaN";
  }

  private static String thousandths(String text) {
    String whole = whole(text);
    if (whole.equals("NaN")) {
      return whole;
    }
    Instant at = Instant.ofEpochMilli(Long.parseLong(whole));
    return String.format(Locale.ROOT, "%d.%03d", at.getEpochSecond(), at.getNano() / 1_000_000);
  }
}
