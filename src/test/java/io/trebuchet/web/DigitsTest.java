package io.trebuchet.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Numbers on their way to the page. */
final class DigitsTest {
  @Property(tries = 2000, shrinking = ShrinkingMode.BOUNDED)
  void roundedNumbersAreAsCloseAsTheirDigits(
      @ForAll long bits, @ForAll @IntRange(min = 2, max = 15) int digits) {
    double value = Double.longBitsToDouble(bits);
    if (!Double.isFinite(value)) {
      assertThat(Digits.json(value, digits)).isEqualTo("null");
      return;
    }
    double back = Double.parseDouble(Digits.json(value, digits));
    assertThat(back)
        .isCloseTo(value, within(Math.abs(value) * (0.5001 * Math.pow(10, 1 - digits) + 1e-15)));
  }

  @Property(tries = 2000, shrinking = ShrinkingMode.BOUNDED)
  void inFullTheyAreTheSame(@ForAll double value) {
    assertThat(Double.parseDouble(Digits.json(value, Digits.FULL))).isEqualTo(value + 0.0);
  }

  @Test
  void zeroesAndNonFiniteOnes() {
    assertThat(Digits.json(-0.0, 5)).isEqualTo("0");
    assertThat(Digits.json(Double.NaN, 17)).isEqualTo("null");
    assertThat(Digits.json(12, 7)).isEqualTo("12");
  }
}
