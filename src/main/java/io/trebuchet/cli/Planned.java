package io.trebuchet.cli;

import io.trebuchet.config.GridPoint;
import io.trebuchet.config.LearningRate;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.metrics.TrialState;
import java.util.List;
import java.util.stream.Collectors;

/** Trials of a config before any of them begins, as viewers see them. */
final class Planned {
  private Planned() {}

  static List<TrialState> trials(List<TrialSpec> specs) {
    return specs.stream().map(Planned::pending).toList();
  }

  private static TrialState pending(TrialSpec spec) {
    String params = params(spec.point());
    return switch (spec.rate()) {
      case LearningRate.Normalised(var c) ->
          TrialState.pending(spec.id(), spec.seed(), params, c.doubleValue(), Double.NaN);
      case LearningRate.Absolute(var eta) ->
          TrialState.pending(spec.id(), spec.seed(), params, Double.NaN, eta.doubleValue());
    };
  }

  /** The parameters of a grid point as {@code key=value}, joined by {@code ;}. */
  static String params(GridPoint point) {
    return point.params().entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(";"));
  }
}
