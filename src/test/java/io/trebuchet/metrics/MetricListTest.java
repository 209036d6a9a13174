package io.trebuchet.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MetricListTest {
  private record Source(String word, List<Metric> metrics) implements MetricSource {}

  private static Source source(String word, String... columns) {
    List<Metric> metrics = new ArrayList<>();
    for (String column : columns) {
      metrics.add(Metric.of(column, "what it is", word));
    }
    return new Source(word, metrics);
  }

  @Test
  void noColumnOfARunMovesForAnother() {
    List<String> columns = MetricList.ALL.stream().map(Metric::column).toList();
    assertThat(columns).startsWith("loss", "weight_norm_sq", "lambda_max", "eta_lambda");
    assertThat(columns)
        .endsWith("gradient_norm_sq", "sensitivity", "gauss_newton_max", "preconditioned_max");
    List<MetricSource> more = new ArrayList<>(MetricSource.all());
    more.add(source("own", "own_1", "own_2"));
    assertThat(MetricList.of(more).stream().map(Metric::column).toList())
        .startsWith(columns.toArray(String[]::new))
        .endsWith("own_1", "own_2");
    assertThat(Metric.all().stream().map(Metric::index).toList())
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({
    "own, loss, there is a column named loss already",
    "own, log10_loss, there is a column named log10_loss already",
    "own, Größe, a column is named in a-z",
    "My Own, own, a word is made of a-z",
  })
  void aSourceThatCannotBeUsedIsNamed(String word, String column, String why) {
    assertThatThrownBy(() -> MetricList.of(List.of(source(word, column))))
        .isInstanceOf(ServiceConfigurationError.class)
        .hasMessageContaining("MetricListTest$Source: " + why);
  }

  @Test
  void oneThatFailsIsNamedToo() {
    MetricSource silent = new Source("own", List.of(Metric.of("own", "what", "another")));
    assertThatThrownBy(() -> MetricList.of(List.of(silent)))
        .hasMessageContaining("not of the word");
    assertThatThrownBy(() -> MetricList.of(List.of(source("a", "x"), source("a", "y"))))
        .hasMessageContaining("another has the word a");
    MetricSource broken =
        new MetricSource() {
          @Override
          public String word() {
            return "own";
          }

          @Override
          public List<Metric> metrics() {
            throw new IllegalStateException("no file");
          }
        };
    assertThatThrownBy(() -> MetricList.of(List.of(broken)))
        .isInstanceOf(ServiceConfigurationError.class)
        .hasMessageContaining("no file");
  }

  @Test
  void aMetricOfNoSourceIsNoColumn() {
    assertThatThrownBy(() -> Metric.of("own", "what", "own").index())
        .hasMessage("own is a metric of no source");
  }
}
