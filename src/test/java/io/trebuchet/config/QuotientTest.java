package io.trebuchet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuotientTest {
  private static final Map<String, Double> SYMBOLS = Map.of("n", 1000.0, "n-psi", 100.0);

  @ParameterizedTest
  @CsvSource({"0.002, 0.002", "2/n, 0.002", "1/n-psi, 0.01", "' 1 / 4 ', 0.25", "n/n-psi, 10"})
  void dividesNumbersAndSymbols(String text, double value) {
    assertThat(Quotient.evaluate(text, SYMBOLS)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2/", "/n", "2/m", "1/2/3", "n-1", "0x1p3", "1f", "NaN"})
  void anythingElseIsNoNumber(String text) {
    assertThat(Quotient.evaluate(text, SYMBOLS)).isNaN();
  }
}
