package io.trebuchet.report.dashboards;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the reader of a dashboard can choose. */
final class Variables {
  // Grafana's numbers for when to ask again and how to sort.
  private static final int ON_LOAD = 1;
  private static final int ON_TIME_RANGE = 2;
  private static final int NATURAL = 7;

  /** How the values of a query are sorted. */
  enum Order {
    AS_QUERIED(0),
    DESCENDING(2);

    private final int number;

    Order(int number) {
      this.number = number;
    }
  }

  private Variables() {}

  static Map<String, @Nullable Object> datasource(Dialect dialect) {
    return Tree.of(
        "type",
        "datasource",
        "name",
        "datasource",
        "label",
        "data source",
        "query",
        dialect.plugin(),
        "refresh",
        ON_LOAD,
        "current",
        Tree.of("text", "", "value", ""));
  }

  static Map<String, @Nullable Object> sweeps(
      Map<String, @Nullable Object> source, String query, Order order) {
    return Tree.merge(
        query("sweep", source, query),
        Tree.of("refresh", ON_TIME_RANGE, "sort", order.number, "multi", false));
  }

  static Map<String, @Nullable Object> trials(Map<String, @Nullable Object> source, String query) {
    return Tree.merge(
        query("trial", source, query),
        Tree.of(
            "refresh",
            ON_TIME_RANGE,
            "sort",
            NATURAL,
            "multi",
            true,
            "includeAll",
            true,
            // Put in as it stands, so that all of ten thousand trials need not be named.
            "allValue",
            ".*",
            "current",
            Tree.of("text", List.of("All"), "value", List.of("$__all"))));
  }

  static Map<String, @Nullable Object> oneTrial(
      Map<String, @Nullable Object> source, String query) {
    return Tree.merge(
        query("trial", source, query),
        Tree.of("refresh", ON_TIME_RANGE, "sort", NATURAL, "multi", false));
  }

  /** A number that the reader types. */
  static Map<String, @Nullable Object> number(String name, String label, String value) {
    return Tree.of(
        "type",
        "textbox",
        "name",
        name,
        "label",
        label,
        "query",
        value,
        "current",
        Tree.of("text", value, "value", value));
  }

  /** The frame of the annotation that marks stops. */
  static Map<String, @Nullable Object> annotation(Map<String, @Nullable Object> source) {
    return Tree.of("name", "stops", "enable", true, "iconColor", "orange", "datasource", source);
  }

  private static Map<String, @Nullable Object> query(
      String name, Map<String, @Nullable Object> source, String query) {
    return Tree.of("type", "query", "name", name, "datasource", source, "query", query);
  }
}
