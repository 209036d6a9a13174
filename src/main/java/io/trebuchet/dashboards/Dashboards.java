package io.trebuchet.dashboards;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All dashboards as files. */
public final class Dashboards {
  private static final int COLUMNS = 24;
  // The newest version of the format that Grafana 11.0 knows; later ones read it.
  private static final int SCHEMA_VERSION = 39;
  private static final String TAG = "trebuchet";

  private Dashboards() {}

  /** Texts of the files by their path, such as {@code influxdb/by-step.json}. */
  public static Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    for (Dialect dialect : List.of(new InfluxQlDialect(), new QuestDb())) {
      for (Page page : Pages.all()) {
        files.put(
            String.format(Locale.ROOT, "%s/%s.json", dialect.folder(), page.name()),
            Tree.text(dashboard(dialect, page)));
      }
    }
    return files;
  }

  static String uid(Dialect dialect, String page) {
    return String.format(Locale.ROOT, "trebuchet-%s-%s", dialect.folder(), page);
  }

  private static Map<String, @Nullable Object> dashboard(Dialect dialect, Page page) {
    return Tree.of(
        "uid",
        uid(dialect, page.name()),
        "title",
        String.format(Locale.ROOT, "Trebuchet · %s · %s", page.title(), dialect.title()),
        "description",
        page.description(),
        "tags",
        List.of(TAG, TAG + "-" + dialect.folder()),
        "schemaVersion",
        SCHEMA_VERSION,
        "editable",
        true,
        "graphTooltip",
        0,
        "time",
        Tree.of("from", "now-" + page.range(), "to", "now"),
        "refresh",
        page.refresh(),
        "timepicker",
        Tree.of("refresh_intervals", List.of("1s", "5s", "10s", "30s", "1m", "5m", "15m")),
        "links",
        List.of(others(dialect)),
        "templating",
        Tree.of("list", variables(dialect, page)),
        "annotations",
        Tree.of("list", page.stops() ? List.of(dialect.stops()) : List.of()),
        "panels",
        panels(dialect, page));
  }

  private static Map<String, @Nullable Object> others(Dialect dialect) {
    return Tree.of(
        "type",
        "dashboards",
        "title",
        "Trebuchet",
        "icon",
        "external link",
        "tooltip",
        "",
        "tags",
        List.of(TAG + "-" + dialect.folder()),
        "asDropdown",
        true,
        "includeVars",
        true,
        "keepTime",
        true,
        "targetBlank",
        false);
  }

  private static List<Map<String, @Nullable Object>> variables(Dialect dialect, Page page) {
    List<Map<String, @Nullable Object>> variables = new ArrayList<>();
    variables.add(Variables.datasource(dialect));
    variables.add(dialect.sweeps());
    switch (page.choice()) {
      case SWEEP -> {}
      case TRIALS -> {
        variables.add(dialect.trials());
        variables.add(Variables.lowestC());
        variables.add(Variables.highestC());
      }
      case TRIALS_AND_STEPS -> {
        variables.add(dialect.trials());
        variables.add(Variables.lowestC());
        variables.add(Variables.highestC());
        variables.add(Variables.whole("step_from", "step from", "0"));
        variables.add(Variables.whole("step_to", "step to", "2000"));
      }
      case ONE_TRIAL -> variables.add(dialect.oneTrial());
    }
    return variables;
  }

  private static List<Map<String, @Nullable Object>> panels(Dialect dialect, Page page) {
    Look look = new Look(dialect);
    List<Map<String, @Nullable Object>> panels = new ArrayList<>();
    int x = 0;
    int y = 0;
    int rowHeight = 0;
    for (Panel panel : page.panels()) {
      if (x + panel.width() > COLUMNS) {
        x = 0;
        y += rowHeight;
        rowHeight = 0;
      }
      Dialect.Compiled compiled = dialect.compile(panel.query());
      panels.add(
          Tree.of(
              "id",
              panels.size() + 1,
              "type",
              Look.type(panel.kind()),
              "title",
              panel.title(),
              "description",
              panel.description(),
              "datasource",
              dialect.source(),
              "gridPos",
              Tree.of("x", x, "y", y, "w", panel.width(), "h", panel.height()),
              "targets",
              compiled.targets(),
              "transformations",
              compiled.transformations(),
              "fieldConfig",
              look.fields(panel.kind(), panel.query()),
              "options",
              look.options(panel.kind())));
      x += panel.width();
      rowHeight = Math.max(rowHeight, panel.height());
    }
    return panels;
  }
}
