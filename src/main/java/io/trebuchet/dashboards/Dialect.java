package io.trebuchet.dashboards;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A kind of database, and the language it is asked in. */
abstract sealed class Dialect permits InfluxQlDialect, QuestDb {
  /** Folder of its dashboards and part of their uids. */
  abstract String folder();

  /** How people call it. */
  abstract String title();

  /** Grafana's id of the data source. */
  abstract String plugin();

  /** A query and what Grafana must do with its answer before it can be drawn. */
  final Compiled compile(Query query) {
    return switch (query) {
      case Query.Spikes(var column) -> Compiled.of(spikes(column, trialsChosen()));
      case Query.BoundedSpikes(var column) ->
          new Compiled(
              List.of(spikes(column, trialsChosen()), bounds(Transform.BOUNDS_REF)),
              List.of(Transform.boundLines()));
      case Query.NormSpikes() -> normSpikes();
      case Query.Curves(var column) ->
          new Compiled(List.of(table("A", curves(column))), Transform.curves(false));
      case Query.BoundedCurves(var column) ->
          new Compiled(
              List.of(table("A", curves(column)), bounds(Transform.BOUNDS_REF)),
              Transform.curves(true));
      case Query.NormCurves() -> normCurves();
      case Query.Finals(var column, var over) ->
          new Compiled(List.of(table("A", finals(column, over))), Transform.finals());
      case Query.TrialSteps(var columns) -> trialSteps(columns);
      case Query.TrialNorm() -> trialNorm();
      case Query.TrialObservables() ->
          new Compiled(
              List.of(
                  table(
                      "A",
                      "SELECT * FROM "
                          + quoted("step")
                          + " WHERE "
                          + trialChosen()
                          + orderedBy("step"))),
              List.of(Transform.keep(withStep(Fields.observables()))));
      case Query.TrialSpikes(var column) -> Compiled.of(spikes(column, trialChosen()));
      case Query.TrialEvents() -> rows(trialEvents());
      case Query.TrialResult() ->
          rows(
              String.format(
                  Locale.ROOT,
                  "SELECT * FROM %s WHERE %s AND %s = 'ended'",
                  quoted("trial"),
                  trialChosen(),
                  quoted("state")));
      case Query.Results(var columns) -> rows(results(columns));
      case Query.Bounds() -> Compiled.of(bounds("A"));
      case Query.States() -> states();
      case Query.Outcomes() ->
          new Compiled(
              List.of(table("A", "SELECT " + trialName() + ", " + quoted("outcome") + fromEnded())),
              Transform.counts());
      case Query.Engine(var column, var extreme) -> Compiled.of(engine(column, extreme.function()));
      case Query.StoredSteps() -> rows(storedSteps());
      case Query.ComputedSteps() -> rows(computedSteps());
    };
  }

  /** The name of a table or a column. */
  abstract String quoted(String name);

  /** The column of the trials' names. */
  abstract String trialName();

  /** What puts rows in an order. */
  abstract String orderedBy(String column);

  /** A number for every row, the same in each. */
  abstract String edge(int value);

  /** Condition on the trials of the sweep that have ended. */
  abstract String ended();

  /** Condition on the chosen trials of the sweep. */
  abstract String trialsChosen();

  /** Condition on the one chosen trial. */
  abstract String trialChosen();

  /** Largest values of a column in each interval, by trial. */
  abstract Map<String, @Nullable Object> spikes(String column, String where);

  abstract Compiled normSpikes();

  /** A column against the step, by trial. */
  abstract String curves(String column);

  abstract Compiled normCurves();

  private String finals(String column, String over) {
    String value = over.isEmpty() ? quoted(column) : quoted(column) + " / " + quoted(over);
    return String.format(
        Locale.ROOT,
        "SELECT %s AS \"%s\", %s%s%s",
        value,
        Transform.VALUE,
        quoted(List.of("c", "params", "seed")),
        fromEnded(),
        orderedBy("c"));
  }

  abstract Compiled trialSteps(List<String> columns);

  abstract Compiled trialNorm();

  abstract String trialEvents();

  private String results(List<String> columns) {
    return "SELECT " + trialName() + ", " + quoted(columns) + fromEnded() + orderedBy("timestamp");
  }

  private String fromEnded() {
    return " FROM " + quoted("trial") + " WHERE " + ended();
  }

  abstract Compiled states();

  abstract Map<String, @Nullable Object> engine(String column, String function);

  abstract String storedSteps();

  private String computedSteps() {
    String steps = quoted("steps");
    return "SELECT sum("
        + steps
        + ") + count("
        + steps
        + ") AS "
        + quoted("computed")
        + fromEnded();
  }

  /** A query whose answer is rows. */
  abstract Map<String, @Nullable Object> table(String ref, String text);

  private Compiled rows(String text) {
    return Compiled.of(table("A", text));
  }

  private Map<String, @Nullable Object> bounds(String ref) {
    String values =
        Bound.all().stream()
            .map(bound -> String.format(Locale.ROOT, "%s AS \"%s\"", value(bound), bound.label()))
            .collect(Collectors.joining(", "));
    return table(ref, "SELECT " + values + fromEnded());
  }

  private String value(Bound bound) {
    return bound.isEdge() ? edge(bound.edge()) : "min(" + quoted(bound.column()) + ")";
  }

  final String quoted(List<String> columns) {
    return columns.stream().map(this::quoted).collect(Collectors.joining(", "));
  }

  /** The columns, behind that of the step. */
  static List<String> withStep(List<String> columns) {
    return Stream.concat(Stream.of("step"), columns.stream()).toList();
  }

  /** The variable that lists sweeps. */
  abstract Map<String, @Nullable Object> sweeps();

  /** Asks for the names of the sweep's trials. */
  abstract String trialNames();

  /** What stands for all trials where a choice of them would stand. */
  abstract String allTrials();

  /** The variable that lists the trials of a sweep; several can be chosen, or all. */
  final Map<String, @Nullable Object> trials() {
    return Variables.trials(source(), trialNames(), allTrials());
  }

  /** The variable that lists the trials of a sweep, of which one is chosen. */
  final Map<String, @Nullable Object> oneTrial() {
    return Variables.oneTrial(source(), trialNames());
  }

  /** Marks where a controller or a user stopped a trial, and why. */
  abstract Map<String, @Nullable Object> stops();

  /** The data source that the reader of a dashboard chose. */
  final Map<String, @Nullable Object> source() {
    return Tree.of("type", plugin(), "uid", "${datasource}");
  }

  /**
   * A compiled query.
   *
   * @param targets queries in Grafana's form
   * @param transformations in the order in which Grafana applies them
   */
  record Compiled(
      List<Map<String, @Nullable Object>> targets,
      List<Map<String, @Nullable Object>> transformations) {
    /** One query whose answer is drawn as it is. */
    static Compiled of(Map<String, @Nullable Object> target) {
      return new Compiled(List.of(target), List.of());
    }
  }
}
