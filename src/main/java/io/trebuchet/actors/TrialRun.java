package io.trebuchet.actors;

import io.trebuchet.config.RecordSettings;
import io.trebuchet.control.RuleKind;
import io.trebuchet.control.StopSettings;
import io.trebuchet.control.TrialHistory;
import io.trebuchet.control.TrialRules;
import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.Recorder;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.physics.Bounds;
import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Observable;
import io.trebuchet.physics.Problem;
import io.trebuchet.storage.LastStored;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A trial without its actor: gradient descent, rules and history advanced together, a chunk of
 * steps at a time. What it computes does not depend on how the steps fall into chunks.
 */
final class TrialRun implements AutoCloseable {
  /** Rows of a block at the most. */
  static final int MAX_CHUNK = 1024;

  private static final DescentState UNOBSERVED = DescentState.of(Map.of());

  private final Series series;
  private final String params;
  private final Bounds bounds;
  private final GradientDescent descent;
  private final RecordSettings record;
  private final TrialRules rules;
  private final TrialHistory history;
  private final Measurement measurement = new Measurement();
  private final MetricBlock.Builder rows;
  private final @Nullable ObservableRows observer;
  private final @Nullable Recorder recorder;
  private final InstantSource clock;
  private final long startedNanos;
  private final LastStored stored;
  private long lastTimestamp;
  private long recordedStep;
  private long chunkStart;
  private Verdict verdict = Verdict.CONTINUE;

  private TrialRun(
      Series series,
      String params,
      Problem problem,
      double learningRate,
      Settings settings,
      LastStored stored,
      @Nullable TrialCheckpoint from) {
    this.series = series;
    this.params = params;
    this.bounds = problem.bounds();
    this.record = settings.record();
    this.rules =
        from == null
            ? TrialRules.create(settings.stop(), settings.rule())
            : TrialRules.of(settings.stop(), settings.rule(), from.rules());
    this.history = from == null ? TrialHistory.create() : TrialHistory.of(from.history());
    List<String> observables = record.observables().stream().map(Observable::word).toList();
    List<Metric> metrics = new ArrayList<>(Metric.always());
    metrics.addAll(Metric.of(observables));
    this.rows = MetricBlock.Builder.create(series, MAX_CHUNK, metrics);
    DescentState observed = from == null ? UNOBSERVED : from.observer();
    this.observer =
        observables.isEmpty() ? null : new ObservableRows(record.observables(), observed, rows);
    this.recorder =
        record.mode() == RecordSettings.Mode.ADAPTIVE ? recorder(series, metrics, from) : null;
    this.clock = settings.clock();
    this.startedNanos = epochNanos(clock) - (from == null ? 0 : from.wallNanos());
    this.stored = stored;
    this.lastTimestamp = stored.timestamp();
    this.recordedStep = stored.step();
    if (from == null) {
      this.descent = problem.start(learningRate);
    } else {
      this.descent = problem.resume(learningRate, from.descent());
      this.lastTimestamp = Math.max(lastTimestamp, from.lastTimestamp());
      this.recordedStep = Math.max(recordedStep, from.recordedStep());
      // The state is the one before this measure, which the next update needs.
      descent.measure(measurement);
    }
  }

  private static Recorder recorder(
      Series series, List<Metric> metrics, @Nullable TrialCheckpoint from) {
    return from == null || from.recorder() == null
        ? Recorder.create(series, metrics)
        : Recorder.of(series, metrics, from.recorder());
  }

  /**
   * A trial before its step 0.
   *
   * @param stored what the store has of it already: those steps are computed again, not recorded
   */
  static TrialRun create(
      Series series,
      String params,
      Problem problem,
      double learningRate,
      Settings settings,
      LastStored stored) {
    return new TrialRun(series, params, problem, learningRate, settings, stored, null);
  }

  /** A trial that goes on after the step of a checkpoint, as if it had never ended. */
  static TrialRun resume(
      Series series,
      String params,
      Problem problem,
      TrialCheckpoint from,
      Settings settings,
      LastStored stored) {
    return new TrialRun(series, params, problem, from.learningRate(), settings, stored, from);
  }

  /** What all trials of a sweep share of their config. */
  record Settings(StopSettings stop, RuleKind rule, RecordSettings record, InstantSource clock) {}

  /**
   * The steps of a chunk and the verdict at its last one.
   *
   * @param block all steps
   * @param recorded those to store by now: adaptive recording decides on some only later, and what
   *     the store has from before a crash must not be sent again
   */
  record Chunk(MetricBlock block, MetricBlock recorded, Verdict verdict) {}

  /** Computes up to {@code maxSteps} further steps (at most {@link #MAX_CHUNK}). */
  Chunk next(int maxSteps) {
    begin();
    while (goesOn(maxSteps)) {
      advance();
      measure();
    }
    return end();
  }

  /** Begins a chunk. */
  void begin() {
    chunkStart = Math.max(lastTimestamp, epochNanos(clock));
    verdict = Verdict.CONTINUE;
  }

  /** Whether a chunk of at most {@code maxSteps} is to have another step. */
  boolean goesOn(int maxSteps) {
    return rows.size() < Math.min(maxSteps, MAX_CHUNK) && verdict instanceof Verdict.Continue;
  }

  /** Ends the chunk, which has at least one step. */
  Chunk end() {
    rows.spreadTimestamps(chunkStart, epochNanos(clock));
    lastTimestamp = rows.lastTimestamp();
    MetricBlock block = rows.build();
    MetricBlock recorded =
        switch (record.mode()) {
          case ALL -> block;
          case ADAPTIVE -> recorder == null ? block : recorder.take(block);
          case OUTCOME -> rows.none();
        };
    return new Chunk(block, sent(recorded), verdict);
  }

  /** The trial ends here: steps to store that had not been decided on. */
  MetricBlock rest() {
    return recorder == null ? rows.none() : sent(recorder.finish());
  }

  /** What of a block the store does not have yet. */
  private MetricBlock sent(MetricBlock block) {
    int first = 0;
    while (first < block.rows() && block.step(first) <= stored.step()) {
      first++;
    }
    MetricBlock missing = first == 0 ? block : block.from(first);
    if (missing.rows() > 0) {
      recordedStep = missing.step(missing.rows() - 1);
    }
    return missing;
  }

  /**
   * The state after the last chunk, which the stream must have taken.
   *
   * @param verdict what ends the trial there, or {@link Verdict#CONTINUE}
   */
  TrialCheckpoint capture(Verdict verdict) {
    return new TrialCheckpoint(
        series.trial(),
        history.step(),
        recordedStep,
        descent.learningRate(),
        lastTimestamp,
        epochNanos(clock) - startedNanos,
        descent.state(),
        observer == null ? UNOBSERVED : observer.state(),
        recorder == null ? null : recorder.state(),
        history.capture(),
        rules.capture(),
        verdict);
  }

  /** The trial's state, for what trials compute together. */
  GradientDescent descent() {
    return descent;
  }

  /** The first half of a step: the update, but for step 0. */
  void advance() {
    if (history.step() >= 0) {
      descent.advance();
    }
  }

  /** The second half of a step: its measurement, verdict and row. */
  void measure() {
    long step = history.step() + 1;
    Measurement m = measurement;
    descent.measure(m);
    verdict = rules.judge(step, m);
    boolean last = verdict instanceof Verdict.Halt;
    if (record.testEvery() > 0 && (last || step % record.testEvery() == 0)) {
      descent.evaluateTest(m);
    }
    history.observe(step, m);
    rows.row(step);
    rows.set(Metric.LOSS, m.loss);
    rows.set(Metric.WEIGHT_NORM_SQ, m.weightNormSq);
    rows.set(Metric.LAMBDA_MAX, m.lambdaMax);
    rows.set(Metric.ETA_LAMBDA, m.etaLambda);
    rows.set(Metric.SPARSITY_1, m.sparsity1);
    rows.set(Metric.SPARSITY_2, m.sparsity2);
    rows.set(Metric.TEST_LOSS, m.testLoss);
    rows.set(Metric.TEST_ACCURACY, m.testAccuracy);
    rows.set(Metric.SAFE_MARGIN, m.safeMargin);
    rows.set(Metric.DOOMED_MARGIN, m.doomedMargin);
    if (observer != null) {
      observer.observe(descent);
    }
  }

  /** The last computed step, −1 before the first. */
  long step() {
    return history.step();
  }

  /** The row of {@code trials.csv} if the trial ends now; evaluates the test set if it has to. */
  TrialResult result(Outcome outcome, String reason) {
    Measurement last = history.last();
    boolean stale = Double.isNaN(measurement.testLoss) && measurement.finite();
    if (record.testEvery() > 0 && stale && outcome != Outcome.FAILED && history.step() >= 0) {
      descent.evaluateTest(measurement);
      history.observeTest(measurement);
    }
    return new TrialResult(
        series.trial(),
        series.seed(),
        params,
        series.c(),
        descent.learningRate(),
        outcome,
        reason,
        Math.max(0, history.step()),
        history.initial().loss,
        history.lossMax(),
        history.lossMaxStep(),
        last.loss,
        history.catapults(),
        history.initial().lambdaMax,
        last.lambdaMax,
        history.initial().etaLambda,
        history.etaLambdaMax(),
        last.etaLambda,
        history.initial().weightNormSq,
        history.weightNormSqMax(),
        last.weightNormSq,
        last.sparsity1,
        last.sparsity2,
        last.testLoss,
        last.testAccuracy,
        bounds.onePointC(),
        bounds.method1C(),
        bounds.method2C(),
        bounds.doomedC(),
        Duration.ofNanos(epochNanos(clock) - startedNanos).toMillis());
  }

  @Override
  public void close() {
    descent.close();
  }

  /** Nanoseconds since the epoch. */
  static long epochNanos(InstantSource clock) {
    Instant now = clock.instant();
    return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
  }
}
