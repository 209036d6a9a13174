package io.trebuchet.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the queries of a panel and Grafana's expressions over them. */
final class PanelAnswers {
  private static final Pattern QUOTIENT = Pattern.compile("\\$(\\w+) / \\$(\\w+)");

  private final Databases databases;
  private final Dialect dialect;
  private final Grafana grafana;

  PanelAnswers(Databases databases, Dialect dialect, JsonNode dashboard) {
    this.databases = databases;
    this.dialect = dialect;
    this.grafana = Grafana.showing(dialect, dashboard);
  }

  /** Rows by the name of their query, without hidden ones. */
  Map<String, List<Map<String, Object>>> of(JsonNode panel, Grafana.Choice choice)
      throws Exception {
    Map<String, List<Map<String, Object>>> answers = new HashMap<>();
    List<String> hidden = new ArrayList<>();
    for (JsonNode target : panel.path("targets")) {
      String name = target.path("refId").asText();
      answers.put(
          name,
          switch (target.path("type").asText()) {
            case "reduce" -> last(rows(answers, target.path("expression").asText()));
            case "math" -> quotient(answers, target.path("expression").asText());
            default -> databases.query(dialect, grafana.filled(text(target), choice));
          });
      if (target.path("hide").asBoolean()) {
        hidden.add(name);
      }
    }
    answers.keySet().removeAll(hidden);
    return answers;
  }

  /** The text of a query, of an annotation or of a variable. */
  List<Map<String, Object>> of(String query, Grafana.Choice choice) throws Exception {
    return databases.query(dialect, grafana.filled(query, choice));
  }

  static String text(JsonNode target) {
    return target.has("rawSql") ? target.path("rawSql").asText() : target.path("query").asText();
  }

  /** Rows as (trial, value). */
  static List<Map.Entry<String, Double>> byTrial(List<Map<String, Object>> rows) {
    List<Map.Entry<String, Double>> values = new ArrayList<>();
    for (Map<String, Object> row : rows) {
      Object trial = row.getOrDefault("trial", row.get("metric"));
      for (Map.Entry<String, Object> column : row.entrySet()) {
        if (!column.getKey().matches("time|trial|metric|step")
            && column.getValue() instanceof Double value) {
          values.add(Map.entry(String.valueOf(trial), value));
        }
      }
    }
    return values;
  }

  private static List<Map<String, Object>> last(List<Map<String, Object>> rows) {
    Map<String, Double> last = new HashMap<>();
    byTrial(rows).forEach(value -> last.put(value.getKey(), value.getValue()));
    return last.entrySet().stream()
        .map(entry -> Map.<String, Object>of("trial", entry.getKey(), "value", entry.getValue()))
        .toList();
  }

  private static List<Map<String, Object>> quotient(
      Map<String, List<Map<String, Object>>> answers, String expression) {
    Matcher names = QUOTIENT.matcher(expression);
    if (!names.matches()) {
      throw new AssertionError("not a quotient: " + expression);
    }
    Map<String, Double> divisors = new HashMap<>();
    byTrial(rows(answers, names.group(2))).forEach(v -> divisors.put(v.getKey(), v.getValue()));
    return byTrial(rows(answers, names.group(1))).stream()
        .map(
            v ->
                Map.<String, Object>of(
                    "trial",
                    v.getKey(),
                    "value",
                    v.getValue() / divisors.getOrDefault(v.getKey(), Double.NaN)))
        .toList();
  }

  static List<Map<String, Object>> rows(
      Map<String, List<Map<String, Object>>> answers, String name) {
    return Objects.requireNonNull(answers.get(name), name);
  }
}
