package io.trebuchet.web;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.ReducedSteps;
import io.trebuchet.metrics.TrialState;
import io.trebuchet.storage.StoreException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which steps a request wants.
 *
 * @param points buckets of a trial at most
 * @param digits significant digits of each number
 */
record StepsQuery(
    List<String> trials, List<Metric> metrics, long from, long to, int points, int digits) {
  static final String[] PARAMETERS = {"trial", "metrics", "from", "to", "points", "digits"};
  static final int MOST_TRIALS = 256;
  static final int MOST_POINTS = 20_000;

  /** Points of a trial, which are in memory at once: some megabytes. */
  static final int MOST_OF_A_TRIAL = 250_000;

  /** All points of a request together. */
  static final int MOST_IN_ALL = 1_000_000;

  private static final List<Metric> USUAL =
      List.of(Metric.LOSS, Metric.WEIGHT_NORM_SQ, Metric.ETA_LAMBDA);

  static StepsQuery of(RequestParameters query) {
    List<String> trials = RequestParameters.once("trial", query.all("trial"));
    if (trials.size() > MOST_TRIALS) {
      throw BadRequest.parameter(
          String.format(
              Locale.ROOT, "%d trials at a time, at most %d", trials.size(), MOST_TRIALS));
    }
    List<Metric> metrics = query.metrics(USUAL);
    int points = (int) query.number("points", 1000, 1, MOST_POINTS);
    long values = (long) points * metrics.size();
    if (values > MOST_OF_A_TRIAL || values * trials.size() > MOST_IN_ALL) {
      throw BadRequest.parameter(
          String.format(
              Locale.ROOT,
              "points × metrics is above %d, or above %d for all trials together: ask for fewer",
              MOST_OF_A_TRIAL,
              MOST_IN_ALL));
    }
    return new StepsQuery(
        trials,
        metrics,
        query.number("from", 0, 0, Long.MAX_VALUE),
        query.number("to", Long.MAX_VALUE, 0, Long.MAX_VALUE),
        points,
        (int) query.number("digits", Digits.FULL, 2, Digits.FULL));
  }

  /**
   * The steps of one trial: from memory where that is as good as the store, which it is unless the
   * reduction in memory is coarser than what was asked for.
   */
  ReducedSteps read(ServedSweep sweep, String trial) throws StoreException {
    TrialState state =
        sweep
            .live()
            .trial(trial)
            .orElseThrow(() -> BadRequest.notFound("there is no trial " + trial));
    Optional<ReducedSteps> kept = sweep.live().steps(trial, metrics, from, to, points);
    if (kept.isPresent() && (kept.get().exact() || state.step() < 0 || fine(kept.get()))) {
      return kept.get();
    }
    Optional<ReducedSteps> stored = sweep.stored(trial, metrics, from, to, points);
    // The newest steps are in memory some moments before the store can give them back.
    if (stored.isPresent() && (kept.isEmpty() || stored.get().rows() > 0)) {
      return stored.get();
    }
    return kept.orElseGet(() -> ReducedSteps.create(1));
  }

  /** Doubling the width once more would have fallen below half of the points. */
  private boolean fine(ReducedSteps kept) {
    return 2 * kept.size() > points;
  }
}
