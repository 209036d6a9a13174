package io.trebuchet.actors;

/** How many steps a chunk has: so many that it takes about 2 ms, and a command never waits longer. */
final class ChunkLength {
  private static final long NANOS = 2_000_000;

  private int steps = 1;

  private ChunkLength() {}

  /** The length of a first chunk. */
  static ChunkLength create() {
    return new ChunkLength();
  }

  int steps() {
    return steps;
  }

  /** Takes in how long a chunk of this length took. */
  void took(long nanos) {
    if (nanos < NANOS / 2) {
      steps = Math.min(2 * steps, TrialRun.MAX_CHUNK);
    } else if (nanos > 2 * NANOS) {
      steps = Math.max(1, steps / 2);
    }
  }
}
