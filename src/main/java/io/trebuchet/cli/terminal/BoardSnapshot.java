package io.trebuchet.cli.terminal;

import io.trebuchet.metrics.Envelope;
import io.trebuchet.metrics.TrialResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A sweep at one moment.
 *
 * @param rows all trials, in the order given at the start
 * @param steps updates made since the start of this process
 * @param points rows for the store since the start of this process
 * @param trialsPerSecond trials that ended per second since the start of this process
 * @param pointsPerSecond over the last few seconds, over the whole time once all trials have ended
 * @param left estimated time until all trials have ended; empty while nothing tells it
 */
public record BoardSnapshot(
    String sweep,
    Duration elapsed,
    List<Row> rows,
    int pending,
    int running,
    int ended,
    long steps,
    long points,
    double trialsPerSecond,
    double pointsPerSecond,
    Optional<Duration> left) {

  /** Copies the list. */
  public BoardSnapshot {
    rows = List.copyOf(rows);
  }

  /** Where a trial is in its life. */
  public enum State {
    /** Not started. */
    PENDING,
    /** Started. */
    RUNNING,
    /** Ended, one way or another. */
    ENDED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The losses of consecutive steps.
   *
   * @param min smallest finite loss, NaN if there was none
   * @param max largest finite loss, NaN if there was none
   * @param overflow whether a loss was not finite
   */
  public record LossRange(double min, double max, boolean overflow) {
    /** Those of buckets; one without steps repeats the last loss before it. */
    static List<LossRange> of(List<Envelope.Bucket> buckets) {
      List<LossRange> ranges = new ArrayList<>(buckets.size());
      double before = Double.NaN;
      for (Envelope.Bucket bucket : buckets) {
        if (!Double.isNaN(bucket.min())) {
          ranges.add(new LossRange(bucket.min(), bucket.max(), bucket.overflow()));
          before = bucket.last();
        } else if (bucket.seen() || Double.isNaN(before)) {
          ranges.add(new LossRange(Double.NaN, Double.NaN, bucket.overflow()));
        } else {
          ranges.add(new LossRange(before, before, false));
        }
      }
      return List.copyOf(ranges);
    }
  }

  /**
   * One trial. NaN stands for a number that is not known, or that really is NaN in a running trial.
   *
   * @param step the last step seen, −1 before the first
   * @param loss at that step; of an ended trial the final one
   * @param normRatio θ²/θ²_0
   * @param trace loss over all steps
   * @param endedOrder how many trials had ended when this one did, −1 before
   * @param result of an ended trial
   */
  public record Row(
      String trial,
      double c,
      State state,
      long step,
      double loss,
      double etaLambda,
      double normRatio,
      List<LossRange> trace,
      int endedOrder,
      @Nullable TrialResult result) {

    /** The phase if the trial has one, else the outcome, else the state. */
    public String word() {
      return switch (state) {
        case PENDING, RUNNING -> state.word();
        case ENDED -> result == null ? state.word() : OutcomeWord.of(result);
      };
    }
  }
}
