package io.trebuchet.config;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EditDistanceTest {
  @ParameterizedTest
  @CsvSource({
    "width, width, 0",
    "width, widht, 1",
    "width, wdth, 1",
    "width, widths, 1",
    "width, wilth, 1",
    "kitten, sitting, 3",
    "'', abc, 3"
  })
  void countsEdits(String a, String b, int edits) {
    assertThat(EditDistance.between(a, b)).isEqualTo(edits);
  }

  @Property
  void isSymmetricAndBounded(
      @ForAll @AlphaChars @StringLength(max = 12) String a,
      @ForAll @AlphaChars @StringLength(max = 12) String b) {
    int distance = EditDistance.between(a, b);
    assertThat(distance).isEqualTo(EditDistance.between(b, a));
    assertThat(distance)
        .isBetween(Math.abs(a.length() - b.length()), Math.max(a.length(), b.length()));
    assertThat(distance == 0).isEqualTo(a.equals(b));
  }
}
