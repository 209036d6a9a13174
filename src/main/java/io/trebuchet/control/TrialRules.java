package io.trebuchet.control;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.observe.CloserLook;
import java.util.Arrays;
import java.util.Locale;
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
  private final StopSettings stop;
  private final boolean none;
  private final long limitNanos;
  private final LongSupplier nanoTime;
  private final StopRule.Context trial;
  private @Nullable StopRule rule;
  private @Nullable String failure;
  private boolean limited;
  private double previousLoss = Double.NaN;
  private int quietSteps;
  private LastTenth losses;
  private @Nullable Stationarity stationarity;

  private TrialRules(
      StopSettings stop, ControlRule rule, double learningRate, LongSupplier nanoTime) {
    this.stop = stop;
    this.trial = new StopRule.Context(learningRate, stop);
    this.losses = LastTenth.create(stop.maxSteps());
    this.none = rule instanceof ControlRule.None;
    this.nanoTime = nanoTime;
    this.limitNanos = rule instanceof ControlRule.PerTrial own ? own.limitNanos() : Long.MAX_VALUE;
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
   * The rules after a captured state; all else must be the same as then, but for a higher {@code
   * stop.max-steps} where {@link #carriesOver} says so.
   *
   * @param own as of {@link #captureRule}; empty starts the rule anew
   * @param memory as of {@link #captureMemory}; empty in states from before there was one
   * @param initialLoss the loss at step 0
   */
  public static TrialRules of(
      StopSettings stop,
      ControlRule rule,
      double learningRate,
      State state,
      double[] own,
      double[] memory,
      double initialLoss) {
    TrialRules rules = create(stop, rule, learningRate);
    rules.previousLoss = state.previousLoss();
    rules.quietSteps = state.quietSteps();
    boolean remembers = memory.length >= 3;
    if (limit(memory, stop.maxSteps()) == stop.maxSteps()) {
      rules.losses =
          new LastTenth(
              stop.maxSteps(),
              state.lossOfTenthBefore(),
              state.lossOfLastTenth(),
              remembers ? (long) memory[0] : 0);
    }
    rules.stationarity =
        Stationarity.of(
            rules.trial,
            initialLoss,
            remembers
                ? new Stationarity.Refusals((long) memory[1], (long) memory[2])
                : Stationarity.Refusals.NONE);
    if (own.length > 0 && own[0] == 0) {
      rules.rule = null;
    } else if (own.length > 0 && rules.rule != null) {
      rules.rule.restore(Arrays.copyOfRange(own, 1, own.length));
    }
    return rules;
  }

  /**
   * Whether a captured state serves under a limit of steps: it was captured under the same, or the
   * steps whose losses tell at the limit what the outcome is are all still ahead.
   *
   * @param memory as of {@link #captureMemory}
   * @param step that it was captured at
   * @param usual the limit it was captured under, if it does not say
   */
  public static boolean carriesOver(double[] memory, long step, long usual, long maxSteps) {
    return limit(memory, usual) == maxSteps || LastTenth.isAhead(maxSteps, step);
  }

  /** The limit of steps under which a state was captured; earlier versions did not say. */
  public static long limit(double[] memory, long usual) {
    return memory.length >= 4 ? (long) memory[3] : usual;
  }

  /** What later verdicts depend on, for {@link #of}. */
  public State capture() {
    return new State(previousLoss, quietSteps, losses.before(), losses.last());
  }

  /**
   * The rest of it: rises of the loss in the last tenth, refused looks at the Hessian, and the
   * limit of steps.
   */
  public double[] captureMemory() {
    Stationarity.Refusals refusals =
        stationarity == null ? Stationarity.Refusals.NONE : stationarity.refusals();
    return new double[] {losses.rises(), refusals.first(), refusals.nextLook(), stop.maxSteps()};
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

  /** The verdict at {@code step}, of which no more is known than this. */
  public Verdict judge(long step, Measurement m) {
    return judge(step, m, CloserLook.NONE);
  }

  /** The verdict at {@code step}, whose measurement this is. */
  public Verdict judge(long step, Measurement m, CloserLook closer) {
    if (stationarity == null) {
      stationarity = Stationarity.of(trial, m.loss, Stationarity.Refusals.NONE);
    }
    double change = Math.abs(m.loss - previousLoss);
    losses.observe(step, m.loss, previousLoss);
    previousLoss = m.loss;
    quietSteps = change < stop.lossChange() ? quietSteps + 1 : 0;
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
      // The proofs leave out weights whose next step lands on a loss of exactly 0, and stays there.
      boolean spared = halt.reason() == StopReason.DOOMED && closer.nextLoss() == 0;
      return spared ? Verdict.CONTINUE : ruled;
    }
    if (stop.lossChange() > 0) {
      if (m.loss == 0 && m.finite()) {
        return atZero(step);
      }
      if (quietSteps >= stop.patience()) {
        if (m.dead()) {
          return dead(step, m);
        }
        if (stationarity.holds(step, m, change, closer)) {
          return converged(step, m, StopReason.LOSS_CHANGE, change);
        }
      }
    }
    limited = step >= stop.maxSteps();
    return limited ? atLimit(step, m, change, stationarity, closer) : ruled;
  }

  /** Whether the last verdict would have been another with a higher limit of steps. */
  public boolean limited() {
    return limited;
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
        return fail(String.format(Locale.ROOT, "took %d ms at step %d", took / 1_000_000, step));
      }
      return accept(verdict, step);
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      return fail(String.format(Locale.ROOT, "threw at step %d: %s", step, e));
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

  private Verdict atLimit(
      long step, Measurement m, double change, Stationarity stands, CloserLook closer) {
    if (!m.finite()) {
      return overflow(step, m);
    }
    if (m.dead()) {
      return dead(step, m);
    }
    boolean quiet = stop.lossChange() == 0 || quietSteps >= stop.patience();
    if (quiet && (m.loss == 0 || stands.holdsAtLimit(m, change, closer))) {
      return converged(step, m, StopReason.STEP_LIMIT, Double.NaN);
    }
    return halt(
        losses.oscillates() ? Outcome.OSCILLATING : Outcome.INCOMPLETE,
        StopReason.STEP_LIMIT,
        step,
        losses.evidence());
  }

  private Verdict converged(long step, Measurement m, StopReason reason, double change) {
    String quiet =
        Double.isNaN(change)
            ? ""
            : String.format(Locale.ROOT, "|change of loss| %s < %s, ", change, stop.lossChange());
    return halt(
        Outcome.CONVERGED,
        reason,
        step,
        quiet
            + String.format(
                Locale.ROOT,
                "loss along the NTK %s, eta_lambda %s",
                m.lossAlongKernel(),
                m.etaLambda));
  }

  /** Nothing ever moves again. */
  private static Verdict atZero(long step) {
    return halt(Outcome.CONVERGED, StopReason.LOSS_CHANGE, step, "loss exactly 0");
  }

  private static Verdict overflow(long step, Measurement m) {
    return halt(
        Outcome.DIVERGED,
        StopReason.OVERFLOW,
        step,
        String.format(
            Locale.ROOT,
            "loss %s, weight_norm_sq %s, lambda_max %s",
            m.loss,
            m.weightNormSq,
            m.lambdaMax));
  }

  private static Verdict dead(long step, Measurement m) {
    return halt(Outcome.DEAD, StopReason.DEAD, step, "lambda_max 0, loss " + m.loss);
  }

  private static Verdict halt(Outcome outcome, StopReason reason, long step, String evidence) {
    return new Verdict.Halt(outcome, reason, step, evidence);
  }
}
