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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VerificationTest {
  private static final long DAY = 24L * 3600 * 1_000_000_000;

  @TempDir Path directory;

  /** Rows of figures as a trial of a net has them: test values every tenth step, one overflow. */
  private static MetricBlock rows(Series series, int rows) {
    MetricBlock.Builder builder = MetricBlock.Builder.create(series, rows);
    for (int i = 0; i < rows; i++) {
      builder.row(i, Emissions.NOON + i);
      builder.set(Metric.LOSS, i == 20 ? Double.POSITIVE_INFINITY : 0.5 / (i + 1));
      builder.set(Metric.WEIGHT_NORM_SQ, 2.0 + i);
      builder.set(Metric.LAMBDA_MAX, 1e-3 * i);
      if (i % 10 == 0) {
        builder.set(Metric.TEST_LOSS, -0.0);
      }
    }
    return builder.build();
  }

  /** What a run leaves that produced and stored these. */
  private static Ledger.Balance balance(String sink, List<Emission> emissions) {
    Ledger ledger = Ledger.create(sink);
    emissions.forEach(ledger::produced);
    Produced.steps(emissions).forEach(ledger::recorded);
    ledger.stored(Batch.of("", emissions).rows());
    return ledger.balance();
  }

  private static Verification verify(Ledger.Balance ledger, StoredSteps steps) throws Exception {
    return Verification.of(ledger, steps, Set.of(), rows -> {});
  }

  /** Changes an embedded database after it was written, and verifies it. */
  private Verification afterwards(List<Emission> emissions, String... statements) throws Exception {
    PortChoice any = PortChoice.preferred(0);
    try (EmbeddedQuestDb database = EmbeddedQuestDb.start(directory, any, any);
        QuestDbSteps steps = QuestDbSteps.of(database, Emissions.SWEEP)) {
      try (InfluxStore store = InfluxStore.embedded(database)) {
        store.write(store.encode(emissions));
      }
      database.awaitApplied();
      for (String statement : statements) {
        database.execute(statement);
        database.awaitApplied();
      }
      return verify(balance("questdb", emissions), steps);
    }
  }

  @Test
  void findsRowsThatADroppedPartitionTookAway() throws Exception {
    Series crossing = Emissions.series("s1-c2.1");
    List<Emission> emissions =
        List.of(
            Emissions.started(crossing),
            day(crossing, 0, 60),
            day(crossing, 1, 40),
            day(Emissions.series("s1-c4"), 1, 25));
    Verification whole = afterwards(emissions);
    assertThat(whole.ok()).isTrue();
    assertThat(whole.lines())
        .containsExactly(
            "step: 125 produced = 125 stored + 0 spooled + 0 dropped; 125 found",
            "trial: 1 produced = 1 stored + 0 spooled + 0 dropped; 1 found",
            "engine: 0 produced = 0 stored + 0 spooled + 0 dropped; 0 found",
            "questdb holds every row that was produced, with the values that it had");

    Verification damaged =
        afterwards(emissions, "ALTER TABLE step DROP PARTITION LIST '2026-01-01'");
    assertThat(damaged.ok()).isFalse();
    assertThat(damaged.differences())
        .containsExactly(new Verification.Difference("s1-c2.1", 100, 40, List.of()));
    assertThat(damaged.lines())
        .contains(
            "s1-c2.1: 100 rows produced, 40 found, 60 missing",
            "questdb does not hold what was produced");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          loss = 0.25000000000000006 | step 1: log10_loss is not that of its loss
          log10_loss = null | step 1: log10_loss is not that of its loss
          finite = false | step 1: finite is false, its numbers are
          weight_norm_sq = 3.0000000000000004 | ''
          weight_norm_sq = lambda_max, lambda_max = weight_norm_sq | ''
          test_loss = 0 | ''
          doomed_margin = 1.5 | ''
          seed = 2 | ''
          c = 2.2 | ''
          name = 'fig02' | ''
          step = 0 | step 0 stands twice
          step = 2 | step 2 stands twice
          step = 7 | step 2 comes after step 7
          step = null | a row has no step
          loss = null | step 1: log10_loss is not that of its loss
          """)
  void aChangedRowOfQuestDbIsNamed(String change, String flaw) throws Exception {
    List<Emission> emissions =
        List.of(rows(Emissions.series("s1-c2.1"), 30), rows(Emissions.series("s1-c4"), 30));
    Verification verification =
        afterwards(
            emissions, "UPDATE step SET %s WHERE trial = 's1-c4' AND step = 1".formatted(change));
    assertThat(verification.ok()).isFalse();
    assertThat(verification.differences())
        .singleElement()
        .satisfies(
            difference -> {
              assertThat(difference.trial()).isEqualTo("s1-c4");
              assertThat(difference.found()).isEqualTo(30);
              assertThat(String.join("; ", difference.flaws())).contains(flaw);
            });
    assertThat(verification.lines().get(3))
        .startsWith("s1-c4: 30 rows produced and found, but with other values");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP COLUMN c",
        "DROP COLUMN log10_loss",
        "DROP COLUMN weight_norm_sq",
        "ALTER COLUMN loss TYPE FLOAT",
        "ALTER COLUMN finite TYPE VARCHAR",
        "RENAME COLUMN loss TO lost"
      })
  void aColumnThatIsAnotherIsADifference(String change) throws Exception {
    List<Emission> emissions = List.of(rows(Emissions.series("s1-c4"), 30));
    assertThat(afterwards(emissions, "ALTER TABLE step " + change).differences()).hasSize(1);
  }

  /** The rows' time is not part of what is compared, as long as their order stays. */
  @Test
  void rowsMayHaveAnotherTime() throws Exception {
    MetricBlock block = rows(Emissions.series("s1-c4"), 30);
    MetricBlock.Builder later = MetricBlock.Builder.create(block.series(), 30);
    for (int row = 0; row < 30; row++) {
      later.row(row, Emissions.NOON + DAY + 2L * row);
      for (Metric metric : Metric.always()) {
        later.set(metric, block.value(metric, row));
      }
    }
    try (CsvStore store = CsvStore.open(directory)) {
      store.write(store.encode(List.of(later.build())));
    }
    try (CsvSteps steps = CsvSteps.open(directory)) {
      assertThat(verify(balance("csv", List.of(block)), steps).ok()).isTrue();
    }
  }

  private Verification csv(UnaryOperator<String> change) throws Exception {
    List<Emission> emissions =
        List.of(rows(Emissions.series("s1-c2.1"), 30), rows(Emissions.series("s1-c4"), 30));
    Path file = CsvStore.stepFile(directory);
    Files.deleteIfExists(file);
    try (CsvStore store = CsvStore.open(directory)) {
      store.write(store.encode(emissions));
    }
    List<String> lines = new ArrayList<>();
    Files.readAllLines(file).forEach(line -> lines.add(change.apply(line)));
    Files.write(file, lines);
    try (CsvSteps steps = CsvSteps.open(directory)) {
      return verify(balance("csv", emissions), steps);
    }
  }

  private static String swapped(String line) {
    List<String> fields = Csv.split(line);
    Collections.swap(fields, 8, 9);
    return String.join(",", fields);
  }

  @Test
  void columnsGoByTheirNamesAndSwappedNamesAreADifference() throws Exception {
    assertThat(csv(line -> line).ok()).isTrue();
    Verification values = csv(line -> line.startsWith("timestamp") ? line : swapped(line));
    assertThat(values.ok()).isFalse();
    assertThat(values.differences()).hasSize(2);
    Verification header = csv(line -> line.startsWith("timestamp") ? swapped(line) : line);
    assertThat(header.differences()).hasSize(2);
    assertThat(csv(VerificationTest::swapped).ok()).isTrue();
    assertThatThrownBy(() -> CsvStore.open(directory))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("cannot be continued");
    Verification lacking = csv(line -> line.replaceFirst(",seed,", ",sees,"));
    assertThat(lacking.lines().get(3))
        .contains("lacks the column seed, has a column sees, which is none of ours");
  }

  @Test
  void aDamagedFileIsADifferenceAndNoError() throws Exception {
    assertThat(csv(line -> line.replace("0.25,", "a quarter,")).lines().get(3))
        .startsWith("s1-c2.1: ")
        .contains("step.csv has a row that is none");
    assertThat(csv(line -> line.contains("0.25,") ? "" : line).lines().get(3))
        .contains("step.csv has a row of 1 fields");
    assertThat(csv(line -> line.replace(",-0.0,", ",0.0,")).differences()).hasSize(2);
    assertThat(csv(line -> line.replace(",false", ",true")).lines().get(3))
        .contains("step 20: finite is true, its numbers are not");
  }

  @Test
  void aRowThatStandsTwiceCountsOnce() throws Exception {
    Verification twice = csv(line -> line.contains("0.25,") ? line + "\n" + line : line);
    assertThat(twice.ok()).isTrue();
    assertThat(twice.twice()).containsExactly(Map.entry("s1-c2.1", 1L), Map.entry("s1-c4", 1L));
    assertThat(twice.lines())
        .contains(
            "step: 60 produced = 60 stored + 0 spooled + 0 dropped; 60 found",
            "s1-c2.1: 1 rows stand twice, with the same values; a step counts once"
                + " (trebuchet verify --repair removes them)");
  }

  @Test
  void aRowThatStandsTwiceWithOtherValuesIsAFault() throws Exception {
    Verification twice =
        csv(
            line ->
                line.contains("s1-c4") && line.contains("0.25,")
                    ? line + "\n" + line.replace(",3.0,", ",3.5,")
                    : line);
    assertThat(twice.ok()).isFalse();
    assertThat(twice.lines())
        .contains(
            "s1-c4: 30 rows produced, 31 found, 1 too many; step 1 stands twice, with other"
                + " values");
  }

  @Test
  void manyFlawsAreTold() throws Exception {
    assertThat(csv(line -> line.replace(",true", ",")).differences().getFirst().flaws())
        .hasSize(4)
        .last()
        .isEqualTo("and 26 more");
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
      Verification verification = verify(ledger.balance(), steps);
      assertThat(verification.differences()).isEmpty();
      assertThat(verification.ok()).isFalse();
      assertThat(verification.lines().getFirst()).contains("(does not balance)");
    }
  }

  /** Of a trial that a killed process computed, and none went on with. */
  @Test
  void rowsWhoseValuesNobodyKnowsAreCounted() throws Exception {
    Series series = Emissions.series("s1-c2.1");
    try (CsvStore store = CsvStore.open(directory)) {
      store.write(store.encode(List.of(Emissions.block(series, 0, 10, () -> 1))));
    }
    try (CsvSteps steps = CsvSteps.open(directory)) {
      Ledger ledger = Ledger.resumed("csv", steps.stepsByTrial(), Map.of(), 0, 0);
      Verification verification = verify(ledger.balance(), steps);
      assertThat(verification.ok()).isTrue();
      assertThat(verification.lines())
          .anyMatch(line -> line.startsWith("s1-c2.1: its rows are counted, not compared"))
          .last()
          .isEqualTo("csv holds every row that was produced");
    }
  }

  @Test
  void rowsThatNobodyProducedAreNotOk() throws Exception {
    Series series = Emissions.series("s1-c2.1");
    try (CsvStore store = CsvStore.open(directory)) {
      store.write(store.encode(List.of(Emissions.block(series, 0, 3, () -> 1))));
    }
    try (CsvSteps steps = CsvSteps.open(directory)) {
      Verification verification = verify(Ledger.create("csv").balance(), steps);
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
