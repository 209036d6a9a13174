package io.trebuchet.physics;

/** Holds a trial to its contract: measure and advance in turn, and nothing once it is closed. */
public final class Turns {
  private final Lifetime lifetime = Lifetime.of("trial");
  private boolean measured;

  /** Throws once the trial is closed. */
  public void requireOpen() {
    lifetime.requireOpen();
  }

  /** The current weights are measured now. */
  public void measured() {
    measured = true;
  }

  /** Whether the current weights are measured. */
  public boolean areMeasured() {
    return measured;
  }

  /** Throws unless the state is the one last measured. */
  public void requireMeasured() {
    require("a state is observed after measure() and before advance()");
  }

  /** Before an update; throws unless the state is the one last measured. */
  public void advance() {
    require("measure() must come before each advance()");
    measured = false;
  }

  private void require(String rule) {
    requireOpen();
    if (!measured) {
      throw new IllegalStateException(rule);
    }
  }

  /** See {@link Lifetime#end}. */
  public boolean end() {
    return lifetime.end();
  }
}
