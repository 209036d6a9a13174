package io.trebuchet.process;

import org.jspecify.annotations.Nullable;

/** The wish that something long shall end in order, whoever has it. Thread-safe. */
public final class StopSignal {
  private @Nullable Runnable action;
  private boolean came;

  private StopSignal() {}

  /** One that has not come. */
  public static StopSignal create() {
    return new StopSignal();
  }

  /** What shall be done when it comes, in the place of what was to be done; at once if it has. */
  public synchronized void onStop(Runnable wanted) {
    action = wanted;
    if (came) {
      wanted.run();
    }
  }

  /** Wishes it; more than once is as often as needed. */
  public synchronized void stop() {
    came = true;
    if (action != null) {
      action.run();
    }
  }

  /** Whether somebody has. */
  public synchronized boolean came() {
    return came;
  }
}
