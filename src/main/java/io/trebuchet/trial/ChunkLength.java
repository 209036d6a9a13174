package io.trebuchet.trial;

/**
 * How many steps a chunk has: so many that it takes about 2 ms, and a command never waits longer.
 */
public final class ChunkLength {
  private static final long NANOS = 2_000_000;

  private int steps = 1;

  private ChunkLength() {}

  /** The length of a first chunk. */
  public static ChunkLength create() {
    return new ChunkLength();
  }

  public int steps() {
    return steps;
  }

  /** Takes in how long a chunk of this length took. */
  public void took(long nanos) {
    double fitting = steps * ((double) NANOS / Math.max(1, nanos));
    double smooth = Math.min(2.0 * steps, Math.max(steps / 2.0, fitting));
    steps = (int) Math.max(1, Math.min(TrialRun.MAX_CHUNK, smooth));
  }
}
