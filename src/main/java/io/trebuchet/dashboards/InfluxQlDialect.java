package io.trebuchet.dashboards;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** InfluxQL: InfluxDB 1, and 2 through a mapping of database and retention policy. */
final class InfluxQlDialect implements Dialect {
  private static final String SWEEP = "\"sweep\" = " + Chosen.word("sweep");
  private static final String TRIAL = SWEEP + " AND \"trial\" = " + Chosen.word("trial");
  private static final String TRIALS =
      String.format(
          Locale.ROOT,
          "%s AND \"trial\" =~ %s AND \"c\" >= %s AND \"c\" <= %s",
          SWEEP,
          Chosen.matching("trial"),
          Chosen.thousandths("c_from"),
          Chosen.thousandths("c_to"));
  private static final String IN_STEPS =
      String.format(
          Locale.ROOT,
          "\"step\" >= %s AND \"step\" <= %s",
          Chosen.whole("step_from"),
          Chosen.whole("step_to"));
  private static final String ENDED = SWEEP + " AND \"state\" = 'ended'";
  private static final String EXPRESSION = "__expr__";

  @Override
  public String folder() {
    return "influxdb";
  }

  @Override
  public String title() {
    return "InfluxDB";
  }

  @Override
  public String plugin() {
    return "influxdb";
  }

  @Override
  public Compiled compile(Query query) {
    return switch (query) {
      case Query.Spikes(var column) -> plain(spikes("A", column, TRIALS));
      case Query.BoundedSpikes(var column) ->
          new Compiled(
              List.of(spikes("A", column, TRIALS), bounds(Transform.BOUNDS_REF)),
              List.of(Transform.boundLines()));
      case Query.NormSpikes() -> normSpikes();
      case Query.Curves(var column) -> curves(column, false);
      case Query.BoundedCurves(var column) -> curves(column, true);
      case Query.NormCurves() ->
          new Compiled(
              List.of(
                  table(
                      "A",
                      norm(
                          "\"trial\"::tag, ",
                          TRIALS + " AND (\"step\" = 0 OR (" + IN_STEPS + "))"))),
              Transform.normCurves());
      case Query.Finals(var column, var over) -> finals(column, over);
      case Query.TrialSteps(var columns) ->
          new Compiled(
              List.of(
                  table(
                      "A",
                      String.format(
                          Locale.ROOT,
                          "SELECT \"step\", %s FROM \"step\" WHERE %s",
                          quoted(columns),
                          TRIAL))),
              List.of(Transform.keep(with("step", columns))));
      case Query.TrialNorm() ->
          new Compiled(List.of(table("A", norm("", TRIAL))), Transform.normCurve());
      case Query.TrialObservables() ->
          new Compiled(
              List.of(table("A", "SELECT * FROM \"step\" WHERE " + TRIAL)),
              List.of(Transform.keep(with("step", Fields.observables()))));
      case Query.TrialSpikes(var column) -> plain(spikes("A", column, TRIAL));
      case Query.TrialEvents() ->
          rows("SELECT \"state\", \"outcome\", \"reason\", \"step\" FROM \"trial\" WHERE " + TRIAL);
      case Query.TrialResult() ->
          rows("SELECT * FROM \"trial\" WHERE " + TRIAL + " AND \"state\" = 'ended'");
      case Query.Results(var columns) ->
          rows(
              String.format(
                  Locale.ROOT,
                  "SELECT \"trial\"::tag, %s FROM \"trial\" WHERE %s",
                  quoted(columns),
                  ENDED));
      case Query.Bounds() -> plain(bounds("A"));
      case Query.States() -> states();
      case Query.Outcomes() ->
          new Compiled(
              List.of(
                  table("A", "SELECT \"trial\"::tag, \"outcome\" FROM \"trial\" WHERE " + ENDED)),
              Transform.counts());
      case Query.Engine(var column, var extreme) -> engine(column, extreme);
      case Query.StoredSteps() ->
          rows("SELECT count(\"finite\") AS \"stored\" FROM \"step\" WHERE " + SWEEP);
      case Query.ComputedSteps() ->
          rows(
              "SELECT sum(\"steps\") + count(\"steps\") AS \"computed\" FROM \"trial\" WHERE "
                  + ENDED);
    };
  }

  private Map<String, @Nullable Object> spikes(String ref, String column, String where) {
    return series(
        ref,
        "$tag_trial",
        String.format(
            Locale.ROOT,
            "SELECT max(\"%s\") FROM \"step\" WHERE $timeFilter AND %s"
                + " GROUP BY time($__interval), \"trial\" fill(none)",
            column,
            where));
  }

  /** InfluxQL cannot join a trial's start to its steps, Grafana's expressions can. */
  private Compiled normSpikes() {
    Map<String, @Nullable Object> hidden = Tree.of("hide", true);
    return new Compiled(
        List.of(
            Tree.merge(spikes("A", "weight_norm_sq", TRIALS), hidden),
            Tree.merge(
                series(
                    "B",
                    "$tag_trial",
                    String.format(
                        Locale.ROOT,
                        "SELECT first(\"weight_norm_sq\") FROM \"step\" WHERE %s GROUP BY"
                            + " \"trial\"",
                        TRIALS)),
                hidden),
            expression(
                "C", Tree.of("type", "reduce", "expression", "B", "reducer", "last", "hide", true)),
            expression("D", Tree.of("type", "math", "expression", "$A / $C"))),
        List.of(Transform.trialNames()));
  }

  private Compiled curves(String column, boolean bounded) {
    List<Map<String, @Nullable Object>> targets = new ArrayList<>();
    targets.add(
        table(
            "A",
            String.format(
                Locale.ROOT,
                "SELECT \"trial\"::tag, \"step\", \"%s\" AS \"%s\" FROM \"step\" WHERE %s",
                column,
                Transform.VALUE,
                TRIALS + " AND " + IN_STEPS)));
    if (bounded) {
      targets.add(bounds(Transform.BOUNDS_REF));
    }
    return new Compiled(targets, Transform.curves(bounded));
  }

  /** θ² as w, and as x its value at step 0 and zero elsewhere: pow(0, 0) is 1. */
  private static String norm(String trial, String where) {
    return String.format(
        Locale.ROOT,
        "SELECT %s\"step\", \"weight_norm_sq\" AS \"w\","
            + " \"weight_norm_sq\" * pow(0, \"step\") AS \"x\" FROM \"step\" WHERE %s",
        trial,
        where);
  }

  private Compiled finals(String column, String over) {
    String value =
        over.isEmpty()
            ? "\"" + column + "\""
            : String.format(Locale.ROOT, "\"%s\" / \"%s\"", column, over);
    return new Compiled(
        List.of(
            table(
                "A",
                String.format(
                    Locale.ROOT,
                    "SELECT %s AS \"%s\", \"c\", \"params\", \"seed\" FROM \"trial\" WHERE %s",
                    value,
                    Transform.VALUE,
                    ENDED))),
        Transform.finals());
  }

  private Map<String, @Nullable Object> bounds(String ref) {
    String values =
        Bound.all().stream()
            .map(
                bound ->
                    (bound.isEdge()
                            ? "min(\"c\") * 0 + " + bound.edge()
                            : String.format(Locale.ROOT, "min(\"%s\")", bound.column()))
                        + String.format(Locale.ROOT, " AS \"%s\"", bound.label()))
            .collect(Collectors.joining(", "));
    return table(
        ref, String.format(Locale.ROOT, "SELECT %s FROM \"trial\" WHERE %s", values, ENDED));
  }

  private Compiled states() {
    return plain(
        series(
            "A",
            "$tag_trial",
            String.format(
                Locale.ROOT,
                "SELECT \"s\" FROM"
                    + " (SELECT \"state\" AS \"s\" FROM \"trial\" WHERE %1$s AND \"state\" ="
                    + " 'started' AND $timeFilter GROUP BY \"trial\"),"
                    + " (SELECT \"outcome\" AS \"s\" FROM \"trial\" WHERE %1$s AND \"state\" ="
                    + " 'ended' AND $timeFilter GROUP BY \"trial\")"
                    + " GROUP BY \"trial\"",
                SWEEP)));
  }

  private Compiled engine(String column, Query.Extreme extreme) {
    String function =
        switch (extreme) {
          case MAX -> "max";
          case MIN -> "min";
        };
    return plain(
        series(
            "A",
            column,
            String.format(
                Locale.ROOT,
                "SELECT %s(\"%s\") FROM \"engine\" WHERE $timeFilter AND %s"
                    + " GROUP BY time($__interval) fill(none)",
                function,
                column,
                SWEEP)));
  }

  private Compiled rows(String text) {
    return plain(table("A", text));
  }

  private static Compiled plain(Map<String, @Nullable Object> target) {
    return new Compiled(List.of(target), List.of());
  }

  private Map<String, @Nullable Object> table(String ref, String text) {
    return target(ref, text, "table", "");
  }

  private Map<String, @Nullable Object> series(String ref, String alias, String text) {
    return target(ref, text, "time_series", alias);
  }

  private Map<String, @Nullable Object> target(
      String ref, String text, String format, String alias) {
    return Tree.of(
        "refId",
        ref,
        "datasource",
        source(),
        "rawQuery",
        true,
        "resultFormat",
        format,
        "alias",
        alias,
        "query",
        text);
  }

  private static Map<String, @Nullable Object> expression(
      String ref, Map<String, @Nullable Object> what) {
    return Tree.merge(
        Tree.of("refId", ref, "datasource", Tree.of("type", EXPRESSION, "uid", EXPRESSION)), what);
  }

  private static String quoted(List<String> columns) {
    return columns.stream().map(c -> "\"" + c + "\"").collect(Collectors.joining(", "));
  }

  private static List<String> with(String first, List<String> others) {
    List<String> all = new ArrayList<>(others);
    all.addFirst(first);
    return all;
  }

  @Override
  public Map<String, @Nullable Object> sweeps() {
    return Variables.sweeps(
        source(),
        "SHOW TAG VALUES FROM \"trial\" WITH KEY = \"sweep\"",
        Variables.Order.DESCENDING);
  }

  @Override
  public String trialNames() {
    return "SHOW TAG VALUES FROM \"trial\" WITH KEY = \"trial\" WHERE " + SWEEP;
  }

  @Override
  public String allTrials() {
    return ".*";
  }

  @Override
  public Map<String, @Nullable Object> stops() {
    return Tree.merge(
        Variables.annotation(source()),
        Tree.of(
            "query",
            String.format(
                Locale.ROOT,
                "SELECT \"reason\", \"outcome\", \"trial\"::tag FROM \"trial\" WHERE $timeFilter"
                    + " AND %s AND \"reason\" !~ /^(%s)$/",
                ENDED,
                String.join("|", Fields.ORDINARY_ENDS)),
            "titleColumn",
            "trial",
            "textColumn",
            "reason",
            "tagsColumn",
            "outcome"));
  }
}
