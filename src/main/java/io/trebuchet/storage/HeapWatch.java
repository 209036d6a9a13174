package io.trebuchet.storage;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Comparator;
import java.util.Optional;

/** Whether this process is short of Java memory: what stayed after the last collection says so. */
final class HeapWatch {
  private static final double SHORT = 0.75;

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
    return LASTING.isPresent() && LASTING.get().isCollectionUsageThresholdExceeded();
  }
}
