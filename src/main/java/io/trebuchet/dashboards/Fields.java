package io.trebuchet.dashboards;

import io.trebuchet.metrics.Metric;
import java.util.List;

/** Names in the databases that no other list holds. */
final class Fields {
  /** Reasons of trials that ended by themselves. */
  static final List<String> ORDINARY_ENDS = List.of("loss-change", "step-limit");

  private static final List<String> OBSERVABLES =
      Metric.all().stream()
          .filter(metric -> !metric.observable().isEmpty())
          .map(Metric::column)
          .toList();

  private Fields() {}

  /** The metrics that only some runs record. */
  static List<String> observables() {
    return OBSERVABLES;
  }
}
