package io.trebuchet.cli.terminal;

import io.trebuchet.cli.terminal.BoardSnapshot.LossRange;
import io.trebuchet.cli.terminal.BoardSnapshot.Row;
import io.trebuchet.cli.terminal.BoardSnapshot.State;
import io.trebuchet.metrics.Envelope;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.TrialResult;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One trial on a {@link LiveBoard}. Not thread-safe. */
final class TrialProgress {
  private final String trial;
  private final double c;
  private final Supplier<List<Envelope.Bucket>> trace;
  private State state = State.PENDING;
  private long begun;
  private long step = -1;
  private double loss = Double.NaN;
  private double etaLambda = Double.NaN;
  private double norm = Double.NaN;
  private double firstNorm = Double.NaN;

  /** Pending and ended trials do not change, so a snapshot shares their rows. */
  private @Nullable Row settled;

  private TrialProgress(String trial, double c, Supplier<List<Envelope.Bucket>> trace) {
    this.trial = trial;
    this.c = c;
    this.trace = trace;
    this.settled = current(List.of());
  }

  /** A pending trial, whose loss over all steps {@code trace} tells. */
  static TrialProgress create(String trial, double c, Supplier<List<Envelope.Bucket>> trace) {
    return new TrialProgress(trial, c, trace);
  }

  State state() {
    return state;
  }

  void begin(long time) {
    state = State.RUNNING;
    begun = time;
    settled = null;
  }

  /** When it began, on the board's clock. */
  long begun() {
    return begun;
  }

  /** Takes the rows of a block and returns how many updates they stand for. */
  long add(MetricBlock block) {
    int rows = block.rows();
    if (rows == 0) {
      return 0;
    }
    // Of a resumed trial the steps before its first row belong to another process.
    long before = step >= 0 ? step : Math.max(0, block.step(0) - 1);
    if (block.step(0) == 0) {
      firstNorm = block.value(Metric.WEIGHT_NORM_SQ, 0);
    }
    int last = rows - 1;
    step = block.step(last);
    loss = block.value(Metric.LOSS, last);
    norm = block.value(Metric.WEIGHT_NORM_SQ, last);
    etaLambda = block.value(Metric.ETA_LAMBDA, last);
    return Math.max(0, step - before);
  }

  /** Takes the final values and returns how many updates no block had told of. */
  long end(TrialResult result, int order) {
    state = State.ENDED;
    long unseen = Math.max(0, result.steps() - Math.max(0, step));
    settled =
        new Row(
            trial,
            c,
            state,
            result.steps(),
            result.lossFinal(),
            result.etaLambdaFinal(),
            result.weightNormSqFinal() / result.weightNormSqInitial(),
            LossRange.of(trace.get()),
            order,
            result);
    return unseen;
  }

  Row row() {
    return settled == null ? current(LossRange.of(trace.get())) : settled;
  }

  private Row current(List<LossRange> buckets) {
    return new Row(trial, c, state, step, loss, etaLambda, norm / firstNorm, buckets, -1, null);
  }
}
