package io.trebuchet.trial;

import io.trebuchet.control.TrialHistory;
import io.trebuchet.control.TrialRules;
import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.Recorder;
import io.trebuchet.metrics.StepChecksum;
import io.trebuchet.physics.DescentState;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a trial needs to go on bit for bit.
 *
 * @param step the last computed step
 * @param recordedStep the last step that was handed to the metric stream, which has taken it
 * @param learningRate η
 * @param lastTimestamp the largest timestamp given out
 * @param wallNanos how long the trial has run so far
 * @param descent the state before that step is measured
 * @param observer what the observables compare with and warm-start from
 * @param stopRule what the stop rule and the verdicts remember
 * @param recorder what adaptive recording has not decided on; null where it is not chosen
 * @param checksum over all steps to store so far; null where the store keeps nothing
 * @param verdict what ended the trial at that step, or {@link Verdict#CONTINUE}
 */
public record TrialCheckpoint(
    String trial,
    long step,
    long recordedStep,
    double learningRate,
    long lastTimestamp,
    long wallNanos,
    DescentState descent,
    DescentState observer,
    DescentState stopRule,
    Recorder.@Nullable State recorder,
    StepChecksum.@Nullable State checksum,
    TrialHistory.State history,
    TrialRules.State rules,
    Verdict verdict) {
  private static final int NUMBERS_AND_NAMES = 1024;
  private static final String STATE = "state";
  private static final String MEMORY = "memory";

  /**
   * A value of {@link #stopRule}.
   *
   * @param memory as of {@link TrialRules#captureMemory}
   */
  static DescentState stopRule(double[] state, double[] memory) {
    return DescentState.of(Map.of(STATE, state, MEMORY, memory));
  }

  /** The stop rule's state; empty for a rule that has none. */
  double[] ruleState() {
    return stopRule.arrays().getOrDefault(STATE, new double[0]);
  }

  /** As of {@link TrialRules#captureMemory}. */
  double[] ruleMemory() {
    return stopRule.arrays().getOrDefault(MEMORY, new double[0]);
  }

  /** Bytes that it takes in memory, about. */
  public long bytes() {
    return NUMBERS_AND_NAMES + bytes(descent) + bytes(observer) + bytes(stopRule);
  }

  private static long bytes(DescentState state) {
    return state.arrays().values().stream().mapToLong(array -> 8L * array.length).sum();
  }
}
