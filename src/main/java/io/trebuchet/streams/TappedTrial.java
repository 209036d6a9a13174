package io.trebuchet.streams;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.ReducedSteps;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialState;
import io.trebuchet.metrics.TrialState.Stage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A trial on a {@link SweepTap}. Thread-safe. */
final class TappedTrial {
  private TrialState state;
  private final List<Metric> metrics;
  private @Nullable ReducedSteps steps;
  private double normInitial = Double.NaN;
  private double testLoss = Double.NaN;

  TappedTrial(TrialState state, List<Metric> metrics, int buckets) {
    this.state = state;
    this.metrics = metrics;
    this.steps = ReducedSteps.create(buckets);
  }

  synchronized TrialState state() {
    return state;
  }

  /** Takes the start; true if the trial had ended, and is continued. */
  synchronized boolean start(double c, AtomicLong version) {
    boolean ended = state.stage() == Stage.ENDED;
    if (ended) {
      state = state.at(Stage.RUNNING, version.incrementAndGet());
    } else if (state.stage() == Stage.PENDING) {
      state =
          TrialState.pending(state.trial(), state.seed(), state.params(), c, state.learningRate())
              .at(Stage.RUNNING, version.incrementAndGet());
    }
    return ended;
  }

  /** Takes steps; the answer is by how much the number of buckets changed. */
  synchronized int add(MetricBlock block, AtomicLong version) {
    if (state.stage() == Stage.ENDED) {
      return 0;
    }
    ReducedSteps envelope = steps;
    int before = envelope == null ? 0 : envelope.size();
    if (envelope != null) {
      envelope.add(block, metrics);
    }
    TrialState old = state;
    boolean first = block.step(0) == 0;
    double lossInitial = first ? block.value(Metric.LOSS, 0) : old.lossInitial();
    double rate = old.learningRate();
    if (first) {
      normInitial = block.value(Metric.WEIGHT_NORM_SQ, 0);
      rate = block.value(Metric.ETA_LAMBDA, 0) / block.value(Metric.LAMBDA_MAX, 0);
    }
    double lossMax = old.lossMax();
    for (int row = 0; row < block.rows(); row++) {
      double loss = block.value(Metric.LOSS, row);
      if (Double.isFinite(loss) && !(loss <= lossMax)) {
        lossMax = loss;
      }
      double test = block.value(Metric.TEST_LOSS, row);
      testLoss = Double.isNaN(test) ? testLoss : test;
    }
    int last = block.rows() - 1;
    state =
        new TrialState(
            old.trial(),
            old.seed(),
            old.params(),
            block.series().c(),
            rate,
            old.stage() == Stage.PENDING ? Stage.RUNNING : old.stage(),
            block.step(last),
            lossInitial,
            block.value(Metric.LOSS, last),
            lossMax,
            block.value(Metric.ETA_LAMBDA, last),
            block.value(Metric.WEIGHT_NORM_SQ, last) / normInitial,
            block.value(Metric.SPARSITY_1, last),
            testLoss,
            null,
            version.incrementAndGet());
    return envelope == null ? 0 : envelope.size() - before;
  }

  /** Takes the end; false if it had ended already. */
  synchronized boolean end(TrialResult result, AtomicLong version) {
    if (state.stage() == Stage.ENDED) {
      return false;
    }
    state = TrialState.ended(result, version.incrementAndGet());
    // A user may yet have it continued.
    normInitial = result.weightNormSqInitial();
    testLoss = result.testLossFinal();
    return true;
  }

  synchronized void hold(boolean paused, AtomicLong version) {
    Stage stage = state.stage();
    if (stage == Stage.ENDED || paused == (stage == Stage.PAUSED)) {
      return;
    }
    Stage released = state.step() < 0 ? Stage.PENDING : Stage.RUNNING;
    state = state.at(paused ? Stage.PAUSED : released, version.incrementAndGet());
  }

  synchronized Optional<ReducedSteps> steps(List<Metric> wanted, long from, long to, int buckets) {
    ReducedSteps envelope = steps;
    return envelope == null || (envelope.size() == 0 && state.step() > 0)
        ? Optional.empty()
        : Optional.of(envelope.between(wanted, from, to, buckets));
  }

  /** Halves the buckets, down to {@code least}; 0 drops them all. */
  synchronized int halve(int least) {
    ReducedSteps envelope = steps;
    if (envelope == null) {
      return 0;
    }
    int before = envelope.size();
    if (least == 0) {
      steps = null;
      return -before;
    }
    if (before > least) {
      envelope.shrink(Math.max(least, before / 2));
    }
    return envelope.size() - before;
  }

  synchronized boolean holds() {
    return steps != null;
  }
}
