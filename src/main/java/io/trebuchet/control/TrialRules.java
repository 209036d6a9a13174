package io.trebuchet.control;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.physics.Measurement;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one trial, applied after every step: a pure function of the steps seen so far, so
 * that results never depend on timing. One instance per trial; steps must come in order from 0.
 *
 * <p>What is proven comes before what is measured, and that before what is guessed: overflow and
 * death, then a rule's verdict on the outcome, then {@code stop.*}, then a rule's wish to stop.
 */
public final class TrialRules {
  /** A minimum can only be held if ηλ_max ≤ 2; images hover up to 2.05 (physics.md, "Notation"). */
  public static final double HOLDS_MINIMUM = 2.1;

  /**
   * A flat loss is at a minimum only if nothing much is left to lose. Of small steps ΔL = −η|∇L|² =
   * −2ηλ_max aL, where aL is the part of the loss along the NTK, weighted by its eigenvalues over
   * λ_max: what a step at the top rate could still remove. It must be at most this many {@code
   * stop.loss-change}. Only a net that has all but died (ηλ_max below 5e−5) can be flat for any
   * other reason: its gradient is small because the NTK is, not because the residual is orthogonal
   * to it.
   */
  public static final double REMOVABLE = 2e4;

  /** The loss of an oscillating trial is at least this share of what it was a tenth earlier. */
  public static final double OSCILLATING_RATIO = 0.99;

  private final StopSettings stop;
  private final boolean none;
  private final long limitNanos;
  private final LongSupplier nanoTime;
  private final long tenth;
  private @Nullable StopRule rule;
  private @Nullable String failure;
  private double previousLoss = Double.NaN;
  private int quietSteps;
  private double lossOfTenthBefore;
  private double lossOfLastTenth;

  private TrialRules(
      StopSettings stop, ControlRule rule, double learningRate, LongSupplier nanoTime) {
    this.stop = stop;
    this.tenth = Math.max(1, stop.maxSteps() / 10);
    this.none = rule instanceof ControlRule.None;
    this.nanoTime = nanoTime;
    this.limitNanos = rule instanceof ControlRule.PerTrial own ? own.limitNanos() : Long.MAX_VALUE;
    StopRule.Context trial = new StopRule.Context(learningRate, stop);
    switch (rule) {
      case ControlRule.None() -> {}
      case ControlRule.PerTrial own -> start(own.factory(), trial);
      case ControlRule.Comparing comparing -> start(comparing.reports(), trial);
    }
  }

  /** The rules at step 0 of a trial with this learning rate. */
  public static TrialRules create(StopSettings stop, ControlRule rule, double learningRate) {
    return create(stop, rule, learningRate, System::nanoTime);
  }

  /** The same with another clock for what a rule of the user's own takes. */
  static TrialRules create(
      StopSettings stop, ControlRule rule, double learningRate, LongSupplier nanoTime) {
    return new TrialRules(stop, rule, learningRate, nanoTime);
  }

  /**
   * The rules after a captured state; all else must be the same as then.
   *
   * @param own as of {@link #captureRule}; empty starts the rule anew
   */
  public static TrialRules of(
      StopSettings stop, ControlRule rule, double learningRate, State state, double[] own) {
    TrialRules rules = create(stop, rule, learningRate);
    rules.previousLoss = state.previousLoss();
    rules.quietSteps = state.quietSteps();
    rules.lossOfTenthBefore = state.lossOfTenthBefore();
    rules.lossOfLastTenth = state.lossOfLastTenth();
    if (own.length > 0 && own[0] == 0) {
      rules.rule = null;
    } else if (own.length > 0 && rules.rule != null) {
      rules.rule.restore(Arrays.copyOfRange(own, 1, own.length));
    }
    return rules;
  }

  /** What later verdicts depend on, for {@link #of}. */
  public State capture() {
    return new State(previousLoss, quietSteps, lossOfTenthBefore, lossOfLastTenth);
  }

  /** The rule's part of that: 0 if there is none or it has failed, else 1 and its own state. */
  public double[] captureRule() {
    if (rule == null) {
      return new double[1];
    }
    double[] own = rule.state();
    double[] captured = new double[1 + own.length];
    captured[0] = 1;
    System.arraycopy(own, 0, captured, 1, own.length);
    return captured;
  }

  /**
   * Captured rules.
   *
   * @param quietSteps for how many steps |ΔL| has been small
   * @param lossOfTenthBefore sum of the losses of the last tenth but one, so far
   * @param lossOfLastTenth the same of the last tenth
   */
  public record State(
      double previousLoss, int quietSteps, double lossOfTenthBefore, double lossOfLastTenth) {}

  /** The verdict at {@code step}, whose measurement this is. */
  public Verdict judge(long step, Measurement m) {
    double change = Math.abs(m.loss - previousLoss);
    previousLoss = m.loss;
    quietSteps = isAtMinimum(change, m.etaLambda, stop.lossChange()) ? quietSteps + 1 : 0;
    if (step > stop.maxSteps() - tenth) {
      lossOfLastTenth += m.loss;
    } else if (step > stop.maxSteps() - 2 * tenth) {
      lossOfTenthBefore += m.loss;
    }
    if (!none) {
      if (!m.finite()) {
        return overflow(step, m);
      }
      if (m.dead()) {
        return dead(step, m);
      }
    }
    Verdict ruled = rule == null ? Verdict.CONTINUE : ask(rule, step, m);
    if (ruled instanceof Verdict.Halt halt && halt.outcome() != Outcome.STOPPED) {
      return ruled;
    }
    if (stop.lossChange() > 0 && quietSteps >= stop.patience()) {
      return m.dead() ? dead(step, m) : converged(step, m, change);
    }
    return step >= stop.maxSteps() ? atLimit(step, m) : ruled;
  }

  /** Whether a change of the loss is that of a trial at a minimum. */
  static boolean isAtMinimum(double change, double etaLambda, double lossChange) {
    return change < lossChange
        && etaLambda <= HOLDS_MINIMUM
        && change <= REMOVABLE * etaLambda * lossChange;
  }

  /**
   * What went wrong with the rule, if anything did since the last call: it threw, took too long, or
   * gave no valid verdict. The trial goes on without it.
   */
  public Optional<String> takeFailure() {
    Optional<String> taken = Optional.ofNullable(failure);
    failure = null;
    return taken;
  }

  private void start(StopRule.Factory factory, StopRule.Context trial) {
    try {
      rule = factory.start(trial);
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      failure = "could not start: " + e;
    }
  }

  private Verdict ask(StopRule asked, long step, Measurement m) {
    try {
      if (limitNanos == Long.MAX_VALUE) {
        return asked.judge(step, m);
      }
      long began = nanoTime.getAsLong();
      Verdict verdict = asked.judge(step, m);
      long took = nanoTime.getAsLong() - began;
      if (took > limitNanos) {
        return fail("took %d ms at step %d".formatted(took / 1_000_000, step));
      }
      return accept(verdict, step);
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      return fail("threw at step %d: %s".formatted(step, e));
    }
  }

  /** A user's rule says whether to stop, and no more: outcomes are not for it to give. */
  private Verdict accept(@Nullable Verdict verdict, long step) {
    return switch (verdict) {
      case null -> fail("answered null at step " + step);
      case Verdict.Continue go -> go;
      case Verdict.Halt(Outcome outcome, StopReason reason, long at, String evidence)
          when outcome == Outcome.STOPPED && reason == StopReason.RULE && at == step ->
          verdict;
      case Verdict.Halt halt -> fail("gave a verdict it must not give: " + halt);
      case Verdict.Report report -> fail("gave a verdict it must not give: " + report);
    };
  }

  private Verdict fail(String how) {
    rule = null;
    failure = how;
    return Verdict.CONTINUE;
  }

  private Verdict atLimit(long step, Measurement m) {
    if (!m.finite()) {
      return overflow(step, m);
    }
    if (m.dead()) {
      return dead(step, m);
    }
    boolean oscillates = lossOfLastTenth >= OSCILLATING_RATIO * lossOfTenthBefore;
    return halt(
        oscillates ? Outcome.OSCILLATING : Outcome.INCOMPLETE,
        StopReason.STEP_LIMIT,
        step,
        "mean loss %s in the last tenth, %s in the tenth before"
            .formatted(lossOfLastTenth / tenth, lossOfTenthBefore / tenth));
  }

  private Verdict converged(long step, Measurement m, double change) {
    return halt(
        Outcome.CONVERGED,
        StopReason.LOSS_CHANGE,
        step,
        "|change of loss| %s < %s, eta_lambda %s"
            .formatted(change, stop.lossChange(), m.etaLambda));
  }

  private static Verdict overflow(long step, Measurement m) {
    return halt(
        Outcome.DIVERGED,
        StopReason.OVERFLOW,
        step,
        "loss %s, weight_norm_sq %s, lambda_max %s".formatted(m.loss, m.weightNormSq, m.lambdaMax));
  }

  private static Verdict dead(long step, Measurement m) {
    return halt(Outcome.DEAD, StopReason.DEAD, step, "lambda_max 0, loss " + m.loss);
  }

  private static Verdict halt(Outcome outcome, StopReason reason, long step, String evidence) {
    return new Verdict.Halt(outcome, reason, step, evidence);
  }
}
