package io.trebuchet.control;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.physics.Measurement;

/**
 * The rules of one trial, applied after every step: a pure function of the steps seen so far, so
 * that results never depend on timing. One instance per trial; steps must come in order from 0.
 */
public final class TrialRules {
  /** A minimum can only be held if ηλ_max ≤ 2; images hover up to 2.05 (physics.md, "Notation"). */
  public static final double HOLDS_MINIMUM = 2.1;

  /** Relative margin that a certificate's inequality must hold with (physics.md, "Bounds"). */
  public static final double CERTIFICATE_MARGIN = 1e-9;

  /** The loss of an oscillating trial is at least this share of what it was a tenth earlier. */
  public static final double OSCILLATING_RATIO = 0.99;

  private final StopSettings stop;
  private final RuleKind rule;
  private final long tenth;
  private double previousLoss = Double.NaN;
  private int quietSteps;
  private double lossOfTenthBefore;
  private double lossOfLastTenth;

  private TrialRules(StopSettings stop, RuleKind rule) {
    this.stop = stop;
    this.rule = rule;
    this.tenth = Math.max(1, stop.maxSteps() / 10);
  }

  /** The rules at step 0. */
  public static TrialRules create(StopSettings stop, RuleKind rule) {
    return new TrialRules(stop, rule);
  }

  /** The rules after a captured state; {@code stop} and {@code rule} must be the same as then. */
  public static TrialRules of(StopSettings stop, RuleKind rule, State state) {
    TrialRules rules = new TrialRules(stop, rule);
    rules.previousLoss = state.previousLoss();
    rules.quietSteps = state.quietSteps();
    rules.lossOfTenthBefore = state.lossOfTenthBefore();
    rules.lossOfLastTenth = state.lossOfLastTenth();
    return rules;
  }

  /** What later verdicts depend on, for {@link #of}. */
  public State capture() {
    return new State(previousLoss, quietSteps, lossOfTenthBefore, lossOfLastTenth);
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
    boolean quiet = change < stop.lossChange() && m.etaLambda <= HOLDS_MINIMUM;
    quietSteps = quiet ? quietSteps + 1 : 0;
    if (step > stop.maxSteps() - tenth) {
      lossOfLastTenth += m.loss;
    } else if (step > stop.maxSteps() - 2 * tenth) {
      lossOfTenthBefore += m.loss;
    }
    if (rule != RuleKind.NONE) {
      if (!m.finite()) {
        return halt(Outcome.DIVERGED, StopReason.OVERFLOW, step, "loss " + m.loss);
      }
      if (m.dead()) {
        return dead(step, m);
      }
    }
    if (rule == RuleKind.CERTIFIED && doomed(m)) {
      return halt(
          Outcome.DIVERGED, StopReason.DOOMED, step, "doomed_margin " + m.doomedMargin + " > 1");
    }
    if (stop.lossChange() > 0 && quietSteps >= stop.patience()) {
      return m.dead()
          ? dead(step, m)
          : halt(
              Outcome.CONVERGED,
              StopReason.LOSS_CHANGE,
              step,
              "|change of loss| %s < %s, eta_lambda %s"
                  .formatted(change, stop.lossChange(), m.etaLambda));
    }
    return step >= stop.maxSteps() ? atLimit(step, m) : Verdict.CONTINUE;
  }

  /** (68): the weight norm can only grow, ηH stays above 4, and z = 0 is unstable; needs z ≠ 0. */
  private static boolean doomed(Measurement m) {
    return m.doomedMargin > 1 + CERTIFICATE_MARGIN && m.loss > 0;
  }

  private Verdict atLimit(long step, Measurement m) {
    if (!m.finite()) {
      return halt(Outcome.DIVERGED, StopReason.OVERFLOW, step, "loss " + m.loss);
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

  private static Verdict dead(long step, Measurement m) {
    return halt(Outcome.DEAD, StopReason.DEAD, step, "lambda_max 0, loss " + m.loss);
  }

  private static Verdict halt(Outcome outcome, StopReason reason, long step, String evidence) {
    return new Verdict.Halt(outcome, reason, step, evidence);
  }
}
