package io.trebuchet.run.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class CoarseGridTest {
  private static final List<BigDecimal> OWN = list("0.5", "1", "2", "4");

  private static List<BigDecimal> list(String... values) {
    return Stream.of(values).map(BigDecimal::new).toList();
  }

  private static BigDecimal bd(String text) {
    return new BigDecimal(text);
  }

  @Test
  void withoutOptionsItIsTheConfigs() {
    assertThat(CoarseGrid.of(OWN, null, null, null)).isEqualTo(OWN);
  }

  @Test
  void endsCutTheConfigsAndBelongToIt() {
    assertThat(CoarseGrid.of(OWN, bd("0.7"), bd("3"), null)).isEqualTo(list("0.7", "1", "2", "3"));
    assertThat(CoarseGrid.of(OWN, bd("1.0"), null, null)).isEqualTo(list("1", "2", "4"));
  }

  @Test
  void aStepThatMissesTheUpperEndStillReachesIt() {
    assertThat(CoarseGrid.of(OWN, bd("1"), bd("2"), bd("0.4")))
        .isEqualTo(list("1", "1.4", "1.8", "2"));
    assertThat(CoarseGrid.of(OWN, null, bd("1.5"), bd("0.5"))).isEqualTo(list("0.5", "1.0", "1.5"));
  }

  @Test
  void aConfigOfEtaNeedsAllThree() {
    assertThat(CoarseGrid.of(List.of(), bd("1"), bd("2"), bd("1"))).isEqualTo(list("1", "2"));
    assertThatThrownBy(() -> CoarseGrid.of(List.of(), bd("1"), bd("2"), null))
        .hasMessageContaining("--step");
  }

  @Test
  void whatIsNoGridIsRefused() {
    assertThatThrownBy(() -> CoarseGrid.of(OWN, bd("4"), null, null))
        .hasMessageContaining("--from");
    assertThatThrownBy(() -> CoarseGrid.of(OWN, bd("0"), null, null))
        .hasMessageContaining("above 0");
    assertThatThrownBy(() -> CoarseGrid.of(OWN, null, null, bd("0")))
        .hasMessageContaining("--step");
    assertThatThrownBy(() -> CoarseGrid.of(OWN, null, null, bd("1e-9")))
        .hasMessageContaining("make it larger");
  }
}
