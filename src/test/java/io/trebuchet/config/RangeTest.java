package io.trebuchet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class RangeTest {
  @Property
  void everyValueIsExactAndBothEndsBelong(
      @ForAll @LongRange(min = 1, max = 100_000) long from,
      @ForAll @LongRange(min = 1, max = 10_000) long step,
      @ForAll @IntRange(max = 300) int steps,
      @ForAll @IntRange(max = 6) int scale) {
    // In whole units of 10^-scale the i-th value is from + i·step, by integer arithmetic.
    List<BigDecimal> values =
        Range.linear(
            BigDecimal.valueOf(from, scale),
            BigDecimal.valueOf(from + steps * step, scale),
            BigDecimal.valueOf(step, scale));
    assertThat(values).hasSize(steps + 1);
    for (int i = 0; i <= steps; i++) {
      assertThat(values.get(i)).isEqualByComparingTo(BigDecimal.valueOf(from + i * step, scale));
    }
  }

  @Example
  void tenthsStayTenths() {
    List<BigDecimal> values =
        Range.linear(new BigDecimal("0.2"), new BigDecimal("4.6"), new BigDecimal("0.1"));
    assertThat(values).hasSize(45);
    assertThat(values.get(19)).hasToString("2.1");
    assertThat(values.get(28)).hasToString("3");
    assertThat(values.getLast()).hasToString("4.6");
  }

  @Property
  void logarithmicRangesAscendWithAConstantRatio(
      @ForAll @LongRange(min = 1, max = 1_000_000) long from,
      @ForAll @LongRange(min = 1, max = 1_000_000) long width,
      @ForAll @IntRange(min = 2, max = 200) int count) {
    BigDecimal low = BigDecimal.valueOf(from, 3);
    BigDecimal high = BigDecimal.valueOf(from + width, 3);
    List<BigDecimal> values = Range.logarithmic(low, high, count);
    assertThat(values).hasSize(count).isSortedAccordingTo(Comparator.naturalOrder());
    assertThat(new HashSet<>(values)).hasSize(count);
    assertThat(values.getFirst()).isEqualByComparingTo(low);
    assertThat(values.getLast()).isEqualByComparingTo(high);
    for (int i = 0; i < count; i++) {
      double exact =
          low.doubleValue() * Math.pow(high.doubleValue() / low.doubleValue(), i / (count - 1.0));
      // Six digits: half a unit of the sixth is at most 5e-6 of the value.
      assertThat(values.get(i).doubleValue()).isCloseTo(exact, within(5.1e-6 * exact));
    }
  }

  @Example
  void logarithmicRangesTakeMoreDigitsWhereSixWouldCoincide() {
    assertThat(Range.logarithmic(BigDecimal.ONE, new BigDecimal("1.000001"), 5))
        .doesNotHaveDuplicates()
        .hasSize(5);
    assertThat(Range.logarithmic(BigDecimal.ONE, new BigDecimal("100"), 3))
        .hasToString("[1, 10, 100]");
  }
}
