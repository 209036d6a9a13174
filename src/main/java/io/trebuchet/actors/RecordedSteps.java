package io.trebuchet.actors;

import io.trebuchet.config.RecordSettings;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Recorder;
import io.trebuchet.metrics.Series;
import io.trebuchet.storage.LastStored;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which of a trial's steps go to the store: those that its config wants and it does not have. */
final class RecordedSteps {
  private final RecordSettings.Mode mode;
  private final @Nullable Recorder recorder;
  private final MetricBlock none;
  private final long stored;
  private long last;

  private RecordedSteps(
      RecordSettings.Mode mode,
      @Nullable Recorder recorder,
      MetricBlock none,
      long stored,
      long last) {
    this.mode = mode;
    this.recorder = recorder;
    this.none = none;
    this.stored = stored;
    this.last = last;
  }

  /**
   * Those of a trial at its start, or after a checkpoint.
   *
   * @param stored what the store has already, which must not be sent again
   */
  static RecordedSteps of(
      RecordSettings.Mode mode,
      Series series,
      List<Metric> metrics,
      LastStored stored,
      @Nullable TrialCheckpoint from) {
    Recorder recorder =
        switch (mode) {
          case ALL, OUTCOME -> null;
          case ADAPTIVE ->
              from == null || from.recorder() == null
                  ? Recorder.create(series, metrics)
                  : Recorder.of(series, metrics, from.recorder());
        };
    MetricBlock none = MetricBlock.Builder.create(series, 0, List.of()).build();
    long last = from == null ? stored.step() : Math.max(stored.step(), from.recordedStep());
    return new RecordedSteps(mode, recorder, none, stored.step(), last);
  }

  /** What of further steps is to be stored by now, with what is decided of earlier ones. */
  MetricBlock take(MetricBlock block) {
    return switch (mode) {
      case ALL -> missing(block);
      case ADAPTIVE -> missing(recorder == null ? block : recorder.take(block));
      case OUTCOME -> none;
    };
  }

  /** The trial ends here: steps to store that had not been decided on. */
  MetricBlock rest() {
    return recorder == null ? none : missing(recorder.finish());
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
}
