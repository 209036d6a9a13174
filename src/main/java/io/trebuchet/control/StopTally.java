package io.trebuchet.control;

import io.trebuchet.metrics.Outcome;
import java.util.Optional;

/**
 * What a rule did to trials whose ends are known: how they end without it.
 *
 * @param trials how many
 * @param converged of them converge
 * @param falseKills of the converging ones the rule stops, or says that they diverge
 * @param falseConvergences trials that the rule says converge, and do not
 * @param divergent trials that diverge
 * @param divergentStopped of these the rule stops while all numbers are still finite
 * @param leadSteps over these, the sum of steps between that and the first non-finite number
 * @param undecided trials that neither converge nor diverge nor die: oscillating, or at the limit
 * @param undecidedStopped of these the rule stops
 * @param steps updates made with the rule
 * @param stepsNonFinite with the rule {@code non-finite}
 * @param stepsNone with the rule {@code none}
 */
public record StopTally(
    long trials,
    long converged,
    long falseKills,
    long falseConvergences,
    long divergent,
    long divergentStopped,
    long leadSteps,
    long undecided,
    long undecidedStopped,
    long steps,
    long stepsNonFinite,
    long stepsNone) {
  /** Of no trials. */
  public static final StopTally EMPTY = new StopTally(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /**
   * How a trial ends without the rule.
   *
   * @param steps until the first non-finite number, or until it ends otherwise
   * @param stepsNone the same if even that does not end it
   */
  public record Truth(Outcome outcome, long steps, long stepsNone) {}

  /** Of one trial; without a verdict the rule let it end by itself. */
  public static StopTally of(Truth truth, Optional<Verdict.Halt> verdict) {
    boolean early =
        verdict.isPresent()
            && verdict.get().step() <= truth.steps()
            && verdict.get().reason() != StopReason.OVERFLOW
            && verdict.get().reason() != StopReason.LOSS_CHANGE
            && verdict.get().reason() != StopReason.STEP_LIMIT
            && verdict.get().reason() != StopReason.DEAD;
    boolean saysConverged = early && verdict.get().outcome() == Outcome.CONVERGED;
    boolean stops = early && !saysConverged;
    boolean converged = truth.outcome() == Outcome.CONVERGED;
    boolean divergent = truth.outcome() == Outcome.DIVERGED;
    boolean undecided =
        switch (truth.outcome()) {
          case OSCILLATING, INCOMPLETE, STOPPED, FAILED -> true;
          case CONVERGED, DIVERGED, DEAD -> false;
        };
    long steps = early ? verdict.get().step() : truth.steps();
    return new StopTally(
        1,
        one(converged),
        one(converged && stops),
        one(saysConverged && !converged),
        one(divergent),
        one(divergent && stops),
        divergent && stops ? truth.steps() - steps : 0,
        one(undecided),
        one(undecided && stops),
        steps,
        truth.steps(),
        truth.stepsNone());
  }

  private static long one(boolean counts) {
    return counts ? 1 : 0;
  }

  /** Of the trials of both. */
  public StopTally plus(StopTally other) {
    return new StopTally(
        trials + other.trials,
        converged + other.converged,
        falseKills + other.falseKills,
        falseConvergences + other.falseConvergences,
        divergent + other.divergent,
        divergentStopped + other.divergentStopped,
        leadSteps + other.leadSteps,
        undecided + other.undecided,
        undecidedStopped + other.undecidedStopped,
        steps + other.steps,
        stepsNonFinite + other.stepsNonFinite,
        stepsNone + other.stepsNone);
  }

  /** The rate of false kills; NaN if nothing converges. */
  public double falseKillRate() {
    return (double) falseKills / converged;
  }

  /**
   * Without any false kill in N sweeps with converging trials, the rate of sweeps with one is below
   * this with 95% confidence, the rule of three, for (1 − 3/N)^N = 5%. Trials of one sweep share
   * their initial weights and are no independent evidence.
   */
  public static double rateBound(long sweeps) {
    return Math.min(1, 3.0 / sweeps);
  }

  /** Mean steps between a stop and the first non-finite number. */
  public double meanLead() {
    return (double) leadSteps / divergentStopped;
  }

  /** Share of the updates that the rule {@code non-finite} makes which this one saves. */
  public double savedOfNonFinite() {
    return 1 - (double) steps / stepsNonFinite;
  }

  /** The same against no rule at all. */
  public double savedOfNone() {
    return 1 - (double) steps / stepsNone;
  }
}
