package io.trebuchet.dashboards;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Grafana's options for each kind of panel. */
final class Look {
  private static final String LINE = "#8e8e8e";

  private final Dialect dialect;

  Look(Dialect dialect) {
    this.dialect = dialect;
  }

  /** Grafana's word for a kind of panel. */
  static String type(Panel.Kind kind) {
    return switch (kind) {
      case Panel.Kind.OverTime(var axis) -> "timeseries";
      case Panel.Kind.Against(var x, var axis, var points) -> "trend";
      case Panel.Kind.Timeline() -> "state-timeline";
      case Panel.Kind.Bars(var x) -> "barchart";
      case Panel.Kind.Numbers() -> "stat";
      case Panel.Kind.Rows(var column, var descending) -> "table";
    };
  }

  Map<String, @Nullable Object> options(Panel.Kind kind) {
    return switch (kind) {
      case Panel.Kind.OverTime(var axis) -> Tree.of("legend", legend(), "tooltip", tooltip());
      case Panel.Kind.Against(var x, var axis, var points) ->
          Tree.of("legend", legend(), "tooltip", tooltip(), "xField", x);
      case Panel.Kind.Timeline() ->
          Tree.of(
              "alignValue",
              "left",
              "legend",
              legend(),
              "mergeValues",
              true,
              "rowHeight",
              0.9,
              "showValue",
              "auto",
              "tooltip",
              tooltip());
      case Panel.Kind.Bars(var x) -> bars(x);
      case Panel.Kind.Numbers() ->
          Tree.of(
              "colorMode",
              "none",
              "graphMode",
              "none",
              "justifyMode",
              "auto",
              "orientation",
              "auto",
              "percentChangeColorMode",
              "standard",
              "reduceOptions",
              Tree.of("calcs", List.of("lastNotNull"), "fields", "", "values", false),
              "showPercentChange",
              false,
              "textMode",
              "auto",
              "wideLayout",
              true);
      case Panel.Kind.Rows(var column, var descending) ->
          Tree.of(
              "frameIndex",
              0,
              "cellHeight",
              "sm",
              "showHeader",
              true,
              "sortBy",
              List.of(Tree.of("displayName", column, "desc", descending)));
    };
  }

  private static Map<String, @Nullable Object> bars(String x) {
    return Tree.of(
        "barWidth",
        0.8,
        "fullHighlight",
        false,
        "groupWidth",
        0.7,
        "legend",
        Tree.of(
            "calcs", List.of(), "displayMode", "list", "placement", "bottom", "showLegend", false),
        "orientation",
        "horizontal",
        "showValue",
        "always",
        "stacking",
        "none",
        "tooltip",
        tooltip(),
        "xField",
        x,
        "xTickLabelMaxLength",
        0,
        "xTickLabelRotation",
        0);
  }

  Map<String, @Nullable Object> fields(Panel.Kind kind, Query query) {
    Map<String, @Nullable Object> defaults =
        switch (kind) {
          case Panel.Kind.OverTime(var axis) -> graph(axis, false, query);
          case Panel.Kind.Against(var x, var axis, var points) -> graph(axis, points, query);
          case Panel.Kind.Timeline() ->
              Tree.of(
                  "color",
                  Tree.of("mode", "fixed", "fixedColor", LINE),
                  "custom",
                  Tree.of("fillOpacity", 80, "lineWidth", 0),
                  "mappings",
                  Colours.outcomes(),
                  "links",
                  links());
          case Panel.Kind.Bars(var x) ->
              Tree.of(
                  "color",
                  Tree.of("mode", "fixed", "fixedColor", "#3274d9"),
                  "custom",
                  Tree.of("fillOpacity", 80, "lineWidth", 0),
                  "decimals",
                  0,
                  "mappings",
                  Colours.outcomes());
          case Panel.Kind.Numbers() -> Tree.of("unit", "none");
          case Panel.Kind.Rows(var column, var descending) ->
              Tree.of(
                  "custom",
                  Tree.of(
                      "align", "auto", "cellOptions", Tree.of("type", "auto"), "inspect", false),
                  "mappings",
                  Colours.outcomes());
        };
    return Tree.of("defaults", defaults, "overrides", overrides(kind, query));
  }

  private Map<String, @Nullable Object> graph(Panel.Axis axis, boolean points, Query query) {
    List<Map<String, @Nullable Object>> steps = new ArrayList<>();
    steps.add(Tree.of("color", "transparent", "value", null));
    for (int line : axis.lines()) {
      steps.add(Tree.of("color", LINE, "value", line));
    }
    Map<String, @Nullable Object> custom =
        Tree.of(
            "axisLabel",
            axis.label(),
            "drawStyle",
            "line",
            "lineInterpolation",
            "linear",
            "lineWidth",
            1,
            "pointSize",
            points ? 6 : 4,
            "scaleDistribution",
            axis.log() ? Tree.of("type", "log", "log", 10) : Tree.of("type", "linear"),
            "showPoints",
            points ? "always" : "auto",
            "spanNulls",
            true,
            "thresholdsStyle",
            Tree.of("mode", axis.lines().isEmpty() ? "off" : "dashed"));
    Map<String, @Nullable Object> defaults =
        Tree.of(
            "color",
            Tree.of("mode", "palette-classic"),
            "custom",
            custom,
            "thresholds",
            Tree.of("mode", "absolute", "steps", steps),
            "unit",
            axis.unit());
    return ofTrials(query) ? Tree.merge(defaults, Tree.of("links", links())) : defaults;
  }

  private List<Map<String, @Nullable Object>> overrides(Panel.Kind kind, Query query) {
    List<Map<String, @Nullable Object>> overrides = new ArrayList<>();
    if (ofTrials(query)) {
      overrides.addAll(Colours.byC());
    }
    if (kind instanceof Panel.Kind.Against(var x, var axis, var points)) {
      overrides.add(override("byName", x, List.of(Tree.of("id", "displayName", "value", x))));
    }
    if (query instanceof Query.Results) {
      overrides.add(
          override("byName", "trial", List.of(Tree.of("id", "links", "value", rowLinks()))));
    }
    return overrides;
  }

  static Map<String, @Nullable Object> override(
      String matcher, String options, List<Map<String, @Nullable Object>> properties) {
    return Tree.of("matcher", Tree.of("id", matcher, "options", options), "properties", properties);
  }

  /** Whether a series is a trial, which then has a colour and a page of its own. */
  private static boolean ofTrials(Query query) {
    return Set.of(
            Query.Spikes.class,
            Query.BoundedSpikes.class,
            Query.NormSpikes.class,
            Query.Curves.class,
            Query.BoundedCurves.class,
            Query.NormCurves.class)
        .contains(query.getClass());
  }

  private List<Map<String, @Nullable Object>> links() {
    return List.of(link("__field.displayName"));
  }

  private List<Map<String, @Nullable Object>> rowLinks() {
    return List.of(link("__value.text"));
  }

  private Map<String, @Nullable Object> link(String trial) {
    return Tree.of(
        "title",
        String.format(Locale.ROOT, "Open ${%s}", trial),
        "url",
        String.format(
            Locale.ROOT,
            "/d/%s?${datasource:queryparam}&${sweep:queryparam}&var-trial=${%s:percentencode}"
                + "&from=${__from}&to=${__to}",
            Dashboards.uid(dialect, "trial"),
            trial));
  }

  private static Map<String, @Nullable Object> legend() {
    return Tree.of(
        "calcs", List.of(), "displayMode", "list", "placement", "right", "showLegend", true);
  }

  private static Map<String, @Nullable Object> tooltip() {
    return Tree.of("mode", "single", "sort", "none");
  }
}
