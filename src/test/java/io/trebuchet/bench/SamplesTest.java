package io.trebuchet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class SamplesTest {
  private static Samples of(double... values) {
    Samples samples = new Samples();
    for (double value : values) {
      samples.add(value);
    }
    return samples;
  }

  @Test
  void theMedianIsTheMiddleOfAnOddNumberAndBetweenTheTwoMiddlesOfAnEvenOne() {
    assertThat(of(5, 1, 3).median()).isEqualTo(3);
    assertThat(of(4, 1, 2, 100).median()).isEqualTo(3);
  }

  @Test
  void theSpreadIsHalfTheDistanceOfTheExtremesRelativeToTheMedian() {
    assertThat(of(9, 10, 12).spread()).isCloseTo(0.15, within(1e-15));
  }

  @Test
  void nothingMeasuredIsADash() {
    assertThat(of().median()).isNaN();
    assertThat(of().micros()).isEqualTo("–");
    assertThat(of(1.234e-3, 1.234e-3).micros()).isEqualTo("1230 ±0%");
  }
}
