package io.trebuchet.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns Ctrl-C (or a termination signal) into an orderly end: asks for it, and keeps the process
 * until {@link #close} says that everything is written.
 */
final class Interrupt implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;

  private final AtomicBoolean interrupted = new AtomicBoolean();
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;

  private Interrupt(Runnable stop) {
    hook = new Thread(() -> onShutdown(stop), "interrupt");
  }

  /** From now on an interrupt runs {@code stop} once, on a thread of its own. */
  static Interrupt listen(Runnable stop) {
    Interrupt interrupt = new Interrupt(stop);
    Runtime.getRuntime().addShutdownHook(interrupt.hook);
    return interrupt;
  }

  private void onShutdown(Runnable stop) {
    interrupted.set(true);
    stop.run();
    boolean ended = false;
    try {
      ended = done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    System.out.flush();
    // Exit codes of signals are the shell's business; this one is ours.
    Runtime.getRuntime().halt(ended ? ExitCode.INTERRUPTED : ExitCode.LOST);
  }

  /** Whether an interrupt has come. */
  boolean came() {
    return interrupted.get();
  }

  /** Says that the run has ended; after an interrupt this ends the process. */
  @Override
  public void close() {
    done.countDown();
    if (!interrupted.get()) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The interrupt came just now; its hook sees that everything is written.
        interrupted.set(true);
      }
    }
  }
}
