package io.trebuchet.dashboards;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** QuestDB's SQL over its PostgreSQL port. */
final class QuestDb extends Dialect {
  private static final String SWEEP = "sweep = " + Chosen.word("sweep");
  private static final String TRIAL = SWEEP + " AND trial = " + Chosen.word("trial");
  // In the encoding of {a,b}, what means a or b.
  private static final String NAMES =
      String.format(
          Locale.ROOT,
          "replace(replace(replace(replace(%s, '.', '[.]'), '%%7B', '^('), '%%2C', '|'), '%%7D',"
              + " ')$')",
          Chosen.word("trial"));
  private static final String TRIALS =
      String.format(
          Locale.ROOT,
          "%s AND trial ~ %s AND c >= %s AND c <= %s",
          SWEEP,
          NAMES,
          Chosen.thousandths("c_from"),
          Chosen.thousandths("c_to"));
  private static final String STEPS =
      String.format(
          Locale.ROOT,
          " AND step >= %s AND step <= %s",
          Chosen.whole("step_from"),
          Chosen.whole("step_to"));
  private static final String ENDED = SWEEP + " AND state = 'ended'";
  // A unit that Grafana's $__interval would write for less than a second is unknown to QuestDB.
  private static final String SAMPLED = " SAMPLE BY ${__interval_ms}T ALIGN TO CALENDAR";
  private static final String STARTS =
      "(SELECT trial, weight_norm_sq AS zero FROM step WHERE " + SWEEP + " AND step = 0)";

  @Override
  String folder() {
    return "questdb";
  }

  @Override
  String title() {
    return "QuestDB";
  }

  @Override
  String plugin() {
    return "grafana-postgresql-datasource";
  }

  @Override
  String quoted(String name) {
    return name;
  }

  @Override
  String trialName() {
    return "trial";
  }

  @Override
  String orderedBy(String column) {
    return " ORDER BY " + column;
  }

  @Override
  String edge(int value) {
    return value + ".0";
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
    return sampled("trial AS metric, max(" + column + ") AS value", "step", where);
  }

  private static String filtered(String where) {
    return "$__timeFilter(timestamp) AND " + where;
  }

  @Override
  Compiled normSpikes() {
    String peaks =
        String.format(
            Locale.ROOT,
            "(SELECT timestamp, trial, max(weight_norm_sq) AS peak FROM step WHERE %s%s)",
            filtered(TRIALS),
            SAMPLED);
    return Compiled.of(
        series(
            String.format(
                Locale.ROOT,
                "SELECT p.timestamp AS \"time\", p.trial AS metric, p.peak / s.zero AS value FROM"
                    + " %s p JOIN %s s ON p.trial = s.trial ORDER BY \"time\"",
                peaks,
                STARTS)));
  }

  @Override
  String curves(String column) {
    return String.format(
        Locale.ROOT,
        "SELECT trial, step, %s AS \"%s\" FROM step WHERE %s ORDER BY step",
        column,
        Transform.VALUE,
        TRIALS + STEPS);
  }

  @Override
  Compiled normCurves() {
    return new Compiled(List.of(table("A", norm(TRIALS + STEPS))), Transform.curves(false));
  }

  @Override
  Compiled trialNorm() {
    return new Compiled(
        List.of(table("A", norm(TRIAL))), List.of(Transform.keep(List.of("step", "Value"))));
  }

  private static String norm(String where) {
    return String.format(
        Locale.ROOT,
        "SELECT n.trial, n.step, n.weight_norm_sq / s.zero AS \"%s\" FROM"
            + " (SELECT trial, step, weight_norm_sq FROM step WHERE %s) n"
            + " JOIN %s s ON n.trial = s.trial ORDER BY n.step",
        Transform.VALUE,
        where,
        STARTS);
  }

  @Override
  Compiled trialSteps(List<String> columns) {
    return Compiled.of(
        table(
            "A",
            String.format(
                Locale.ROOT,
                "SELECT step, %s FROM step WHERE %s ORDER BY step",
                String.join(", ", columns),
                TRIAL)));
  }

  @Override
  String trialEvents() {
    return "SELECT timestamp AS \"time\", state, outcome, reason, step FROM trial WHERE "
        + TRIAL
        + " ORDER BY timestamp";
  }

  @Override
  String storedSteps() {
    return "SELECT count() AS stored FROM step WHERE " + SWEEP;
  }

  @Override
  Compiled states() {
    return new Compiled(
        List.of(
            table(
                "A",
                String.format(
                    Locale.ROOT,
                    "SELECT timestamp AS \"time\", trial, coalesce(outcome, state) AS state FROM"
                        + " trial WHERE %s ORDER BY timestamp",
                    filtered(SWEEP)))),
        Transform.states());
  }

  @Override
  Map<String, @Nullable Object> engine(String column, String function) {
    return sampled(function + "(" + column + ") AS " + column, "engine", SWEEP);
  }

  private Map<String, @Nullable Object> sampled(String what, String table, String where) {
    return series(
        String.format(
            Locale.ROOT,
            "SELECT timestamp AS \"time\", %s FROM %s WHERE %s%s ORDER BY \"time\"",
            what,
            table,
            filtered(where),
            SAMPLED));
  }

  @Override
  Map<String, @Nullable Object> table(String ref, String text) {
    return target(ref, "table", text);
  }

  private Map<String, @Nullable Object> series(String text) {
    return target("A", "time_series", text);
  }

  private Map<String, @Nullable Object> target(String ref, String format, String text) {
    return Tree.of(
        "refId",
        ref,
        "datasource",
        source(),
        "editorMode",
        "code",
        "rawQuery",
        true,
        "format",
        format,
        "rawSql",
        text);
  }

  @Override
  Map<String, @Nullable Object> sweeps() {
    return Variables.sweeps(
        source(),
        "SELECT sweep FROM (SELECT sweep, max(timestamp) AS last FROM trial) ORDER BY last DESC",
        Variables.Order.AS_QUERIED);
  }

  @Override
  String trialNames() {
    return "SELECT DISTINCT trial FROM trial WHERE " + SWEEP;
  }

  @Override
  String allTrials() {
    // No encoding changes it, and every trial's name has it.
    return "-";
  }

  @Override
  Map<String, @Nullable Object> stops() {
    String ordinary =
        Fields.ORDINARY_ENDS.stream().map(w -> "'" + w + "'").collect(Collectors.joining(", "));
    String text =
        String.format(
            Locale.ROOT,
            "SELECT timestamp AS \"time\", trial || ': ' || reason AS text, outcome AS tags FROM"
                + " trial WHERE %s AND reason NOT IN (%s) ORDER BY timestamp",
            filtered(ENDED),
            ordinary);
    return Tree.merge(Variables.annotation(source()), Tree.of("target", table("Stops", text)));
  }
}
