package io.trebuchet.dashboards;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A kind of database, and the language it is asked in. */
sealed interface Dialect permits InfluxQlDialect, QuestDb {
  /** Folder of its dashboards and part of their uids. */
  String folder();

  /** How people call it. */
  String title();

  /** Grafana's id of the data source. */
  String plugin();

  /** A query and what Grafana must do with its answer before it can be drawn. */
  Compiled compile(Query query);

  /** The variable that lists sweeps. */
  Map<String, @Nullable Object> sweeps();

  /** Asks for the names of the sweep's trials. */
  String trialNames();

  /** What stands for all trials where a choice of them would stand. */
  String allTrials();

  /** The variable that lists the trials of a sweep; several can be chosen, or all. */
  default Map<String, @Nullable Object> trials() {
    return Variables.trials(source(), trialNames(), allTrials());
  }

  /** The variable that lists the trials of a sweep, of which one is chosen. */
  default Map<String, @Nullable Object> oneTrial() {
    return Variables.oneTrial(source(), trialNames());
  }

  /** Marks where a controller or a user stopped a trial, and why. */
  Map<String, @Nullable Object> stops();

  /** The data source that the reader of a dashboard chose. */
  default Map<String, @Nullable Object> source() {
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
      List<Map<String, @Nullable Object>> transformations) {}
}
