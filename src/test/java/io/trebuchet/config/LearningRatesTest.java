package io.trebuchet.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.trebuchet.data.DataFolders;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.UniqueElements;

class LearningRatesTest {
  @Property
  void aListKeepsEveryRateInAscendingOrder(
      @ForAll @NotEmpty @UniqueElements
          List<@DoubleRange(min = 1e-6, max = 1e6) @Scale(9) Double> rates) {
    Faults faults = new Faults();
    List<LearningRate> read =
        LearningRates.read(
            Section.root(
                ConfigFactory.parseString("c = " + rates).root(),
                Section.EMPTY,
                new Place("list", 1),
                faults,
                new FileSearch(Path.of(""), new DataFolders(List.of()), MovedFiles.NONE)),
            1000);
    assertThat(faults.isEmpty()).isTrue();
    List<BigDecimal> values =
        read.stream()
            .map(
                rate ->
                    switch (rate) {
                      case LearningRate.Normalised(BigDecimal c) -> c;
                      case LearningRate.Absolute(BigDecimal eta) -> eta.negate();
                    })
            .toList();
    assertThat(values).isSortedAccordingTo(Comparator.naturalOrder());
    assertThat(values.stream().map(BigDecimal::toPlainString)).doesNotHaveDuplicates();
    assertThat(values.stream().map(BigDecimal::doubleValue))
        .containsExactlyInAnyOrderElementsOf(rates);
  }
}
