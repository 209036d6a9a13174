package io.trebuchet.dashboards;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Grafana's transformations, as far as the dashboards need them. */
final class Transform {
  /** The column that curves are drawn from. */
  static final String VALUE = "Value";

  /** Query that carries bounds rather than data. */
  static final String BOUNDS_REF = "Bounds";

  // The name of a trial anywhere in a series' name, but not in that of an axis.
  private static final String TRIAL_IN_NAME =
      "/^(?!step\\b|time\\b|.* step$).*?((?:g\\d+-)?s\\d+-(?:c|eta)[\\d.]+).*$/";
  private static final String SEED_IN_NAME = "/^(?!c\\b|.* c$).*params=\"(.*)\", seed=\"(.*)\".*$/";

  private Transform() {}

  /**
   * Rows of (trial, step, Value) to one curve a trial. The product by one is a new column, which
   * takes its name from the trial; a column of InfluxDB would keep its own.
   */
  static List<Map<String, @Nullable Object>> curves(boolean bounds) {
    Map<String, @Nullable Object> product = product();
    Map<String, @Nullable Object> keep = keep(List.of("trial", "step"), "^Value \\* 1$");
    Map<String, @Nullable Object> partition = partition(true, "trial");
    Map<String, @Nullable Object> join = join("step");
    Map<String, @Nullable Object> rename = rename(TRIAL_IN_NAME, "$1");
    return bounds
        ? List.of(product, boundLines(), keep, partition, join, rename)
        : List.of(product, keep, partition, join, rename);
  }

  /**
   * Rows of (trial, step, w, x), x being w at step 0 and zero elsewhere, to one curve of w relative
   * to its start a trial. What is computed within a frame has the frame's name but no labels.
   */
  static List<Map<String, @Nullable Object>> normCurves() {
    return List.of(
        partition(false, "trial"),
        // Columns are found by the name they are shown with, in which a frame's name comes first.
        lastWord(),
        start(),
        lastWord(),
        quotient(),
        keep(List.of("step"), "w / start$"),
        join("step"),
        rename(TRIAL_IN_NAME, "$1"),
        normName());
  }

  /** The same for rows of one trial. */
  static List<Map<String, @Nullable Object>> normCurve() {
    return List.of(start(), quotient(), keep(List.of("step"), "w / start$"), normName());
  }

  private static Map<String, @Nullable Object> lastWord() {
    return rename("/^.*?(\\w+)$/", "$1");
  }

  private static Map<String, @Nullable Object> normName() {
    return rename("/^w \\/ start$/", "θ²/θ²_0");
  }

  /** Rows of (c, params, seed, Value) to one curve for each seed and grid point. */
  static List<Map<String, @Nullable Object>> finals() {
    return List.of(
        product(),
        keep(List.of("c", "params", "seed"), "^Value \\* 1$"),
        // Trials end in any order, an axis must ascend.
        transformation("sortBy", Tree.of("sort", List.of(Tree.of("field", "c")))),
        partition(true, "params", "seed"),
        join("c"),
        rename(SEED_IN_NAME, "seed $2 $1"));
  }

  /** Rows of (time, trial, state) to one series a trial. */
  static List<Map<String, @Nullable Object>> states() {
    return List.of(partition(true, "trial"), rename(TRIAL_IN_NAME, "$1"));
  }

  /** Rows of (trial, outcome) to the number of trials of each outcome. */
  static List<Map<String, @Nullable Object>> counts() {
    return List.of(
        transformation(
            "groupBy",
            Tree.of(
                "fields",
                Tree.of(
                    "outcome",
                    Tree.of("operation", "groupby", "aggregations", List.of()),
                    "trial",
                    Tree.of("operation", "aggregate", "aggregations", List.of("count"))))));
  }

  /** Draws the values of the bounds query as lines. */
  static Map<String, @Nullable Object> boundLines() {
    return transformation(
        "configFromData",
        Tree.of(
            "configRefId",
            BOUNDS_REF,
            "mappings",
            Bound.all().stream()
                .map(
                    bound ->
                        Tree.of(
                            "fieldName",
                            bound.label(),
                            "handlerKey",
                            "threshold1",
                            "reducerId",
                            "lastNotNull",
                            "handlerArguments",
                            Tree.of("threshold", Tree.of("color", bound.colour()))))
                .toList()));
  }

  /** The names of server-side expressions replaced by those of their trials. */
  static Map<String, @Nullable Object> trialNames() {
    return rename(TRIAL_IN_NAME, "$1");
  }

  /** Keeps columns of the given names, or matching a pattern. */
  static Map<String, @Nullable Object> keep(List<String> names, String pattern) {
    return transformation(
        "filterFieldsByName",
        Tree.of("include", Tree.of("names", names, "pattern", "/" + pattern + "/")));
  }

  /** Keeps columns of the given names. */
  static Map<String, @Nullable Object> keep(List<String> names) {
    return transformation("filterFieldsByName", Tree.of("include", Tree.of("names", names)));
  }

  private static Map<String, @Nullable Object> product() {
    return binary(VALUE, "*", "1");
  }

  private static Map<String, @Nullable Object> quotient() {
    return binary("w", "/", "start");
  }

  private static Map<String, @Nullable Object> start() {
    return transformation(
        "calculateField",
        Tree.of(
            "alias",
            "start",
            "mode",
            "cumulativeFunctions",
            "cumulative",
            Tree.of("field", "x", "reducer", "sum"),
            "replaceFields",
            false,
            "timeSeries",
            false));
  }

  private static Map<String, @Nullable Object> binary(String left, String operator, String right) {
    return transformation(
        "calculateField",
        Tree.of(
            "mode",
            "binary",
            "binary",
            Tree.of("left", left, "operator", operator, "right", right),
            "replaceFields",
            false,
            "timeSeries",
            false));
  }

  private static Map<String, @Nullable Object> partition(boolean asLabels, String... columns) {
    return transformation(
        "partitionByValues",
        Tree.of(
            "fields",
            List.of(columns),
            "keepFields",
            false,
            "naming",
            Tree.of("asLabels", asLabels)));
  }

  private static Map<String, @Nullable Object> join(String column) {
    return transformation("joinByField", Tree.of("byField", column, "mode", "outer"));
  }

  private static Map<String, @Nullable Object> rename(String regex, String pattern) {
    return transformation("renameByRegex", Tree.of("regex", regex, "renamePattern", pattern));
  }

  private static Map<String, @Nullable Object> transformation(
      String id, Map<String, @Nullable Object> options) {
    return Tree.of("id", id, "options", options);
  }
}
