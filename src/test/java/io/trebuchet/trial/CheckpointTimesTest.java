package io.trebuchet.trial;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CheckpointTimesTest {
  private static final long BEGAN = -5; // nanoTime may be negative

  @Test
  void aStateIsDueEverySoOften() {
    CheckpointTimes times = CheckpointTimes.every(30, BEGAN);
    assertThat(times.takeDue(BEGAN + 29)).isFalse();
    assertThat(times.takeDue(BEGAN + 30)).isTrue();
    times.saved(BEGAN + 40);
    assertThat(times.takeDue(BEGAN + 69)).isFalse();
    assertThat(times.takeDue(BEGAN + 70)).isTrue();
  }

  @Test
  void oneThatCouldNotBeSavedStaysDue() {
    CheckpointTimes times = CheckpointTimes.every(30, BEGAN);
    assertThat(times.takeDue(BEGAN + 31)).isTrue();
    assertThat(times.takeDue(BEGAN + 32)).isTrue();
  }

  @Test
  void whoAsksHasItSavedOnce() {
    CheckpointTimes times = CheckpointTimes.every(30, BEGAN);
    times.ask();
    assertThat(times.takeDue(BEGAN + 1)).isTrue();
    assertThat(times.takeDue(BEGAN + 2)).isFalse();
  }
}
