package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.RowCounts;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.TrialColumn;
import io.trebuchet.metrics.TrialEvent;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class LineProtocolTest {
  private final LineProtocol encoder = LineProtocol.create();

  @Property(tries = 300)
  void stepsComeBackAsTheyWere(
      @ForAll("tags") String sweep,
      @ForAll("tags") String trial,
      @ForAll String name,
      @ForAll long seed,
      @ForAll long step,
      @ForAll @Size(10) List<@From("doubles") Double> values) {
    MetricBlock.Builder rows =
        MetricBlock.Builder.create(new Series(sweep, name, trial, seed, 2.5), 1, Metric.all());
    rows.row(step, 17);
    for (int i = 0; i < values.size(); i++) {
      rows.set(Metric.all().get(i), values.get(i));
    }
    MetricBlock block = rows.build();

    Lines.Point point = Lines.parse(encoder.encode(List.of(block)).text()).getFirst();

    assertThat(point.measurement()).isEqualTo("step");
    assertThat(point.tags()).isEqualTo(Map.of("sweep", sweep, "trial", trial));
    assertThat(point.timestamp()).isEqualTo(17);
    assertThat(point.fields())
        .containsEntry("name", oneLine(name))
        .containsEntry("seed", seed)
        .containsEntry("c", 2.5)
        .containsEntry("step", step)
        .containsEntry("finite", block.finite(0));
    for (Metric metric : Metric.all()) {
      double value = block.value(metric, 0);
      if (Double.isFinite(value)) {
        assertThat(point.fields()).containsEntry(metric.column(), value);
      } else {
        assertThat(point.fields()).doesNotContainKey(metric.column());
      }
    }
    double loss = block.value(Metric.LOSS, 0);
    if (Double.isFinite(loss) && loss > 0) {
      assertThat(point.fields()).containsEntry("log10_loss", StrictMath.log10(loss));
    } else {
      assertThat(point.fields()).doesNotContainKey("log10_loss");
    }
  }

  @Property(tries = 200)
  void textsOfEventsComeBackAsTheyWere(@ForAll String reason, @ForAll String name) {
    Series series = new Series("run", name, "s1-c2.1", 1, 2.1);
    Lines.Point point =
        Lines.parse(encoder.encode(List.of(Emissions.ended(series, reason))).text()).getFirst();
    assertThat(point.fields())
        .containsEntry("reason", oneLine(reason))
        .containsEntry("name", oneLine(name));
  }

  /** Control characters become spaces. */
  private static String oneLine(String text) {
    return text.replaceAll("[\\x00-\\x1f]", " ");
  }

  @Test
  void anEndedTrialCarriesItsFiniteResults() {
    TrialEvent event = Emissions.ended(Emissions.series("s1-c2.1"), "loss at a minimum");
    Map<String, Object> fields =
        Lines.parse(encoder.encode(List.of(event)).text()).getFirst().fields();

    assertThat(fields)
        .containsEntry("state", "ended")
        .containsEntry("outcome", "converged")
        .containsEntry("phase", "catapult")
        .containsEntry("params", "model.width=256;model.n=4")
        .containsEntry("step", 77L)
        .containsEntry("steps", 77L)
        .containsEntry("loss_max", 20.25)
        .containsEntry("bound_one_point_c", 4.0)
        .containsEntry("wall_ms", 12L)
        .doesNotContainKeys("lambda_max_final", "sparsity_1_final", "test_loss_final")
        .doesNotContainKeys("stop_reason");
    assertThat(fields.keySet())
        .isSubsetOf(Schema.trial().stream().map(Schema.Field::name).toList());
  }

  @Test
  void aStartedTrialHasNoOutcome() {
    TrialEvent event = Emissions.started(Emissions.series("s1-c2.1"));
    assertThat(encoder.encode(List.of(event)).text())
        .isEqualTo(
            "trial,sweep=fig01-20260101-000000-1f,trial=s1-c2.1 name=\"fig01\",seed=1i,c=2.1,"
                + "state=\"started\",reason=\"\",step=0i 1767268800000000000\n");
  }

  @Test
  void countsRowsOfBothMeasurements() {
    Series series = Emissions.series("s1-c2.1");
    Batch batch =
        encoder.encode(
            List.of(
                Emissions.started(series),
                Emissions.block(series, 0, 7, () -> 1),
                Emissions.block(series, 7, 5, () -> 1),
                Emissions.ended(series, "")));
    assertThat(batch.rows()).isEqualTo(new RowCounts(12, 2, 0));
    assertThat(batch.text().lines()).hasSize(14);
  }

  @Test
  void everyColumnOfATrialIsAFieldOnce() {
    assertThat(Schema.trial().stream().map(Schema.Field::name))
        .doesNotHaveDuplicates()
        .containsAll(
            TrialColumn.all().stream()
                .map(TrialColumn::name)
                .filter(column -> !column.equals("trial") && !column.equals("stop_reason"))
                .toList());
  }

  @Test
  void refusesTagsThatServersReadDifferently() {
    for (String tag : List.of("", "a\nb", "a\\")) {
      assertThatThrownBy(
              () ->
                  encoder.encode(List.of(Emissions.started(new Series("run", "fig01", tag, 1, 2)))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("tag trial");
    }
  }

  @Provide
  Arbitrary<String> tags() {
    return Arbitraries.strings().withChars("abcXYZ019-._,= \"'éλ").ofMinLength(1).ofMaxLength(20);
  }

  @Provide
  Arbitrary<Double> doubles() {
    return Arbitraries.oneOf(
        Arbitraries.longs().map(Double::longBitsToDouble),
        Arbitraries.doubles(),
        Arbitraries.of(0.0, -0.0, 5.0, Double.NaN, Double.POSITIVE_INFINITY, -1.0, 1e300));
  }
}
