package io.trebuchet.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RecentRateTest {
  private static final long MILLI = 1_000_000;

  @Property
  void aSteadyFlowHasItsRate(
      @ForAll @IntRange(min = 1, max = 100_000) int perMilli,
      @ForAll @IntRange(min = 1, max = 20_000) int millis) {
    RecentRate rate = new RecentRate();
    for (int i = 0; i < millis; i++) {
      rate.add(i * MILLI, perMilli);
    }
    double exact = 1000.0 * perMilli;
    assertThat(rate.perSecond(millis * MILLI)).isCloseTo(exact, within(exact * 1e-12));
  }

  @Example
  void itForgets() {
    RecentRate rate = new RecentRate();
    rate.add(0, 1000);
    assertThat(rate.perSecond(0)).isZero();
    assertThat(rate.perSecond(4_999 * MILLI)).isCloseTo(200, within(0.1));
    assertThat(rate.perSecond(5_000 * MILLI)).isZero();
  }
}
