package io.trebuchet.streams;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.random.RandomGenerator;

/** Time that passes only when told to, on the test's own thread. */
final class ManualRhythm implements Rhythm {
  private record Alarm(long time, long order, Runnable task) {}

  private final Random random = new Random(5);
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(Comparator.comparingLong(Alarm::time).thenComparingLong(Alarm::order));
  private long now;
  private long order;

  /** Runs what was given to {@link #run}, which a store that hangs would not finish. */
  void work() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  /** Lets time pass, with all alarms and the work that they bring. */
  void pass(Duration duration) {
    long end = now + duration.toNanos();
    work();
    while (!alarms.isEmpty() && alarms.peek().time() <= end) {
      Alarm alarm = alarms.remove();
      now = alarm.time();
      alarm.task().run();
      work();
    }
    now = end;
  }

  /** The same while the request under way gets no answer. */
  void passHanging(Duration duration) {
    long end = now + duration.toNanos();
    while (!alarms.isEmpty() && alarms.peek().time() <= end) {
      Alarm alarm = alarms.remove();
      now = alarm.time();
      alarm.task().run();
    }
    now = end;
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public void run(Runnable task) {
    tasks.add(task);
  }

  @Override
  public void aside(Runnable task) {
    task.run();
  }

  @Override
  public void after(Duration pause, Runnable task) {
    alarms.add(new Alarm(now + pause.toNanos(), order++, task));
  }

  @Override
  public void close() {
    alarms.clear();
  }
}
