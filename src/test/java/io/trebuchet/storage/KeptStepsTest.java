package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Series;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeptStepsTest {
  private static final Series SERIES = Emissions.series("s1-c2.1");

  @TempDir private Path folder;

  private static MetricBlock rows(int from, int to, long time, double factor) {
    MetricBlock.Builder rows = MetricBlock.Builder.create(SERIES, to - from);
    for (int step = from; step < to; step++) {
      rows.row(step, time + step);
      rows.set(Metric.LOSS, step == 5 ? Double.NaN : factor * (step + 0.1));
      rows.set(Metric.WEIGHT_NORM_SQ, -0.0);
    }
    return rows.build();
  }

  private static MetricBlock rows(int from, int to, long time) {
    return rows(from, to, time, 1);
  }

  private void store(MetricBlock... blocks) throws Exception {
    try (CsvStore store = CsvStore.open(folder)) {
      store.write(store.encode(List.of(blocks)));
    }
  }

  private Quarantine refuse(List<Emission> emissions) throws Exception {
    Quarantine quarantine = Quarantine.in(folder.resolve("quarantine"));
    List<RefusedRow> rows = new ArrayList<>();
    for (String line : LineProtocol.create().encode(emissions).text().lines().toList()) {
      rows.add(new RefusedRow(line, Schema.rowOf(line, 0), "a proxy's 422"));
    }
    quarantine.add(rows);
    return quarantine;
  }

  private List<Long> read() throws Exception {
    List<Long> steps = new ArrayList<>();
    try (KeptSteps kept = kept()) {
      kept.read(
          SERIES.trial(),
          block -> {
            for (int row = 0; row < block.rows(); row++) {
              steps.add(block.step(row));
            }
          });
    }
    return steps;
  }

  private KeptSteps kept() throws Exception {
    return KeptSteps.of(CsvSteps.open(folder), Quarantine.in(folder.resolve("quarantine")));
  }

  private Verification verify(List<MetricBlock> produced) throws Exception {
    Ledger ledger = Ledger.create("csv");
    produced.forEach(ledger::produced);
    Produced.steps(produced).forEach(ledger::recorded);
    ledger.stored(Batch.of("", List.copyOf(produced)).rows());
    try (KeptSteps kept = kept()) {
      ledger.quarantined(kept.refused());
      return Verification.of(ledger.balance(), kept, Set.of(), rows -> {});
    }
  }

  /** Bit for bit, at the beginning, in the middle and at the end. */
  @Test
  void whatTheServerRefusedStandsWhereItBelongs() throws Exception {
    store(rows(2, 4, 100), rows(6, 8, 100));
    refuse(List.of(rows(0, 2, 100), rows(8, 9, 100), rows(4, 6, 100)));
    assertThat(read()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    Verification verification = verify(List.of(rows(0, 9, 100)));
    assertThat(verification.ok()).as(verification.lines().toString()).isTrue();
    assertThat(verification.lines())
        .first()
        .isEqualTo("step: 9 produced = 4 stored + 0 spooled + 5 quarantined + 0 dropped; 9 found");
    assertThat(verify(List.of(rows(0, 9, 100, 1.5))).ok()).isFalse();
  }

  @Test
  void whatTheServerTookAfterAllCountsOnce() throws Exception {
    store(rows(0, 4, 100));
    refuse(List.of(rows(2, 3, 100)));
    assertThat(read()).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void aQuarantineThatIsDamagedIsNamed() throws Exception {
    store(rows(0, 4, 100));
    Quarantine quarantine = refuse(List.of(rows(2, 3, 100)));
    Files.writeString(
        quarantine.file(), Files.readString(quarantine.file()).replace("seed=", "sood="));
    assertThatThrownBy(this::read)
        .isInstanceOf(UnusableFileException.class)
        .hasMessageContaining("rows.jsonl is damaged")
        .hasMessageContaining("move it away");
  }

  /** As a proxy does that holds a write until long after it was sent again. */
  @Test
  void aStepIsOneRowHoweverOftenItStandsThere() throws Exception {
    store(rows(0, 6, 100), rows(3, 8, 1000), rows(2, 4, 2000));
    assertThat(read()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
    Verification verification = verify(List.of(rows(0, 8, 100)));
    assertThat(verification.ok()).as(verification.lines().toString()).isTrue();
    assertThat(verification.twice()).containsEntry("s1-c2.1", 5L);
  }

  @Test
  void twoUnequalRowsOfAStepAreNamedByEveryReader() throws Exception {
    store(rows(0, 6, 100), rows(3, 8, 1000, 2));
    assertThatThrownBy(this::read)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("s1-c2.1: step 3 stands twice, with other values")
        .hasMessageContaining("trebuchet verify");
    assertThat(verify(List.of(rows(0, 8, 100))).ok()).isFalse();
  }

  @Test
  void namesWithEverythingInThemComeBack() {
    Series odd = new Series("a, b=c", "say \"it\" \\ twice", "s1-c2 x,y=z", -3, Double.NaN);
    MetricBlock.Builder row = MetricBlock.Builder.create(odd, 1);
    row.row(7, 99);
    row.set(Metric.LOSS, 1e-300);
    String line = LineProtocol.create().encode(List.of(row.build())).text().stripTrailing();
    MetricBlock read = StepLine.read(line);
    assertThat(read.series()).isEqualTo(odd);
    assertThat(read.step(0)).isEqualTo(7);
    assertThat(read.timestamp(0)).isEqualTo(99);
    assertThat(read.value(Metric.LOSS, 0)).isEqualTo(1e-300);
    assertThat(read.value(Metric.LAMBDA_MAX, 0)).isNaN();
  }

  @Test
  void missingStepsGetTimesBetweenTheirNeighbours() {
    PresentSteps present = PresentSteps.none();
    present.add(rows(2, 4, 100));
    present.add(rows(10, 12, 1_000_000));
    assertThat(present.unbroken()).isFalse();
    assertThat(present.contains(1)).isFalse();
    assertThat(present.contains(3)).isTrue();
    assertThat(present.contains(4)).isFalse();
    assertThat(present.last()).isEqualTo(11);
    long before = Long.MIN_VALUE;
    for (long step = 0; step < 20; step++) {
      long time =
          present.contains(step)
              ? step < 4 ? 100 + step : 1_000_000 + step
              : present.time(step, 5_000_000 + step);
      assertThat(time).as("step %d", step).isGreaterThan(before);
      before = time;
    }
  }
}
