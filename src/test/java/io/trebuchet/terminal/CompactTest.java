package io.trebuchet.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompactTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "123456, 1.23e+05",
    "0.03124, 0.0312",
    "0.0009994, 9.99e-04",
    "0.0009996, 0.00100",
    "2.0, 2.00",
    "999.4, 999",
    "999.6, 1000",
    "1234.4, 1234",
    "9999.4, 9999",
    "9999.6, 1.00e+04",
    "3.1e-9, 3.10e-09",
    "-2.05, -2.05",
    "1.234e-300, 1.23e-300",
    "NaN, NaN",
    "Infinity, inf",
    "-Infinity, -inf"
  })
  void numbersHaveThreeOrFourDigits(double value, String text) {
    assertThat(Compact.number(value)).isEqualTo(text);
  }

  @Property
  void numbersKeepTheirValueInFewCharacters(@ForAll long bits) {
    double value = Double.longBitsToDouble(bits);
    String text = Compact.number(value);
    assertThat(text.length()).isLessThanOrEqualTo(10);
    if (Double.isNaN(value)) {
      assertThat(text).isEqualTo("NaN");
    } else if (Math.abs(value) < 1.79e308) { // above, the text may read as infinite
      assertThat(Double.parseDouble(text)).isCloseTo(value, within(Math.abs(value) * 5.1e-3));
    }
  }

  @ParameterizedTest
  @CsvSource({"2.1, 2.1", "4.0, 4", "10, 10", "0.2, 0.2", "3.14159265, 3.14159", "1e-7, 1E-7"})
  void ratesAreWrittenAsPeopleWriteThem(double value, String text) {
    assertThat(Compact.c(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"4, 2, 4.00", "2.1, 2, 2.10", "2.25, 2, 2.25", "2.25, 0, 2.25", "NaN, 2, NaN"})
  void ratesOfOneColumnAlign(double value, int decimals, String text) {
    assertThat(Compact.c(value, decimals)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "9999, 9999", "9999.9, 10.0k", "123456, 123k", "1.2e6, 1.20M", "5e9, 5.00G"})
  void countsTakeUnits(double value, String text) {
    assertThat(Compact.count(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0 s",
    "420, 0.4 s",
    "9949, 9.9 s",
    "9950, 10 s",
    "59499, 59 s",
    "59500, 1 min 00 s",
    "245000, 4 min 05 s",
    "3725000, 1 h 02 min",
    "100000000, 1 d 03 h",
    "-5, 0.0 s"
  })
  void durationsShowTwoUnits(long millis, String text) {
    assertThat(Compact.duration(Duration.ofMillis(millis))).isEqualTo(text);
  }

  @Property
  void decimalsAreThoseOfTheLongest(@ForAll byte hundredths) {
    int decimals = Compact.decimals(DoubleStream.of(hundredths / 100.0, 1, Double.NaN));
    assertThat(decimals).isEqualTo(hundredths % 100 == 0 ? 0 : hundredths % 10 == 0 ? 1 : 2);
  }

  @ParameterizedTest
  @CsvSource({"'a\nb', a b", "'\u001b[31mred', '\\u001b[31mred'", "' x ', x"})
  void errorMessagesStayOnOneLine(String text, String line) {
    assertThat(Compact.oneLine(text)).isEqualTo(line);
  }
}
