package io.trebuchet.terminal;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.ReducedSteps;
import io.trebuchet.metrics.ReducedSteps.Part;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialState;
import io.trebuchet.metrics.TrialState.Stage;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
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

  /**
   * The losses of consecutive steps.
   *
   * @param min smallest finite loss, NaN if there was none
   * @param max largest finite loss, NaN if there was none
   * @param overflow whether a step was not finite
   */
  public record LossRange(double min, double max, boolean overflow) {
    private static final LossRange NONE = new LossRange(Double.NaN, Double.NaN, false);

    /**
     * Those of stretches of equal length, at most so many; one of which no step was recorded
     * repeats the last loss before it.
     */
    static List<LossRange> of(ReducedSteps steps, int most) {
      if (steps.size() == 0) {
        return List.of();
      }
      long width = steps.width();
      long begin = Math.floorDiv(steps.from(0), width) * width;
      long last = steps.to(steps.size() - 1);
      // A multiple of the buckets' width, so that each lies in one stretch.
      while ((last - begin) / width >= most) {
        width *= 2;
      }
      LossRange[] ranges = new LossRange[(int) ((last - begin) / width) + 1];
      double before = Double.NaN;
      int filled = 0;
      for (int bucket = 0; bucket < steps.size(); bucket++) {
        int at = (int) ((steps.from(bucket) - begin) / width);
        if (at > filled) {
          Arrays.fill(ranges, filled, at, new LossRange(before, before, false));
        }
        LossRange known = at < filled ? ranges[at] : NONE;
        ranges[at] = known.with(steps, bucket);
        filled = at + 1;
        double loss = steps.value(Metric.LOSS, Part.LAST, bucket);
        before = Double.isNaN(loss) ? before : loss;
      }
      return List.of(ranges);
    }

    private LossRange with(ReducedSteps steps, int bucket) {
      return new LossRange(
          -largest(-min, -steps.value(Metric.LOSS, Part.MIN, bucket)),
          largest(max, steps.value(Metric.LOSS, Part.MAX, bucket)),
          overflow || !steps.finite(bucket));
    }

    private static double largest(double a, double b) {
      return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b);
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
      Stage stage,
      long step,
      double loss,
      double etaLambda,
      double normRatio,
      List<LossRange> trace,
      int endedOrder,
      @Nullable TrialResult result) {

    /** A trial as a tap knows it. */
    static Row of(TrialState trial, List<LossRange> trace, int endedOrder) {
      return new Row(
          trial.trial(),
          trial.c(),
          trial.stage(),
          trial.step(),
          trial.loss(),
          trial.etaLambda(),
          trial.weightNormRatio(),
          trace,
          endedOrder,
          trial.result());
    }

    /** The phase if the trial has one, else the outcome, else the stage. */
    public String word() {
      return result == null ? stage.word() : OutcomeWord.of(result);
    }
  }
}
