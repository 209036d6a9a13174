package io.trebuchet.actors;

import io.trebuchet.config.LearningRate;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialResult;
import java.util.stream.Collectors;

/** Rows of {@code trials.csv} for trials that never measured a step. */
final class Results {
  private static final double NONE = Double.NaN;

  private Results() {}

  /** The row of a trial that ended before its step 0. */
  static TrialResult notStarted(TrialSpec spec, Outcome outcome, String reason) {
    double c =
        spec.rate() instanceof LearningRate.Normalised(var value) ? value.doubleValue() : NONE;
    double eta =
        spec.rate() instanceof LearningRate.Absolute(var value) ? value.doubleValue() : NONE;
    return new TrialResult(
        spec.id(),
        spec.seed(),
        params(spec),
        c,
        eta,
        outcome,
        reason,
        0,
        NONE,
        NONE,
        0,
        NONE,
        0,
        NONE,
        NONE,
        NONE,
        NONE,
        NONE,
        NONE,
        NONE,
        NONE,
        NONE,
        NONE,
        NONE,
        NONE,
        NONE,
        NONE,
        NONE,
        NONE,
        0);
  }

  /** The grid parameters as {@code key=value} joined by {@code ;}. */
  static String params(TrialSpec spec) {
    return spec.point().params().entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(";"));
  }
}
