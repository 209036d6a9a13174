package io.trebuchet.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Series;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class TrialClockTest {
  private static final long EPOCH = 1_700_000_000_000_000_000L;

  private final AtomicLong now = new AtomicLong(EPOCH);
  private final AtomicLong ticks = new AtomicLong(-5);

  private TrialClock clock(long ranNanos, long lastTimestamp) {
    return TrialClock.start(
        () -> Instant.ofEpochSecond(0, now.get()), ticks::get, ranNanos, lastTimestamp);
  }

  private static MetricBlock.Builder rows(int count) {
    MetricBlock.Builder rows =
        MetricBlock.Builder.create(new Series("run", "test", "s1-c1", 1, 1), count);
    for (int i = 0; i < count; i++) {
      rows.row(i);
    }
    return rows;
  }

  @Test
  void theRowsOfAChunkShareItsTime() {
    TrialClock clock = clock(0, 0);
    clock.begin();
    now.addAndGet(1000);
    MetricBlock.Builder rows = rows(4);
    clock.stamp(rows);
    MetricBlock block = rows.build();
    assertThat(List.of(block.timestamp(0), block.timestamp(1), block.timestamp(3)))
        .containsExactly(EPOCH + 250, EPOCH + 500, EPOCH + 1000);
    assertThat(clock.lastTimestamp()).isEqualTo(EPOCH + 1000);
  }

  /** However the wall clock jumps, and whatever the store has from before. */
  @Property
  void timestampsStrictlyIncrease(
      @ForAll @Size(min = 1, max = 6) List<@LongRange(min = -2000, max = 2000) Long> jumps,
      @ForAll @IntRange(min = 1, max = 9) int rowsEach,
      @ForAll @LongRange(min = -3000, max = 3000) long aheadOfClock) {
    now.set(EPOCH);
    long last = EPOCH + aheadOfClock;
    TrialClock clock = clock(0, last);
    for (long jump : jumps) {
      clock.begin();
      now.addAndGet(jump);
      MetricBlock.Builder rows = rows(rowsEach);
      clock.stamp(rows);
      MetricBlock block = rows.build();
      for (int row = 0; row < rowsEach; row++) {
        assertThat(block.timestamp(row)).isGreaterThan(last);
        last = block.timestamp(row);
      }
      assertThat(clock.lastTimestamp()).isEqualTo(last);
    }
  }

  @Test
  void theTimeOfEarlierProcessesCounts() {
    TrialClock clock = clock(700, 0);
    ticks.addAndGet(300);
    assertThat(clock.ranNanos()).isEqualTo(1000);
    // Somebody sets the clock of the machine back by an hour.
    now.addAndGet(-3_600_000_000_000L);
    assertThat(clock.ranNanos()).isEqualTo(1000);
  }
}
