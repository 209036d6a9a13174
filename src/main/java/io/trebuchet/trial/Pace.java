package io.trebuchet.trial;

import java.time.Duration;

/**
 * How fast people want to see a trial go.
 *
 * @param stepsPerSecond 0 for as fast as possible
 */
public record Pace(double stepsPerSecond) {
  private static final int CHUNKS_PER_SECOND = 20;

  /** Whether a trial waits between its chunks. */
  public boolean slows() {
    return stepsPerSecond > 0;
  }

  /** Steps of a chunk at the most, few enough for a picture that moves. */
  public int most() {
    return slows()
        ? (int) Math.max(1, Math.min(TrialRun.MAX_CHUNK, stepsPerSecond / CHUNKS_PER_SECOND))
        : TrialRun.MAX_CHUNK;
  }

  /** How long after so many steps the next chunk is due. */
  public Duration after(int steps) {
    return slows() ? Duration.ofNanos((long) (steps / stepsPerSecond * 1e9)) : Duration.ZERO;
  }
}
