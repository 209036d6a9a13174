package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.EngineSample;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Series;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every store must do, against the real thing. */
abstract class StoreKit {
  private static final Series A = Emissions.series("s1-c2.1");
  private static final Series B = Emissions.series("s1-c4");

  @TempDir Path folder;

  /** Starts what the store needs. */
  abstract void startServer() throws Exception;

  abstract void stopServer() throws Exception;

  /** A new store on the same data. */
  abstract MetricStore store() throws Exception;

  /** A reader of what was written before; the store may still be open. */
  abstract StoredSteps reader(String sweep) throws Exception;

  /** Whether a batch that is written twice is stored once. */
  boolean storesARepeatOnce() {
    return true;
  }

  /** Whether runs share it. */
  boolean holdsManyRuns() {
    return true;
  }

  @AfterEach
  void stop() throws Exception {
    stopServer();
  }

  @Test
  void twentyThousandDoublesComeBackExactly() throws Exception {
    DoubleSupplier values = Emissions.anyFinite(7);
    List<MetricBlock> written = new ArrayList<>();
    try (MetricStore store = store()) {
      for (int k = 0; k < 4; k++) {
        MetricBlock block = Emissions.block(A, 250L * k, 250, values);
        written.add(block);
        store.write(store.encode(List.of(block, Emissions.block(B, 250L * k, 10, () -> 1.5))));
      }
    }
    try (StoredSteps steps = reader(Emissions.SWEEP)) {
      assertThat(Rows.of(steps, "s1-c2.1")).isEqualTo(Rows.of(written));
      List<MetricBlock> read = new ArrayList<>();
      steps.read("s1-c2.1", read::add);
      assertThat(read.getFirst().series()).isEqualTo(A);
      assertThat(read).allSatisfy(block -> assertThat(block.rows()).isLessThanOrEqualTo(1000));
    }
  }

  @Test
  void tellsRowsAndLastStepOfEachTrial() throws Exception {
    MetricBlock lastOfA = Emissions.block(A, 100, 1, () -> 2.5);
    MetricBlock allOfB = Emissions.block(B, 0, 50, () -> 1.5);
    try (MetricStore store = store()) {
      store.write(
          store.encode(
              List.of(
                  Emissions.started(A),
                  Emissions.block(A, 0, 100, () -> 1.5),
                  allOfB,
                  new EngineSample(Emissions.SWEEP, Emissions.NOON, 2, 1e5, 3, 0, 1, 5, 6),
                  Emissions.ended(A, "a \"reason\", of\\two parts"))));
      store.write(store.encode(List.of(lastOfA)));
      if (holdsManyRuns()) {
        Series other = new Series("another-run", "fig01", "s1-c2.1", 1, 2.1);
        store.write(store.encode(List.of(Emissions.block(other, 0, 7, () -> 1.5))));
      }
    }
    try (StoredSteps steps = reader(Emissions.SWEEP)) {
      assertThat(steps.last())
          .isEqualTo(
              Map.of(
                  "s1-c2.1",
                  new LastStored(100, lastOfA.timestamp(0), 101),
                  "s1-c4",
                  new LastStored(49, allOfB.timestamp(49), 50)));
      assertThat(steps.events()).isEqualTo(new KeptEvents(2, Set.of("s1-c2.1"), Set.of("s1-c2.1")));
      assertThat(steps.samples()).isEqualTo(1);
    }
    if (!holdsManyRuns()) {
      return;
    }
    try (StoredSteps steps = reader("no such run")) {
      assertThat(steps.last()).isEmpty();
      assertThat(steps.events().rows()).isZero();
      assertThat(steps.samples()).isZero();
      steps.read("s1-c2.1", block -> assertThat(block.rows()).isZero());
    }
  }

  @Test
  void theSameBatchTwiceIsStoredOnce() throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(
        storesARepeatOnce(), "files have no keys: their writes never end halfway");
    try (MetricStore store = store()) {
      Batch batch =
          store.encode(
              List.of(
                  Emissions.started(A),
                  Emissions.block(A, 0, 100, () -> 1.5),
                  new EngineSample(Emissions.SWEEP, Emissions.NOON, 2, 1e5, 3, 0, 1, 5, 6),
                  Emissions.ended(A, "x")));
      store.write(batch);
      store.write(batch);
    }
    try (StoredSteps steps = reader(Emissions.SWEEP)) {
      assertThat(steps.stepsByTrial()).isEqualTo(Map.of("s1-c2.1", 100L));
      assertThat(steps.events()).isEqualTo(new KeptEvents(2, Set.of("s1-c2.1"), Set.of("s1-c2.1")));
      assertThat(steps.samples()).isEqualTo(1);
    }
  }

  @Test
  void aNumberThatIsNotFiniteIsAbsent() throws Exception {
    MetricBlock.Builder rows = MetricBlock.Builder.create(A, 3);
    rows.row(0, Emissions.NOON);
    rows.set(Metric.LOSS, 0.0);
    rows.set(Metric.WEIGHT_NORM_SQ, 1);
    rows.set(Metric.LAMBDA_MAX, 1);
    rows.row(1, Emissions.NOON + 1);
    rows.set(Metric.LOSS, Double.POSITIVE_INFINITY);
    rows.set(Metric.WEIGHT_NORM_SQ, 1);
    try (MetricStore store = store()) {
      store.write(store.encode(List.of(rows.build())));
    }
    try (StoredSteps steps = reader(Emissions.SWEEP)) {
      List<MetricBlock> blocks = new ArrayList<>();
      steps.read("s1-c2.1", blocks::add);
      MetricBlock read = blocks.getFirst();
      assertThat(read.value(Metric.LOSS, 0)).isZero();
      assertThat(read.value(Metric.LOSS, 1)).isNaN();
      assertThat(read.finite(0)).isTrue();
      assertThat(read.finite(1)).isFalse();
    }
  }

  @Test
  void observablesOfOneRunDoNotDisturbAnother() throws Exception {
    MetricBlock.Builder plain = MetricBlock.Builder.create(B, 1);
    plain.row(0, Emissions.NOON + 9);
    plain.set(Metric.LOSS, 0.25);
    try (MetricStore store = store()) {
      store.write(store.encode(List.of(plain.build())));
      store.write(store.encode(List.of(Emissions.block(A, 0, 2, () -> 3.5))));
    }
    try (StoredSteps steps = reader(Emissions.SWEEP)) {
      List<MetricBlock> blocks = new ArrayList<>();
      steps.read("s1-c4", blocks::add);
      steps.read("s1-c2.1", blocks::add);
      assertThat(blocks.getFirst().value(Emissions.HESSIAN_MAX, 0)).isNaN();
      assertThat(blocks.getFirst().value(Metric.LOSS, 0)).isEqualTo(0.25);
      assertThat(blocks.getLast().value(Emissions.HESSIAN_MAX, 1)).isEqualTo(3.5);
    }
  }

  /** Whatever the values, in any store, and nothing passes for them that is not they. */
  @Test
  void aChecksumOfWhatWasProducedIsThatOfWhatComesBack() throws Exception {
    List<MetricBlock> produced = new ArrayList<>();
    DoubleSupplier values = Emissions.anyFinite(11);
    produced.add(Emissions.block(A, 0, 1100, values));
    MetricBlock.Builder odd = MetricBlock.Builder.create(B, 4);
    odd.row(0, Emissions.NOON);
    odd.set(Metric.LOSS, 0.0);
    odd.set(Metric.WEIGHT_NORM_SQ, -0.0);
    odd.row(1, Emissions.NOON + 1);
    odd.set(Metric.LOSS, Double.NEGATIVE_INFINITY);
    odd.set(Metric.LAMBDA_MAX, 1);
    odd.row(2, Emissions.NOON + 2);
    odd.row(5, Emissions.NOON + 5);
    for (Metric metric : Metric.always()) {
      odd.set(metric, 0.1);
    }
    produced.add(odd.build());
    try (MetricStore store = store()) {
      store.write(store.encode(List.copyOf(produced)));
    }
    Ledger ledger = Ledger.create("any");
    produced.forEach(ledger::produced);
    Produced.steps(produced).forEach(ledger::recorded);
    ledger.stored(Batch.of("", List.copyOf(produced)).rows());
    try (StoredSteps steps = reader(Emissions.SWEEP)) {
      long[] read = {0};
      Verification whole =
          Verification.of(ledger.balance(), steps, Set.of(), rows -> read[0] += rows);
      assertThat(whole.lines()).last().asString().endsWith("with the values that it had");
      assertThat(whole.ok()).isTrue();
      assertThat(read[0]).isEqualTo(1104);
    }
    // The same row at the same time, an ulp away.
    MetricBlock.Builder forged = MetricBlock.Builder.create(A, 1, Metric.all());
    forged.row(700, produced.getFirst().timestamp(700));
    for (Metric metric : Metric.all()) {
      forged.set(metric, produced.getFirst().value(metric, 700));
    }
    forged.set(Metric.ETA_LAMBDA, Math.nextUp(produced.getFirst().value(Metric.ETA_LAMBDA, 700)));
    try (MetricStore store = store()) {
      store.write(store.encode(List.of(forged.build())));
    }
    try (StoredSteps steps = reader(Emissions.SWEEP)) {
      Verification verification = Verification.of(ledger.balance(), steps, Set.of(), rows -> {});
      assertThat(verification.ok()).isFalse();
      assertThat(verification.differences())
          .singleElement()
          .satisfies(difference -> assertThat(difference.trial()).isEqualTo("s1-c2.1"));
    }
  }

  @Test
  void anyTextInAReasonLeavesTheRowsAlone() throws Exception {
    List<String> hard =
        List.of("", "\\", "\\\\", "\"", "\\\"", "a\nb", "a\r\nb", "ζ λ_max 😀", ",= ", "\t", "'");
    try (MetricStore store = store()) {
      for (String reason : hard) {
        Series series = Emissions.series("t" + hard.indexOf(reason));
        store.write(store.encode(List.of(Emissions.ended(series, reason))));
      }
    }
    try (StoredSteps steps = reader(Emissions.SWEEP)) {
      assertThat(steps.events().rows()).isEqualTo(hard.size());
    }
  }
}
