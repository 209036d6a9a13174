package io.trebuchet.bench.stopping;

/**
 * Outcomes of trials, and how many of them turned out false. {@code Plain} is what a change of the
 * loss alone would have said.
 *
 * @param plainFalse converged by |ΔL| and ηλ_max ≤ 2.1, and it does not stay
 * @param convergedFalse converged, and it does not stay
 * @param plainOscillatingFalse oscillating by its means alone, and never goes up and down
 * @param oscillatingFalse oscillating, and never goes up and down
 */
public record VerdictTally(
    long trials,
    long plain,
    long plainFalse,
    long converged,
    long convergedFalse,
    long plainOscillating,
    long plainOscillatingFalse,
    long oscillating,
    long oscillatingFalse,
    long incomplete) {
  /** Of no trials. */
  public static final VerdictTally EMPTY = new VerdictTally(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** Of the trials of both. */
  public VerdictTally plus(VerdictTally other) {
    return new VerdictTally(
        trials + other.trials,
        plain + other.plain,
        plainFalse + other.plainFalse,
        converged + other.converged,
        convergedFalse + other.convergedFalse,
        plainOscillating + other.plainOscillating,
        plainOscillatingFalse + other.plainOscillatingFalse,
        oscillating + other.oscillating,
        oscillatingFalse + other.oscillatingFalse,
        incomplete + other.incomplete);
  }
}
