package io.trebuchet.control;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.physics.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The median rule, as Optuna's MedianPruner has it: a trial stops if the best loss it has reported
 * so far is above the median of what the completed trials reported at the same time. A NaN is the
 * worst loss, and is left out of the median. Completed are those that ended without being stopped,
 * failing, diverging or dying.
 */
final class Median implements ComparingRule {
  /**
   * When the rule speaks.
   *
   * @param startupTrials not before so many trials have completed
   * @param warmup not before this time
   * @param interval every so much time
   * @param minTrials only with so many completed trials to compare with at that time
   */
  record Settings(int startupTrials, double warmup, double interval, int minTrials) {}

  private static final class Reported {
    private final Map<Long, Double> losses = new HashMap<>();
    private double best = Double.NaN;
  }

  private final Settings settings;
  private final Map<String, Reported> running = new HashMap<>();
  private final List<Reported> completed = new ArrayList<>();

  private Median(Settings settings) {
    this.settings = settings;
  }

  /** Reads the section {@code median}. */
  static ControlRule.Comparing read(String text, Parameters p) {
    Settings settings =
        new Settings(
            p.integer("startup-trials", 0),
            p.number("warmup", 0, Double.MAX_VALUE),
            p.number("interval", Double.MIN_VALUE, Double.MAX_VALUE),
            p.integer("min-trials", 1));
    return new ControlRule.Comparing(
        "median",
        text,
        StopReason.MEDIAN,
        Reports.at(index -> index * settings.interval(), TimeScale.read(p)),
        () -> of(settings));
  }

  static Median of(Settings settings) {
    return new Median(settings);
  }

  @Override
  public Optional<String> report(String trial, Verdict.Report report) {
    Reported own = running.computeIfAbsent(trial, t -> new Reported());
    for (long index = report.from(); index <= report.to(); index++) {
      own.losses.put(index, report.loss());
    }
    if (!(own.best <= report.loss()) && !Double.isNaN(report.loss())) {
      own.best = report.loss();
    }
    if (completed.isEmpty()
        || completed.size() < settings.startupTrials()
        || report.to() * settings.interval() < settings.warmup()) {
      return Optional.empty();
    }
    if (Double.isNaN(own.best)) {
      return Optional.of("no loss but NaN so far");
    }
    double[] others = completedAt(report.to());
    if (others.length == 0 || others.length < settings.minTrials()) {
      return Optional.empty();
    }
    double median = median(others);
    return own.best > median
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "best loss so far %s > %s, the median of %d completed trials at time %s",
                own.best,
                median,
                others.length,
                report.to() * settings.interval()))
        : Optional.empty();
  }

  @Override
  public void ended(String trial, Outcome outcome) {
    Reported own = running.remove(trial);
    switch (outcome) {
      case CONVERGED, OSCILLATING, INCOMPLETE -> {
        if (own != null) {
          completed.add(own);
        }
      }
      case DIVERGED, DEAD, STOPPED, FAILED -> {}
    }
  }

  private double[] completedAt(long index) {
    return completed.stream()
        .map(reported -> reported.losses.getOrDefault(index, Double.NaN))
        .mapToDouble(Double::doubleValue)
        .filter(loss -> !Double.isNaN(loss))
        .toArray();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
