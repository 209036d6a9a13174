package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class BackoffTest {
  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

  @Property
  void doublesUpToTheLimitAndIsShortenedByHalfAtMost(
      @ForAll @IntRange(min = 1, max = 1000) int attempts, @ForAll long seed) {
    double full = Math.min(5, 0.1 * Math.pow(2, attempts - 1));
    double pause = BACKOFF.pause(attempts, new Random(seed)).toNanos() / 1e9;
    assertThat(pause).isBetween(full / 2 - 1e-9, full + 1e-9);
  }

  @Property
  void theSameRandomnessGivesTheSamePauses(@ForAll long seed) {
    assertThat(BACKOFF.pause(3, new Random(seed))).isEqualTo(BACKOFF.pause(3, new Random(seed)));
  }
}
