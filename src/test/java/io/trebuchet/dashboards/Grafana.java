package io.trebuchet.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills in variables and macros as Grafana does before it sends a query: the browser replaces
 * variables, the server macros. Written from the rules of Grafana's documentation.
 */
final class Grafana {
  /** The values of a variable that stands for all. */
  static final List<String> ALL = List.of("$__all");

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(?::([^}]+))?}|\\$(\\w+)");
  private static final Pattern MACRO = Pattern.compile("\\$__(\\w+)\\(([^)]*)\\)");
  private static final int MAX_DATA_POINTS = 1000;
  // Grafana rounds an interval below the first number of a line to the second, in milliseconds.
  private static final long[][] ROUNDED = {
    {2, 1},
    {15, 10},
    {35, 20},
    {75, 50},
    {150, 100},
    {350, 200},
    {750, 500},
    {1_500, 1_000},
    {3_500, 2_000},
    {7_500, 5_000},
    {12_500, 10_000},
    {17_500, 15_000},
    {25_000, 20_000},
    {45_000, 30_000},
    {90_000, 60_000},
    {210_000, 120_000},
    {450_000, 300_000},
  };

  private final Dialect dialect;
  private final Map<String, JsonNode> variables = new HashMap<>();

  private Grafana(Dialect dialect, JsonNode dashboard) {
    this.dialect = dialect;
    for (JsonNode variable : dashboard.path("templating").path("list")) {
      variables.put(variable.path("name").asText(), variable);
    }
  }

  static Grafana showing(Dialect dialect, JsonNode dashboard) {
    return new Grafana(dialect, dashboard);
  }

  /** What the reader has chosen; {@code others} are values of variables that have one already. */
  record Choice(
      Instant from, Instant to, String sweep, List<String> trials, Map<String, String> others) {
    Choice(Instant from, Instant to, String sweep, List<String> trials) {
      this(from, to, sweep, trials, Map.of());
    }

    Duration range() {
      return Duration.between(from, to);
    }
  }

  /** The text that the database gets. */
  String filled(String query, Choice choice) {
    String text = VARIABLE.matcher(query).replaceAll(m -> quote(variable(m, choice)));
    long interval = interval(choice.range());
    String filled =
        switch (dialect) {
          case InfluxQlDialect influx ->
              text.replace(
                  "$timeFilter",
                  "time >= %dms and time <= %dms"
                      .formatted(choice.from().toEpochMilli(), choice.to().toEpochMilli()));
          case QuestDb sql -> MACRO.matcher(text).replaceAll(m -> quote(macro(m, choice)));
        };
    filled =
        filled
            .replace("$__interval_ms", Long.toString(interval))
            .replace("$__interval", interval % 1000 == 0 ? interval / 1000 + "s" : interval + "ms");
    return filled;
  }

  /** The server looks for macros wherever they stand, and takes all up to a closing bracket. */
  private static String macro(MatchResult match, Choice choice) {
    return switch (match.group(1)) {
      case "timeFilter" ->
          "%s BETWEEN '%s' AND '%s'".formatted(match.group(2), choice.from(), choice.to());
      case "timeFrom" -> "'%s'".formatted(choice.from());
      case "unixEpochFrom" -> Long.toString(choice.from().getEpochSecond());
      default -> match.group();
    };
  }

  private static String quote(String replacement) {
    return Matcher.quoteReplacement(replacement);
  }

  private String variable(MatchResult match, Choice choice) {
    String name = match.group(1) == null ? match.group(3) : match.group(1);
    String format = match.group(2) == null ? "" : match.group(2);
    if (name.equals("__interval_ms") && match.group(1) != null) {
      return Long.toString(interval(choice.range()));
    }
    JsonNode variable = variables.get(name);
    if (variable == null) {
      return match.group();
    }
    List<String> values =
        switch (name) {
          case "sweep" -> List.of(choice.sweep());
          case "trial" -> choice.trials();
          default ->
              List.of(
                  choice
                      .others()
                      .getOrDefault(name, variable.path("current").path("value").asText()));
        };
    if (values.equals(ALL)) {
      // What stands for all is put in as it stands: no encoding changes ours.
      return variable.path("allValue").asText();
    }
    return Formats.of(format, variable.path("multi").asBoolean(), values);
  }

  private static long interval(Duration range) {
    long exact = range.toMillis() / MAX_DATA_POINTS;
    for (long[] rule : ROUNDED) {
      if (exact < rule[0]) {
        return rule[1];
      }
    }
    throw new AssertionError("no rule for " + range);
  }
}
