package io.trebuchet.process;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C (or a termination signal) into an orderly end: asks the sweep to stop, and keeps the
 * process until {@link #close} says that everything is written.
 */
public final class Interrupt implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Duration patience;
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = new Thread(this::onShutdown, "interrupt");
  private final StopSignal signal = StopSignal.create();
  private int exitCode = ExitCode.INTERNAL;

  private Interrupt(Duration patience) {
    this.patience = patience;
  }

  /** Watches for an interrupt from now on. */
  public static Interrupt watch() {
    return watch(PATIENCE);
  }

  /**
   * The same.
   *
   * @param patience how long an orderly end may take before the process ends without it
   */
  public static Interrupt watch(Duration patience) {
    Interrupt interrupt = new Interrupt(patience);
    Runtime.getRuntime().addShutdownHook(interrupt.hook);
    return interrupt;
  }

  /** Comes with the interrupt. */
  public StopSignal signal() {
    return signal;
  }

  /** The code that the process shall end with if an interrupt has come. */
  public synchronized int endWith(int code) {
    exitCode = code;
    return code;
  }

  private void onShutdown() {
    if (isOfTheEngine()) {
      System.err.println("trebuchet: the engine ended by an error: `trebuchet resume` goes on");
      Runtime.getRuntime().halt(ExitCode.INTERNAL);
    }
    signal.stop();
    boolean ended = false;
    try {
      ended = done.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    System.out.flush();
    // The JVM would end with the signal's own code, whatever the run made of it.
    Runtime.getRuntime().halt(ended ? endCode() : ExitCode.LOST);
  }

  /** Whether no signal but the actor system ends the process; nothing more would come of it. */
  private static boolean isOfTheEngine() {
    return Thread.getAllStackTraces().values().stream()
        .map(List::of)
        .anyMatch(
            frames ->
                frames.stream().anyMatch(frame -> frame.getClassName().equals("java.lang.Shutdown"))
                    && frames.stream()
                        .anyMatch(frame -> frame.getClassName().startsWith("org.apache.pekko.")));
  }

  private synchronized int endCode() {
    return exitCode;
  }

  /** Says that the run has ended; after an interrupt this ends the process. */
  @Override
  public void close() {
    done.countDown();
    if (!signal.came()) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The interrupt came just now; its hook sees that everything is written.
        return;
      }
    }
  }
}
