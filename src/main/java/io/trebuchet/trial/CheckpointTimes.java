package io.trebuchet.trial;

/** When a trial's state is to be saved: every so often, and once when somebody asks for it. */
public final class CheckpointTimes {
  private final long everyNanos;
  private long lastNanos;
  private boolean asked;

  private CheckpointTimes(long everyNanos, long nowNanos) {
    this.everyNanos = everyNanos;
    this.lastNanos = nowNanos;
  }

  /** Those of a trial that begins now, as {@link System#nanoTime} has it. */
  public static CheckpointTimes every(long everyNanos, long nowNanos) {
    return new CheckpointTimes(everyNanos, nowNanos);
  }

  /** Makes the next moment at which the state can be saved one at which it is due. */
  public void ask() {
    asked = true;
  }

  /** The state can be saved now: whether it is due. That it was asked for is settled with it. */
  public boolean takeDue(long nowNanos) {
    boolean due = asked || nowNanos - lastNanos >= everyNanos;
    asked = false;
    return due;
  }

  /** The state was saved. */
  public void saved(long nowNanos) {
    lastNanos = nowNanos;
  }
}
