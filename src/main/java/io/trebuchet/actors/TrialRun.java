package io.trebuchet.actors;

import io.trebuchet.config.RecordSettings;
import io.trebuchet.control.Certificate;
import io.trebuchet.control.ControlRule;
import io.trebuchet.control.StopSettings;
import io.trebuchet.control.TrialHistory;
import io.trebuchet.control.TrialRules;
import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.physics.Bounds;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Observable;
import io.trebuchet.physics.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A trial without its actor: gradient descent, rules and history advanced together, a chunk of
 * steps at a time. What it computes does not depend on how the steps fall into chunks.
 */
final class TrialRun implements AutoCloseable {
  /** Rows of a block at the most. */
  static final int MAX_CHUNK = 1024;

  private final Series series;
  private final String params;
  private final Bounds bounds;
  private final GradientDescent descent;
  private final RecordSettings record;
  private final TrialRules rules;
  private final TrialHistory history = TrialHistory.create();
  private final Measurement measurement = new Measurement();
  private final MetricBlock.Builder rows;
  private final @Nullable ObservableRows observer;
  private final InstantSource clock;
  private final long startedNanos;
  private long lastTimestamp;

  private TrialRun(
      Series series, String params, Problem problem, double learningRate, Settings settings) {
    this.series = series;
    this.params = params;
    this.bounds = problem.bounds();
    this.record = settings.record();
    this.rules = TrialRules.create(settings.stop(), settings.rule(), learningRate);
    List<String> observables = record.observables().stream().map(Observable::word).toList();
    List<Metric> metrics = new ArrayList<>(Metric.always());
    metrics.addAll(Metric.of(observables));
    this.rows = MetricBlock.Builder.create(series, MAX_CHUNK, metrics);
    this.observer = observables.isEmpty() ? null : new ObservableRows(record.observables(), rows);
    this.clock = settings.clock();
    this.startedNanos = epochNanos(clock);
    this.descent = problem.start(learningRate);
  }

  /** A trial before its step 0. */
  static TrialRun create(
      Series series, String params, Problem problem, double learningRate, Settings settings) {
    return new TrialRun(series, params, problem, learningRate, settings);
  }

  /** What all trials of a sweep share of their config. */
  record Settings(
      StopSettings stop, ControlRule rule, RecordSettings record, InstantSource clock) {}

  /** The steps of a chunk and the verdict at its last one. */
  record Chunk(MetricBlock block, Verdict verdict) {}

  /** Computes up to {@code maxSteps} further steps (at most {@link #MAX_CHUNK}). */
  Chunk next(int maxSteps) {
    long from = Math.max(lastTimestamp, epochNanos(clock));
    Verdict verdict = Verdict.CONTINUE;
    while (rows.size() < Math.min(maxSteps, MAX_CHUNK) && verdict instanceof Verdict.Continue) {
      verdict = computeStep();
    }
    rows.spreadTimestamps(from, epochNanos(clock));
    lastTimestamp = rows.lastTimestamp();
    return new Chunk(rows.build(), verdict);
  }

  private Verdict computeStep() {
    long step = history.step() + 1;
    if (step > 0) {
      descent.advance();
    }
    Measurement m = measurement;
    descent.measure(m);
    Verdict verdict = rules.judge(step, m);
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
    return verdict;
  }

  /** How the trial's rule failed, if it did since the last call. */
  Optional<String> takeRuleFailure() {
    return rules.takeFailure();
  }

  /** What is proven at the last computed step. */
  Certificate certificate() {
    return history.step() < 0 ? Certificate.NONE : Certificate.of(measurement);
  }

  /** The numbers of the last computed step that apply, by column; empty before the first. */
  Map<String, Double> lastValues() {
    Map<String, Double> values = new LinkedHashMap<>();
    if (history.step() < 0) {
      return values;
    }
    Measurement m = measurement;
    values.put(Metric.LOSS.column(), m.loss);
    values.put(Metric.WEIGHT_NORM_SQ.column(), m.weightNormSq);
    values.put(Metric.LAMBDA_MAX.column(), m.lambdaMax);
    values.put(Metric.ETA_LAMBDA.column(), m.etaLambda);
    putIfApplies(values, Metric.SAFE_MARGIN.column(), m.safeMargin);
    putIfApplies(values, Metric.DOOMED_MARGIN.column(), m.doomedMargin);
    putIfApplies(values, "returns_level", m.returnsLevel);
    putIfApplies(values, "excess_loss", m.excessLoss);
    putIfApplies(values, "curvature", m.curvature);
    values.put("learning_rate", descent.learningRate());
    values.put("loss_initial", history.initial().loss);
    values.put("loss_max", history.lossMax());
    return values;
  }

  private static void putIfApplies(Map<String, Double> values, String name, double value) {
    if (!Double.isNaN(value)) {
      values.put(name, value);
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
