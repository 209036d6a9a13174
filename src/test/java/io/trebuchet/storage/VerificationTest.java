package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Series;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VerificationTest {
  private static final long DAY = 24L * 3600 * 1_000_000_000;

  @TempDir Path directory;

  @Test
  void findsRowsThatADroppedPartitionTookAway() throws Exception {
    Ledger ledger = Ledger.create("questdb");
    Series crossing = Emissions.series("s1-c2.1");
    List<Emission> emissions =
        List.of(
            Emissions.started(crossing),
            day(crossing, 0, 60),
            day(crossing, 1, 40),
            day(Emissions.series("s1-c4"), 1, 25));
    PortChoice any = PortChoice.preferred(0);
    try (EmbeddedQuestDb database = EmbeddedQuestDb.start(directory, any, any);
        QuestDbSteps steps = QuestDbSteps.of(database, Emissions.SWEEP)) {
      try (InfluxStore store = InfluxStore.embedded(database)) {
        emissions.forEach(ledger::produced);
        Batch batch = store.encode(emissions);
        store.write(batch);
        ledger.stored(batch.rows());
      }
      Verification whole = Verification.of(ledger.balance(), steps);
      assertThat(whole.ok()).isTrue();
      assertThat(whole.lines())
          .containsExactly(
              "step: 125 produced = 125 stored + 0 spooled + 0 dropped; 125 found",
              "trial: 1 produced = 1 stored + 0 spooled + 0 dropped; 1 found",
              "engine: 0 produced = 0 stored + 0 spooled + 0 dropped; 0 found",
              "questdb holds every row that was produced");

      database.execute("ALTER TABLE step DROP PARTITION LIST '2026-01-01'");
      database.awaitApplied();

      Verification damaged = Verification.of(ledger.balance(), steps);
      assertThat(damaged.ok()).isFalse();
      assertThat(damaged.differences())
          .containsExactly(new Verification.Difference("s1-c2.1", 100, 40));
      assertThat(damaged.lines())
          .contains(
              "s1-c2.1: 100 rows produced, 40 found, 60 missing",
              "questdb does not hold what was produced");
    }
  }

  @Test
  void aLedgerThatDoesNotBalanceIsNotOk() throws Exception {
    Ledger ledger = Ledger.create("csv");
    Series series = Emissions.series("s1-c2.1");
    MetricBlock block = Emissions.block(series, 0, 10, () -> 1);
    try (CsvStore store = CsvStore.open(directory)) {
      store.write(store.encode(List.of(block)));
    }
    ledger.produced(block);
    try (CsvSteps steps = CsvSteps.open(directory)) {
      Verification verification = Verification.of(ledger.balance(), steps);
      assertThat(verification.differences()).isEmpty();
      assertThat(verification.ok()).isFalse();
      assertThat(verification.lines().getFirst()).contains("(does not balance)");
    }
  }

  @Test
  void rowsThatNobodyProducedAreNotOk() throws Exception {
    Series series = Emissions.series("s1-c2.1");
    try (CsvStore store = CsvStore.open(directory)) {
      store.write(store.encode(List.of(Emissions.block(series, 0, 3, () -> 1))));
    }
    try (CsvSteps steps = CsvSteps.open(directory)) {
      Verification verification = Verification.of(Ledger.create("csv").balance(), steps);
      assertThat(verification.ok()).isFalse();
      assertThat(verification.lines()).contains("s1-c2.1: 0 rows produced, 3 found, 3 too many");
    }
  }

  private static MetricBlock day(Series series, int day, int rows) {
    MetricBlock.Builder builder = MetricBlock.Builder.create(series, rows);
    for (int i = 0; i < rows; i++) {
      builder.row(1000L * day + i, Emissions.NOON + DAY * day + i);
      builder.set(Metric.LOSS, 0.5);
    }
    return builder.build();
  }

  @Test
  void exportsTrialsInTheGivenOrder() throws Exception {
    MetricBlock.Builder rows = MetricBlock.Builder.create(Emissions.series("s1-c2.1"), 2);
    rows.row(0, Emissions.NOON);
    rows.set(Metric.LOSS, 0.1);
    rows.set(Metric.WEIGHT_NORM_SQ, 5);
    rows.set(Metric.LAMBDA_MAX, 1e-300);
    rows.row(1, Emissions.NOON + 1);
    List<Emission> emissions = new ArrayList<>();
    emissions.add(rows.build());
    emissions.add(Emissions.block(Emissions.series("s1-c3"), 0, 1, () -> 2));
    try (CsvStore store = CsvStore.open(directory)) {
      store.write(store.encode(emissions));
    }
    StringBuilder out = new StringBuilder();
    try (CsvSteps steps = CsvSteps.open(directory)) {
      StepsCsv.write(
          steps,
          List.of(new StepsCsv.Trial("s1-c3", 3), new StepsCsv.Trial("s1-c2.1", 2.1)),
          List.of(),
          out);
    }
    assertThat(out)
        .hasToString(
            """
            trial,c,step,loss,weight_norm_sq,lambda_max,eta_lambda,sparsity_1,sparsity_2,test_loss,test_accuracy,safe_margin,doomed_margin,finite,gradient_norm_sq
            s1-c3,3.0,0,2.0,2.0,2.0,2.0,2.0,2.0,2.0,2.0,2.0,2.0,true,2.0
            s1-c2.1,2.1,0,0.1,5.0,1.0E-300,,,,,,,,true,
            s1-c2.1,2.1,1,,,,,,,,,,,false,
            """);
  }

  /** A file of an earlier version has fewer columns. */
  @Test
  void readsColumnsByTheirNames() throws Exception {
    Files.createDirectories(directory);
    Files.writeString(
        directory.resolve("step.csv"),
        """
        timestamp,sweep,trial,name,seed,c,step,loss,weight_norm_sq,lambda_max,eta_lambda,log10_loss,finite
        1767268800000000000,run,s1-c3,fig01,1,3.0,0,0.25,5.0,2.0,3.0,-0.6,true
        """);
    Files.writeString(directory.resolve("trial.csv"), "timestamp\n");
    try (CsvSteps steps = CsvSteps.open(directory)) {
      steps.read(
          "s1-c3",
          block -> {
            assertThat(block.value(Metric.ETA_LAMBDA, 0)).isEqualTo(3);
            assertThat(block.value(Metric.GRADIENT_NORM_SQ, 0)).isNaN();
          });
    }
  }
}
