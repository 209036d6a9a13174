package io.trebuchet.dashboards;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** QuestDB's SQL over its PostgreSQL port. */
final class QuestDb implements Dialect {
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
  public String folder() {
    return "questdb";
  }

  @Override
  public String title() {
    return "QuestDB";
  }

  @Override
  public String plugin() {
    return "grafana-postgresql-datasource";
  }

  @Override
  public Compiled compile(Query query) {
    return switch (query) {
      case Query.Spikes(var column) -> plain(spikes(column, TRIALS));
      case Query.BoundedSpikes(var column) ->
          new Compiled(
              List.of(spikes(column, TRIALS), bounds(Transform.BOUNDS_REF)),
              List.of(Transform.boundLines()));
      case Query.NormSpikes() -> plain(normSpikes());
      case Query.Curves(var column) -> curves(column, false);
      case Query.BoundedCurves(var column) -> curves(column, true);
      case Query.NormCurves() ->
          new Compiled(List.of(table("A", norm(TRIALS + STEPS))), Transform.curves(false));
      case Query.Finals(var column, var over) -> finals(column, over);
      case Query.TrialSteps(var columns) ->
          rows(
              String.format(
                  Locale.ROOT,
                  "SELECT step, %s FROM step WHERE %s ORDER BY step",
                  String.join(", ", columns),
                  TRIAL));
      case Query.TrialNorm() ->
          new Compiled(
              List.of(table("A", norm(TRIAL))), List.of(Transform.keep(List.of("step", "Value"))));
      case Query.TrialObservables() ->
          new Compiled(
              List.of(table("A", "SELECT * FROM step WHERE " + TRIAL + " ORDER BY step")),
              List.of(Transform.keep(observables())));
      case Query.TrialSpikes(var column) -> plain(spikes(column, TRIAL));
      case Query.TrialEvents() ->
          rows(
              "SELECT timestamp AS \"time\", state, outcome, reason, step FROM trial WHERE "
                  + TRIAL
                  + " ORDER BY timestamp");
      case Query.TrialResult() ->
          rows("SELECT * FROM trial WHERE " + TRIAL + " AND state = 'ended'");
      case Query.Results(var columns) ->
          rows(
              String.format(
                  Locale.ROOT,
                  "SELECT trial, %s FROM trial WHERE %s ORDER BY timestamp",
                  String.join(", ", columns),
                  ENDED));
      case Query.Bounds() -> plain(bounds("A"));
      case Query.States() -> states();
      case Query.Outcomes() ->
          new Compiled(
              List.of(table("A", "SELECT trial, outcome FROM trial WHERE " + ENDED)),
              Transform.counts());
      case Query.Engine(var column, var extreme) -> engine(column, extreme);
      case Query.StoredSteps() -> rows("SELECT count() AS stored FROM step WHERE " + SWEEP);
      case Query.ComputedSteps() ->
          rows("SELECT sum(steps) + count(steps) AS computed FROM trial WHERE " + ENDED);
    };
  }

  private Map<String, @Nullable Object> spikes(String column, String where) {
    return series(
        String.format(
            Locale.ROOT,
            "SELECT timestamp AS \"time\", trial AS metric, max(%s) AS value FROM step WHERE %s%s",
            column,
            filtered(where),
            SAMPLED + " ORDER BY \"time\""));
  }

  private static String filtered(String where) {
    return "$__timeFilter(timestamp) AND " + where;
  }

  private Map<String, @Nullable Object> normSpikes() {
    String peaks =
        String.format(
            Locale.ROOT,
            "(SELECT timestamp, trial, max(weight_norm_sq) AS peak FROM step WHERE %s%s)",
            filtered(TRIALS),
            SAMPLED);
    return series(
        String.format(
            Locale.ROOT,
            "SELECT p.timestamp AS \"time\", p.trial AS metric, p.peak / s.zero AS value FROM %s p"
                + " JOIN %s s ON p.trial = s.trial ORDER BY \"time\"",
            peaks,
            STARTS));
  }

  private Compiled curves(String column, boolean bounded) {
    List<Map<String, @Nullable Object>> targets = new ArrayList<>();
    targets.add(
        table(
            "A",
            String.format(
                Locale.ROOT,
                "SELECT trial, step, %s AS \"%s\" FROM step WHERE %s ORDER BY step",
                column,
                Transform.VALUE,
                TRIALS + STEPS)));
    if (bounded) {
      targets.add(bounds(Transform.BOUNDS_REF));
    }
    return new Compiled(targets, Transform.curves(bounded));
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

  private Compiled finals(String column, String over) {
    String value = over.isEmpty() ? column : column + " / " + over;
    return new Compiled(
        List.of(
            table(
                "A",
                String.format(
                    Locale.ROOT,
                    "SELECT %s AS \"%s\", c, params, seed FROM trial WHERE %s ORDER BY c",
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
                    (bound.isEdge() ? bound.edge() + ".0" : "min(" + bound.column() + ")")
                        + String.format(Locale.ROOT, " AS \"%s\"", bound.label()))
            .collect(Collectors.joining(", "));
    return table(ref, String.format(Locale.ROOT, "SELECT %s FROM trial WHERE %s", values, ENDED));
  }

  private Compiled states() {
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

  private Compiled engine(String column, Query.Extreme extreme) {
    String function =
        switch (extreme) {
          case MAX -> "max";
          case MIN -> "min";
        };
    return plain(
        series(
            String.format(
                Locale.ROOT,
                "SELECT timestamp AS \"time\", %1$s(%2$s) AS %2$s FROM engine WHERE %3$s",
                function,
                column,
                filtered(SWEEP) + SAMPLED + " ORDER BY \"time\"")));
  }

  private Compiled rows(String text) {
    return plain(table("A", text));
  }

  private static Compiled plain(Map<String, @Nullable Object> target) {
    return new Compiled(List.of(target), List.of());
  }

  private Map<String, @Nullable Object> table(String ref, String text) {
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

  private static List<String> observables() {
    List<String> names = new ArrayList<>(Fields.observables());
    names.addFirst("step");
    return names;
  }

  @Override
  public Map<String, @Nullable Object> sweeps() {
    return Variables.sweeps(
        source(),
        "SELECT sweep FROM (SELECT sweep, max(timestamp) AS last FROM trial) ORDER BY last DESC",
        Variables.Order.AS_QUERIED);
  }

  @Override
  public String trialNames() {
    return "SELECT DISTINCT trial FROM trial WHERE " + SWEEP;
  }

  @Override
  public String allTrials() {
    // No encoding changes it, and every trial's name has it.
    return "-";
  }

  @Override
  public Map<String, @Nullable Object> stops() {
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
