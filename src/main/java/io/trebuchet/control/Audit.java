package io.trebuchet.control;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Outcome;
import java.util.Locale;
import java.util.Optional;

/**
 * Checks that a verdict follows from what is on record: the last rows that the trial sent to the
 * store must justify it by themselves.
 */
public final class Audit {
  // aL ≤ L holds up to rounding, in floats too.
  private static final double SLACK = 1e-3;

  private Audit() {}

  /**
   * What speaks against the verdict; empty if it stands.
   *
   * @param tail the block whose last row is the verdict's step
   */
  public static Optional<String> objection(Verdict.Halt halt, MetricBlock tail, StopSettings stop) {
    int last = tail.rows() - 1;
    if (tail.step(last) != halt.step()) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "the verdict is of step %d, the last recorded step is %d",
              halt.step(),
              tail.step(last)));
    }
    boolean stands =
        switch (halt.reason()) {
          case OVERFLOW -> !tail.finite(last);
          case DEAD ->
              tail.value(Metric.LAMBDA_MAX, last) == 0 && tail.value(Metric.LOSS, last) > 0;
          case DOOMED ->
              tail.value(Metric.DOOMED_MARGIN, last) > 1 + Certificate.MARGIN
                  && tail.value(Metric.LOSS, last) > 0;
          case LOSS_CHANGE -> tail.value(Metric.LOSS, last) == 0 || isStationary(tail, last, stop);
          // Its constants are not on record, but what it promises of this very step is.
          case BASIN ->
              tail.finite(last)
                  && tail.value(Metric.ETA_LAMBDA, last) > 0
                  && tail.value(Metric.ETA_LAMBDA, last) < 2;
          case STEP_LIMIT -> halt.step() >= stop.maxSteps();
          case THRESHOLD, PATIENCE, RULE, MEDIAN, ASHA -> halt.outcome() == Outcome.STOPPED;
          case USER, INTERRUPTED, ERROR -> true;
        };
    return stands
        ? Optional.empty()
        : Optional.of("the recorded step does not show it: " + halt.evidence());
  }

  /**
   * The loss at step 0 and the Hessian are not in these rows. Where the gradient is not either, the
   * NTK must be low enough for a minimum of a loss that can be fitted.
   */
  private static boolean isStationary(MetricBlock block, int row, StopSettings stop) {
    double loss = block.value(Metric.LOSS, row);
    boolean quiet =
        row == 0 || Math.abs(loss - block.value(Metric.LOSS, row - 1)) < stop.lossChange();
    double gradient = block.value(Metric.GRADIENT_NORM_SQ, row);
    double eta = block.value(Metric.ETA_LAMBDA, row);
    return quiet
        && block.finite(row)
        && (Double.isNaN(gradient)
            ? eta <= Stationarity.HELD
            : gradient <= 2 * block.value(Metric.LAMBDA_MAX, row) * loss * (1 + SLACK));
  }
}
