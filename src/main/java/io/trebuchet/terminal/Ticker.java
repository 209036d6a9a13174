package io.trebuchet.terminal;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls a display again and again on one daemon thread. */
final class Ticker {
  private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

  private Ticker() {}

  static ScheduledExecutorService create(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        task -> Thread.ofPlatform().name(name).daemon().unstarted(task));
  }

  /** A display that fails is not worth a sweep: the failure is logged and ends the display only. */
  static void every(ScheduledExecutorService executor, Duration period, Runnable tick) {
    Runnable guarded =
        () -> {
          try {
            tick.run();
          } catch (RuntimeException e) {
            LOG.warn("the progress display stopped; the sweep goes on", e);
            throw e;
          }
        };
    ScheduledFuture<?> unused =
        executor.scheduleWithFixedDelay(
            guarded, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }
}
