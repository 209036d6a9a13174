package io.trebuchet.dashboards;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the reader of a dashboard can choose. */
final class Variables {
  // Grafana's numbers for when to ask again and how to sort.
  private static final int ON_LOAD = 1;
  private static final int ON_TIME_RANGE = 2;
  private static final int NATURAL = 7;

  // Finer than this, trials are chosen by their names.
  private static final List<String> CUTS =
      List.of(
          "0", "0.5", "1", "1.5", "2", "2.5", "3", "3.5", "4", "4.5", "5", "6", "8", "10", "12",
          "16", "24", "32");
  private static final String NO_CUT = "any";

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

  static Map<String, @Nullable Object> trials(
      Map<String, @Nullable Object> source, String query, String all) {
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
            // One word for all, so that ten thousand trials need not be named.
            "allValue",
            all,
            "current",
            Tree.of("text", List.of("All"), "value", List.of("$__all"))));
  }

  static Map<String, @Nullable Object> oneTrial(
      Map<String, @Nullable Object> source, String query) {
    return Tree.merge(
        query("trial", source, query),
        Tree.of("refresh", ON_TIME_RANGE, "sort", NATURAL, "multi", false));
  }

  /** A whole number that the reader types. */
  static Map<String, @Nullable Object> whole(String name, String label, String value) {
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

  /** Where c begins, picked from a list: a number with decimals cannot be typed safely. */
  static Map<String, @Nullable Object> lowestC() {
    return cut("c_from", "c from", CUTS, CUTS.getFirst());
  }

  /** Where c ends. */
  static Map<String, @Nullable Object> highestC() {
    List<String> cuts = new ArrayList<>(CUTS.subList(1, CUTS.size()));
    cuts.add(NO_CUT);
    return cut("c_to", "c to", cuts, NO_CUT);
  }

  private static Map<String, @Nullable Object> cut(
      String name, String label, List<String> cuts, String current) {
    return Tree.of(
        "type",
        "custom",
        "name",
        name,
        "label",
        label,
        "allowCustomValue",
        false,
        "multi",
        false,
        "query",
        cuts.stream().map(c -> c + " : " + thousandths(c)).collect(Collectors.joining(", ")),
        "current",
        Tree.of("text", current, "value", thousandths(current)));
  }

  private static String thousandths(String cut) {
    return cut.equals(NO_CUT)
        ? "1000000000"
        : new BigDecimal(cut).movePointRight(3).toPlainString();
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
