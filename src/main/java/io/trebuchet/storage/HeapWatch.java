package io.trebuchet.storage;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Whether this process is short of Java memory: what stayed after the last collection says so. */
final class HeapWatch {
  private static final double SHORT = 0.75;

  /** Between two collections that are asked for. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private static final AtomicLong COLLECTED =
      new AtomicLong(System.nanoTime() - 2 * PAUSE.toNanos());

  private static final Optional<MemoryPoolMXBean> LASTING =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .filter(MemoryPoolMXBean::isCollectionUsageThresholdSupported)
          .filter(pool -> pool.getUsage().getMax() > 0)
          .max(Comparator.comparingLong(pool -> pool.getUsage().getMax()));

  static {
    LASTING.ifPresent(
        pool -> pool.setCollectionUsageThreshold((long) (SHORT * pool.getUsage().getMax())));
  }

  private HeapWatch() {}

  static boolean isShort() {
    return isExceeded() && !collected();
  }

  private static boolean isExceeded() {
    return LASTING.isPresent() && LASTING.get().isCollectionUsageThresholdExceeded();
  }

  /** Where all is refused, nothing allocates, and the next collection may be a long time off. */
  private static boolean collected() {
    long now = System.nanoTime();
    long last = COLLECTED.get();
    if (now - last > PAUSE.toNanos() && COLLECTED.compareAndSet(last, now)) {
      System.gc();
    }
    return !isExceeded();
  }
}
