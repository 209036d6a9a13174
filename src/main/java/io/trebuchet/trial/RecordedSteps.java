package io.trebuchet.trial;

import io.trebuchet.config.RecordSettings;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Recorder;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.StepChecksum;
import io.trebuchet.metrics.TrialSteps;
import io.trebuchet.storage.LastStored;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of a trial's steps go to the store: those that its config wants and it does not have. The
 * checksum is over all that the config wants: it says what the store must hold, not what it does.
 */
final class RecordedSteps {
  private final RecordSettings.Mode mode;
  private final @Nullable Recorder recorder;
  private final @Nullable StepChecksum checksum;
  private final MetricBlock none;
  private final long stored;
  private long last;

  private RecordedSteps(
      RecordSettings.Mode mode,
      @Nullable Recorder recorder,
      @Nullable StepChecksum checksum,
      MetricBlock none,
      long stored,
      long last) {
    this.mode = mode;
    this.recorder = recorder;
    this.checksum = checksum;
    this.none = none;
    this.stored = stored;
    this.last = last;
  }

  /**
   * Those of a trial at its start, or after a checkpoint.
   *
   * @param limits steps at which the trial may have ended once, see {@link Recorder#create}
   * @param kept whether the store keeps them, so that a checksum is worth its time
   * @param stored what the store has already, which must not be sent again
   */
  static RecordedSteps of(
      RecordSettings.Mode mode,
      boolean kept,
      Series series,
      List<Metric> metrics,
      List<Long> limits,
      LastStored stored,
      @Nullable TrialCheckpoint from) {
    Recorder recorder =
        switch (mode) {
          case ALL, OUTCOME -> null;
          case ADAPTIVE ->
              from == null || from.recorder() == null
                  ? Recorder.create(series, metrics, limits)
                  : Recorder.of(series, metrics, limits, from.recorder());
        };
    MetricBlock none = MetricBlock.Builder.create(series, 0, List.of()).build();
    long last = from == null ? stored.step() : Math.max(stored.step(), from.recordedStep());
    StepChecksum checksum = kept ? checksum(series, from) : null;
    return new RecordedSteps(mode, recorder, checksum, none, stored.step(), last);
  }

  private static StepChecksum checksum(Series series, @Nullable TrialCheckpoint from) {
    if (from == null) {
      return StepChecksum.create(series);
    }
    StepChecksum.State state = from.checksum();
    if (state == null) {
      throw new IllegalArgumentException("a checkpoint of a store that keeps nothing");
    }
    return StepChecksum.of(state);
  }

  /** What of further steps is to be stored by now, with what is decided of earlier ones. */
  MetricBlock take(MetricBlock block) {
    return switch (mode) {
      case ALL -> wanted(block);
      case ADAPTIVE -> wanted(recorder == null ? block : recorder.take(block));
      case OUTCOME -> none;
    };
  }

  /** The trial ends here: steps to store that had not been decided on. */
  MetricBlock rest() {
    return recorder == null ? none : wanted(recorder.finish());
  }

  private MetricBlock wanted(MetricBlock block) {
    if (checksum != null) {
      checksum.add(block);
    }
    return missing(block);
  }

  private MetricBlock missing(MetricBlock block) {
    int first = 0;
    while (first < block.rows() && block.step(first) <= stored) {
      first++;
    }
    MetricBlock missing = first == 0 ? block : block.from(first);
    if (missing.rows() > 0) {
      last = missing.step(missing.rows() - 1);
    }
    return missing;
  }

  /** The last step to be stored so far, −1 before the first. */
  long last() {
    return last;
  }

  /** What has not been decided on, for a checkpoint; null where every step is decided at once. */
  Recorder.@Nullable State state() {
    return recorder == null ? null : recorder.state();
  }

  /** The checksum so far, for a checkpoint; null where the store keeps nothing. */
  StepChecksum.@Nullable State checksum() {
    return checksum == null ? null : checksum.state();
  }

  /** All steps that the store must hold by now; null where it keeps nothing. */
  @Nullable TrialSteps steps() {
    return checksum == null ? null : checksum.steps();
  }
}
