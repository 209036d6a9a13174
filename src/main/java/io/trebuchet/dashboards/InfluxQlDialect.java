package io.trebuchet.dashboards;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** InfluxQL: InfluxDB 1, and 2 through a mapping of database and retention policy. */
final class InfluxQlDialect extends Dialect {
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
  String folder() {
    return "influxdb";
  }

  @Override
  String title() {
    return "InfluxDB";
  }

  @Override
  String plugin() {
    return "influxdb";
  }

  @Override
  String quoted(String name) {
    return "\"" + name + "\"";
  }

  @Override
  String trialName() {
    return "\"trial\"::tag";
  }

  /** InfluxQL orders by time alone, and does so anyway. */
  @Override
  String orderedBy(String column) {
    return "";
  }

  @Override
  String edge(int value) {
    return "min(\"c\") * 0 + " + value;
  }

  @Override
  String trialsChosen() {
    return TRIALS;
  }

  @Override
  String ended() {
    return ENDED;
  }

  @Override
  String trialChosen() {
    return TRIAL;
  }

  @Override
  Map<String, @Nullable Object> spikes(String column, String where) {
    return series(
        "A",
        "$tag_trial",
        String.format(
            Locale.ROOT,
            "SELECT max(\"%s\") FROM \"step\" WHERE $timeFilter AND %s"
                + " GROUP BY time($__interval), \"trial\" fill(none)",
            column,
            where));
  }

  /** InfluxQL cannot join a trial's start to its steps, Grafana's expressions can. */
  @Override
  Compiled normSpikes() {
    Map<String, @Nullable Object> hidden = Tree.of("hide", true);
    return new Compiled(
        List.of(
            Tree.merge(spikes("weight_norm_sq", TRIALS), hidden),
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

  @Override
  String curves(String column) {
    return String.format(
        Locale.ROOT,
        "SELECT \"trial\"::tag, \"step\", \"%s\" AS \"%s\" FROM \"step\" WHERE %s",
        column,
        Transform.VALUE,
        TRIALS + " AND " + IN_STEPS);
  }

  @Override
  Compiled normCurves() {
    String where = TRIALS + " AND (\"step\" = 0 OR (" + IN_STEPS + "))";
    return new Compiled(
        List.of(table("A", norm("\"trial\"::tag, ", where))), Transform.normCurves());
  }

  @Override
  Compiled trialNorm() {
    return new Compiled(List.of(table("A", norm("", TRIAL))), Transform.normCurve());
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

  @Override
  Compiled trialSteps(List<String> columns) {
    String text =
        String.format(
            Locale.ROOT, "SELECT \"step\", %s FROM \"step\" WHERE %s", quoted(columns), TRIAL);
    return new Compiled(List.of(table("A", text)), List.of(Transform.keep(withStep(columns))));
  }

  @Override
  String trialEvents() {
    return "SELECT \"state\", \"outcome\", \"reason\", \"step\" FROM \"trial\" WHERE " + TRIAL;
  }

  @Override
  String storedSteps() {
    return "SELECT count(\"finite\") AS \"stored\" FROM \"step\" WHERE " + SWEEP;
  }

  @Override
  Compiled states() {
    return Compiled.of(
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

  @Override
  Map<String, @Nullable Object> engine(String column, String function) {
    return series(
        "A",
        column,
        String.format(
            Locale.ROOT,
            "SELECT %s(\"%s\") FROM \"engine\" WHERE $timeFilter AND %s"
                + " GROUP BY time($__interval) fill(none)",
            function,
            column,
            SWEEP));
  }

  @Override
  Map<String, @Nullable Object> table(String ref, String text) {
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

  @Override
  Map<String, @Nullable Object> sweeps() {
    return Variables.sweeps(
        source(),
        "SHOW TAG VALUES FROM \"trial\" WITH KEY = \"sweep\"",
        Variables.Order.DESCENDING);
  }

  @Override
  String trialNames() {
    return "SHOW TAG VALUES FROM \"trial\" WITH KEY = \"trial\" WHERE " + SWEEP;
  }

  @Override
  String allTrials() {
    return ".*";
  }

  @Override
  Map<String, @Nullable Object> stops() {
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
