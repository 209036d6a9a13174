package io.trebuchet.trial;

import io.trebuchet.control.TrialHistory;
import io.trebuchet.control.TrialRules;
import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.Recorder;
import io.trebuchet.metrics.StepChecksum;
import io.trebuchet.physics.DescentState;
import java.util.LinkedHashMap;
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
 * @param observer what the observables compare with and warm-start from, and the stop rule's state
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
    Recorder.@Nullable State recorder,
    StepChecksum.@Nullable State checksum,
    TrialHistory.State history,
    TrialRules.State rules,
    Verdict verdict) {
  private static final int NUMBERS_AND_NAMES = 1024;
  private static final String STOP_RULE = "stop-rule";
  private static final String STOP_MEMORY = "stop-memory";

  /** A value of {@link #observer}: all of them are memories of the past. */
  static DescentState withRule(DescentState observed, double[] ruleState, double[] ruleMemory) {
    Map<String, double[]> arrays = new LinkedHashMap<>(observed.arrays());
    arrays.put(STOP_RULE, ruleState);
    arrays.put(STOP_MEMORY, ruleMemory);
    return DescentState.of(arrays);
  }

  /** The stop rule's state; empty in checkpoints from before rules had states. */
  double[] ruleState() {
    return observer.arrays().getOrDefault(STOP_RULE, new double[0]);
  }

  /** As of {@link TrialRules#captureMemory}; empty in checkpoints from before there was one. */
  double[] ruleMemory() {
    return observer.arrays().getOrDefault(STOP_MEMORY, new double[0]);
  }

  /** Bytes that it takes in memory, about. */
  public long bytes() {
    return NUMBERS_AND_NAMES + bytes(descent) + bytes(observer);
  }

  private static long bytes(DescentState state) {
    return state.arrays().values().stream().mapToLong(array -> 8L * array.length).sum();
  }
}
