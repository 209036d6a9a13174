package io.trebuchet.streams;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** When a delivery does things, and on which threads. */
public interface Rhythm extends AutoCloseable {
  /** A clock as {@link System#nanoTime}. */
  long nanoTime();

  /** For the jitter of pauses. */
  RandomGenerator random();

  /** Runs a task that may wait for a store. */
  void run(Runnable task);

  /** Runs a task that may wait for the disk, beside what waits for a store. */
  void aside(Runnable task);

  /** Runs a task that does not wait, later. */
  void after(Duration pause, Runnable task);

  /** Stops; a task that runs may go on. */
  @Override
  void close();

  /** Real time on three daemon threads. */
  static Rhythm create() {
    // Whatever comes after the end is of no interest any more.
    ThreadPoolExecutor sender = thread("delivery");
    ThreadPoolExecutor forcing = thread("forcing");
    ScheduledThreadPoolExecutor alarms =
        new ScheduledThreadPoolExecutor(
            1,
            task -> Thread.ofPlatform().name("delivery-alarm").daemon().unstarted(task),
            new ThreadPoolExecutor.DiscardPolicy());
    return new Rhythm() {
      private final RandomGenerator random = RandomGenerator.getDefault();

      @Override
      public long nanoTime() {
        return System.nanoTime();
      }

      @Override
      public RandomGenerator random() {
        return random;
      }

      @Override
      public void run(Runnable task) {
        sender.execute(task);
      }

      @Override
      public void aside(Runnable task) {
        forcing.execute(task);
      }

      @Override
      public void after(Duration pause, Runnable task) {
        ScheduledFuture<?> unused = alarms.schedule(task, pause.toNanos(), TimeUnit.NANOSECONDS);
      }

      @Override
      public void close() {
        alarms.shutdownNow();
        sender.shutdownNow();
        forcing.shutdown();
      }
    };
  }

  private static ThreadPoolExecutor thread(String name) {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        task -> Thread.ofPlatform().name(name).daemon().unstarted(task),
        new ThreadPoolExecutor.DiscardPolicy());
  }
}
