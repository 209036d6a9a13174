package io.trebuchet.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

final class PaceTest {
  @Test
  void withoutAPaceNothingIsSlowed() {
    Pace pace = new Pace(0);
    assertThat(pace.slows()).isFalse();
    assertThat(pace.most()).isEqualTo(TrialRun.MAX_CHUNK);
    assertThat(pace.after(1000)).isZero();
  }

  @Test
  void aChunkShowsATwentiethOfASecond() {
    assertThat(new Pace(1000).most()).isEqualTo(50);
    assertThat(new Pace(1000).after(50)).isEqualTo(Duration.ofMillis(50));
  }

  /** Whatever the pace, chunks of any allowed length come to just so many steps a second. */
  @Property
  void aSecondHasAsManyStepsAsThePaceSays(
      @ForAll @DoubleRange(min = 0.01, max = 1e7) double stepsPerSecond) {
    Pace pace = new Pace(stepsPerSecond);
    int steps = pace.most();
    assertThat(steps).isBetween(1, TrialRun.MAX_CHUNK);
    double seconds = pace.after(steps).toNanos() / 1e9;
    assertThat(Math.abs(seconds * stepsPerSecond - steps)).isLessThan(1e-9 * stepsPerSecond + 1e-6);
  }
}
