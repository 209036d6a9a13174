package io.trebuchet.control;

import io.trebuchet.physics.Measurement;
import java.util.Locale;

/**
 * A rule that may end one trial: a fold over its steps, without a clock and without randomness, so
 * that the same steps always give the same verdict. One instance per trial, asked at every step in
 * order from 0, whose numbers are finite and whose NTK is not zero: {@link TrialRules} ends such
 * trials first.
 */
public interface StopRule {
  /**
   * The verdict at {@code step}. Nearly always {@link Verdict#CONTINUE}, which must cost next to
   * nothing: no text, no allocation.
   *
   * @param m what the step measures; valid during the call only
   */
  Verdict judge(long step, Measurement m);

  /** All that later verdicts depend on, for {@link #restore}; empty for a rule without memory. */
  default double[] state() {
    return new double[0];
  }

  /**
   * Takes back a state of a rule of the same settings.
   *
   * @throws IllegalArgumentException if it is not one
   */
  default void restore(double[] state) {
    requireLength(state, 0);
  }

  /** Throws unless a state has this many numbers. */
  static void requireLength(double[] state, int length) {
    if (state.length != length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the state of another rule: %d numbers where %d are needed",
              state.length,
              length));
    }
  }

  /** Starts the rule of one trial after the other, from any thread. */
  interface Factory {
    /** A rule before step 0. */
    StopRule start(Context trial);
  }

  /**
   * What a rule knows of its trial.
   *
   * @param learningRate η
   * @param stop when the trial ends without any rule
   */
  record Context(double learningRate, StopSettings stop) {}
}
