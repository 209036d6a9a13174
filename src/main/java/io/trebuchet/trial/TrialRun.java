package io.trebuchet.trial;

import io.trebuchet.config.RecordSettings;
import io.trebuchet.control.Certificate;
import io.trebuchet.control.ControlRule;
import io.trebuchet.control.StopSettings;
import io.trebuchet.control.TrialHistory;
import io.trebuchet.control.TrialRules;
import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialSteps;
import io.trebuchet.physics.Bounds;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.observe.CloserLook;
import io.trebuchet.storage.LastStored;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A trial without its actor: gradient descent, rules and history advanced together, a chunk of
 * steps at a time. What it computes does not depend on how the steps fall into chunks.
 */
public final class TrialRun implements AutoCloseable {
  /** Rows of a block at the most. */
  static final int MAX_CHUNK = 1024;

  private final Series series;
  private final String params;
  private final Bounds bounds;
  private final double edge;
  private final GradientDescent descent;
  private final int testEvery;
  private final TrialRules rules;
  private final TrialHistory history;
  private final Measurement measurement = new Measurement();
  private final BlockRows rows;
  private final RecordedSteps recorded;
  private final TrialClock clock;
  private final CloserLook closer;
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
    this.edge = problem.edge();
    this.testEvery = settings.record().testEvery();
    this.rows = BlockRows.of(settings.record(), series, from);
    this.recorded =
        RecordedSteps.of(
            settings.record().mode(),
            settings.kept(),
            series,
            rows.metrics(),
            settings.raised().earlier(),
            stored,
            from);
    if (from == null) {
      this.rules = TrialRules.create(settings.stop(), settings.rule(), learningRate);
      this.history = TrialHistory.create();
      this.clock = TrialClock.start(settings.clock(), 0, stored.timestamp());
      this.descent = problem.start(learningRate);
    } else {
      this.rules =
          TrialRules.of(
              settings.stop(),
              settings.rule(),
              learningRate,
              from.rules(),
              from.ruleState(),
              from.ruleMemory(),
              from.history().initial().loss());
      this.history = TrialHistory.of(from.history());
      this.clock =
          TrialClock.start(
              settings.clock(),
              from.wallNanos(),
              Math.max(stored.timestamp(), from.lastTimestamp()));
      this.descent = problem.resume(learningRate, from.descent());
      // The state is the one before this measure, which the next update needs.
      descent.measure(measurement);
    }
    this.closer = CloserLook.of(problem, descent);
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

  /**
   * What all trials of a sweep share of their config.
   *
   * @param kept whether their store keeps what it is given
   * @param raised what became of the limit of steps
   */
  public record Settings(
      StopSettings stop,
      ControlRule rule,
      RecordSettings record,
      boolean kept,
      InstantSource clock,
      RaisedLimit raised) {
    /** Of a sweep whose limit of steps was never another. */
    public Settings(
        StopSettings stop,
        ControlRule rule,
        RecordSettings record,
        boolean kept,
        InstantSource clock) {
      this(stop, rule, record, kept, clock, RaisedLimit.never(stop, rule));
    }
  }

  /**
   * The steps of a chunk and the verdict at its last one.
   *
   * @param block all steps
   * @param recorded those to store by now: adaptive recording decides on some only later, and what
   *     the store has from before a crash must not be sent again
   */
  public record Chunk(MetricBlock block, MetricBlock recorded, Verdict verdict) {}

  /** Computes up to {@code maxSteps} further steps (at most {@link #MAX_CHUNK}). */
  public Chunk next(int maxSteps) {
    begin();
    while (goesOn(maxSteps)) {
      advance();
      measure();
    }
    return end();
  }

  /** Begins a chunk. */
  void begin() {
    clock.begin();
    verdict = Verdict.CONTINUE;
  }

  /** Whether a chunk of at most {@code maxSteps} is to have another step. */
  boolean goesOn(int maxSteps) {
    return rows.size() < Math.min(maxSteps, MAX_CHUNK) && verdict instanceof Verdict.Continue;
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
    descent.measure(measurement);
    verdict = rules.judge(step, measurement, closer);
    // At the limit of steps the row is as it would be with a higher one.
    boolean last = verdict instanceof Verdict.Halt && !rules.limited();
    if (testEvery > 0 && (last || step % testEvery == 0)) {
      descent.evaluateTest(measurement);
    }
    history.observe(step, measurement);
    rows.add(step, measurement, descent);
  }

  /** Ends the chunk, which has at least one step. */
  public Chunk end() {
    MetricBlock block = rows.take(clock);
    return new Chunk(block, recorded.take(block), verdict);
  }

  /** The trial ends here: steps to store that had not been decided on. */
  public MetricBlock rest() {
    return recorded.rest();
  }

  /** All steps that the store must hold by now; null if it keeps nothing. */
  public @Nullable TrialSteps steps() {
    return recorded.steps();
  }

  /** The trial's state, for what trials compute together. */
  GradientDescent descent() {
    return descent;
  }

  /** How the trial's rule failed, if it did since the last call. */
  public Optional<String> takeRuleFailure() {
    return rules.takeFailure();
  }

  /** What is proven at the last computed step. */
  Certificate certificate() {
    return history.step() < 0 ? Certificate.NONE : Certificate.of(measurement);
  }

  /** The numbers of the last computed step that apply, by column; empty before the first. */
  Map<String, Double> lastValues() {
    return history.step() < 0
        ? Map.of()
        : StopInputs.of(measurement, history, descent.learningRate());
  }

  /** The last computed step, −1 before the first. */
  public long step() {
    return history.step();
  }

  /**
   * The state after the last chunk, which the stream must have taken.
   *
   * @param verdict what ends the trial there, or {@link Verdict#CONTINUE}
   */
  public TrialCheckpoint capture(Verdict verdict) {
    return new TrialCheckpoint(
        series.trial(),
        history.step(),
        recorded.last(),
        descent.learningRate(),
        clock.lastTimestamp(),
        clock.ranNanos(),
        descent.state(),
        rows.observed(),
        TrialCheckpoint.stopRule(rules.captureRule(), rules.captureMemory()),
        recorded.state(),
        recorded.checksum(),
        history.capture(),
        rules.capture(),
        verdict);
  }

  /** The row of {@code trials.csv} if the trial ends now; evaluates the test set if it has to. */
  public TrialResult result(Outcome outcome, String reason) {
    boolean stale = Double.isNaN(measurement.testLoss) && measurement.finite();
    if (testEvery > 0 && stale && outcome != Outcome.FAILED && history.step() >= 0) {
      descent.evaluateTest(measurement);
      history.observeTest(measurement);
    }
    return ResultRow.of(
        series,
        params,
        descent.learningRate(),
        outcome,
        reason,
        history,
        bounds,
        edge,
        Duration.ofNanos(clock.ranNanos()).toMillis());
  }

  @Override
  public void close() {
    descent.close();
  }
}
