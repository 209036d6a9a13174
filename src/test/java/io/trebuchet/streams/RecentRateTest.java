package io.trebuchet.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RecentRateTest {
  private static final long MILLI = 1_000_000;

  private long now = 7;

  private void at(long millis) {
    now = 7 + millis * MILLI;
  }

  @Property
  void aSteadyFlowHasItsRate(
      @ForAll @IntRange(min = 1, max = 100_000) int perMilli,
      @ForAll @IntRange(min = 1, max = 20_000) int millis) {
    at(0);
    RecentRate rate = RecentRate.create(() -> now);
    for (int i = 0; i < millis; i++) {
      at(i);
      rate.add(perMilli);
    }
    at(millis);
    double exact = 1000.0 * perMilli;
    assertThat(rate.perSecond()).isCloseTo(exact, within(exact * 1e-12));
  }

  @Example
  void itForgets() {
    RecentRate rate = RecentRate.create(() -> now);
    rate.add(1000);
    assertThat(rate.perSecond()).isZero();
    at(4_999);
    assertThat(rate.perSecond()).isCloseTo(200, within(0.1));
    at(5_000);
    assertThat(rate.perSecond()).isZero();
  }
}
