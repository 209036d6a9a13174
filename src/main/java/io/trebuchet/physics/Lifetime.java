package io.trebuchet.physics;

/**
 * How long something with memory outside the heap may be used: freed memory must never be touched,
 * for that would end the process.
 */
public final class Lifetime {
  private final String what;
  private volatile boolean ended;

  private Lifetime(String what) {
    this.what = what;
  }

  /** Of something not yet closed. */
  public static Lifetime of(String what) {
    return new Lifetime(what);
  }

  /**
   * Before each use.
   *
   * @throws IllegalStateException once it is closed
   */
  public void requireOpen() {
    if (ended) {
      throw new IllegalStateException("the " + what + " is closed");
    }
  }

  /** Ends it; whether it was still open, and so has memory to free. */
  public boolean end() {
    boolean open = !ended;
    ended = true;
    return open;
  }
}
