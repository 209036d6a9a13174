package io.trebuchet.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.config.FilesMode;
import io.trebuchet.config.GridPoint;
import io.trebuchet.config.LearningRate;
import io.trebuchet.config.RecordSettings;
import io.trebuchet.config.SpoolSettings;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.control.ControlRule;
import io.trebuchet.control.StopReason;
import io.trebuchet.control.StopSettings;
import io.trebuchet.control.Verdict;
import io.trebuchet.data.DataFolders;
import io.trebuchet.data.DataSource;
import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialColumn;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.MemoryNeed;
import io.trebuchet.physics.Model;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.quadratic.QuadraticModel;
import io.trebuchet.physics.quadratic.Spectrum;
import io.trebuchet.streams.MemoryStore;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class SweepEngineTest {
  private static final StopSettings STOP = new StopSettings(1e-8, 1, 2000);
  private static final Model MODEL =
      QuadraticModel.pure(200, 2.0 / 200, Spectrum.drawn(1, 2, true));

  private static SweepConfig config(StopSettings stop, Model model, String... rates) {
    GridPoint point = new GridPoint(0, Map.of(), model, new OnePoint());
    List<TrialSpec> trials = new ArrayList<>();
    for (String c : rates) {
      trials.add(
          new TrialSpec("s1-c" + c, point, 1, new LearningRate.Normalised(new BigDecimal(c))));
    }
    RecordSettings record = new RecordSettings(RecordSettings.Mode.ALL, 10, List.of());
    return new SweepConfig(
        "test",
        stop,
        ControlRule.CERTIFIED,
        record,
        new SpoolSettings(1 << 20, 0, SpoolSettings.WhenFull.BLOCK),
        Duration.ofSeconds(30),
        FilesMode.PRIVATE,
        trials,
        "",
        List.of());
  }

  private record OnePoint() implements DataSource {
    @Override
    public void check(DataFolders folders) {}

    @Override
    public Sample load(DataFolders folders, SeededRandom random) {
      return Sample.of(Dataset.of(1, new double[] {1}, new double[] {0}));
    }
  }

  private static SweepEngine start(
      SweepConfig config,
      int parallelism,
      double pace,
      MemoryStore store,
      Ledger ledger,
      Consumer<Emission> live) {
    return SweepEngine.start(
        config,
        new SweepEngine.Options("run", parallelism, pace),
        new DataFolders(List.of()),
        store,
        ledger,
        live,
        InstantSource.system(),
        null);
  }

  private static SweepEngine.Ending await(SweepEngine engine) throws Exception {
    return engine.ending().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static List<TrialResult> run(SweepConfig config, int parallelism, MemoryStore store)
      throws Exception {
    Ledger ledger = Ledger.create("memory");
    try (SweepEngine engine = start(config, parallelism, 0, store, ledger, e -> {})) {
      SweepEngine.Ending ending = await(engine);
      assertThat(ending.storeFailure()).isNull();
      assertThat(ledger.balance().balances()).isTrue();
      return ending.sweep().results();
    }
  }

  @Test
  void aSweepCrossesItsThreePhases() throws Exception {
    MemoryStore store = MemoryStore.open();
    List<TrialResult> results = run(config(STOP, MODEL, "0.5", "1.5", "3.5", "12"), 2, store);
    assertThat(results)
        .extracting(TrialResult::phase)
        .containsExactly("lazy", "lazy", "catapult", "divergent");
    TrialResult catapult = results.get(2);
    assertThat(catapult.lossMax()).isGreaterThan(10 * catapult.lossInitial());
    assertThat(catapult.catapults()).isEqualTo(1);
    assertThat(catapult.weightNormSqFinal()).isLessThan(catapult.weightNormSqInitial());
    assertThat(catapult.etaLambdaFinal()).isLessThan(2);
    TrialResult doomed = results.get(3);
    assertThat(doomed.stopReason()).isEqualTo("doomed");
    assertThat(doomed.steps()).isZero();
    assertThat(doomed.c()).isGreaterThan(doomed.boundDoomedC());
  }

  @Test
  void aRateThatIsNoPositiveNumberFails() throws Exception {
    List<TrialResult> results = run(config(STOP, MODEL, "1e-330", "1"), 1, MemoryStore.open());
    assertThat(results)
        .extracting(TrialResult::outcome)
        .containsExactly(Outcome.FAILED, Outcome.CONVERGED);
    assertThat(results.getFirst().stopReason())
        .contains("the learning rate is 0.0")
        .contains("finite and above 0");
  }

  @Test
  void everyStepIsStoredOnceAndObeysTheUpdateOfTheNorm() throws Exception {
    MemoryStore store = MemoryStore.open();
    List<TrialResult> results = run(config(STOP, MODEL, "1.5", "2.2", "3.5"), 2, store);
    for (TrialResult result : results) {
      long expected = 0;
      long lastTimestamp = 0;
      double predicted = Double.NaN;
      for (MetricBlock block : store.blocks(result.trial())) {
        for (int row = 0; row < block.rows(); row++) {
          assertThat(block.step(row)).isEqualTo(expected++);
          assertThat(block.timestamp(row)).isGreaterThan(lastTimestamp);
          lastTimestamp = block.timestamp(row);
          double norm = block.value(Metric.WEIGHT_NORM_SQ, row);
          if (!Double.isNaN(predicted)) {
            assertThat(norm).isCloseTo(predicted, within(1e-9 * norm));
          }
          double zSq = 2 * block.value(Metric.LOSS, row);
          predicted =
              norm + result.learningRate() * zSq * (block.value(Metric.ETA_LAMBDA, row) - 4);
        }
      }
      assertThat(expected).isEqualTo(result.steps() + 1);
    }
    assertThat(store.written().stream().filter(TrialEvent.class::isInstance)).hasSize(6);
  }

  @Test
  void resultsDoNotDependOnParallelism() throws Exception {
    String[] rates = {"0.5", "1", "1.5", "2", "2.2", "2.5", "3", "3.5", "3.9", "4.5"};
    List<TrialResult> one = run(config(STOP, MODEL, rates), 1, MemoryStore.open());
    List<TrialResult> four = run(config(STOP, MODEL, rates), 4, MemoryStore.open());
    assertThat(rows(four)).isEqualTo(rows(one));
  }

  /** The rows of trials.csv but for the wall time, the last column. */
  private static List<List<String>> rows(List<TrialResult> results) {
    List<TrialColumn> columns = TrialColumn.all().subList(0, TrialColumn.all().size() - 1);
    return results.stream()
        .map(result -> columns.stream().map(column -> column.text().apply(result)).toList())
        .toList();
  }

  @Test
  void aFailingTrialIsRecordedAndLeavesTheOthersAlone() throws Exception {
    GridPoint sound = new GridPoint(1, Map.of("n", "200"), MODEL, new OnePoint());
    Model failing =
        (sample, random) -> {
          throw new IllegalStateException("no such luck");
        };
    GridPoint broken = new GridPoint(2, Map.of("n", "7"), failing, new OnePoint());
    LearningRate rate = new LearningRate.Normalised(new BigDecimal("1"));
    SweepConfig base = config(STOP, MODEL, "1");
    SweepConfig config =
        new SweepConfig(
            "test",
            STOP,
            ControlRule.CERTIFIED,
            base.record(),
            base.spool(),
            base.checkpointEvery(),
            base.files(),
            List.of(
                new TrialSpec("g2-s1-c1", broken, 1, rate),
                new TrialSpec("g1-s1-c1", sound, 1, rate)),
            "",
            List.of());
    List<TrialResult> results = run(config, 1, MemoryStore.open());
    assertThat(results)
        .extracting(TrialResult::outcome)
        .containsExactly(Outcome.FAILED, Outcome.CONVERGED);
    assertThat(results.get(0).stopReason()).contains("no such luck");
    assertThat(results.get(0).params()).isEqualTo("n=7");
  }

  @Test
  void aSlowStoreHoldsTheTrialsBack() throws Exception {
    StopSettings long_ = new StopSettings(0, 1, 200_000);
    MemoryStore store = MemoryStore.held();
    Ledger ledger = Ledger.create("memory");
    try (SweepEngine engine =
        start(config(long_, MODEL, "0.5", "1.5"), 2, 0, store, ledger, e -> {})) {
      // Nothing is acknowledged, so production must come to rest far below the 400,000 steps.
      long produced = -1;
      while (produced != ledger.balance().step().produced() || produced == 0) {
        produced = ledger.balance().step().produced();
        CompletableFuture.supplyAsync(
                () -> 0, CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS))
            .join();
      }
      assertThat(produced).isPositive().isLessThan(100_000);
      assertThat(ledger.balance().step().stored()).isZero();
      store.allow(1_000_000);
      assertThat(await(engine).storeFailure()).isNull();
      assertThat(ledger.balance().step().produced()).isEqualTo(400_002);
      assertThat(ledger.balance().step().stored()).isEqualTo(400_002);
    }
  }

  @Test
  void aStoreOfOneBatchASecondSetsThePaceOfTheTrials() throws Exception {
    StopSettings endless = new StopSettings(0, 1, Long.MAX_VALUE / 2);
    MemoryStore store = MemoryStore.held();
    Ledger ledger = Ledger.create("memory");
    ScheduledExecutorService seconds = Executors.newSingleThreadScheduledExecutor();
    List<Ledger.Count> counts = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch sixSeconds = new CountDownLatch(6);
    try (SweepEngine engine =
        start(config(endless, MODEL, "0.5", "1.5"), 2, 0, store, ledger, e -> {})) {
      ScheduledFuture<?> ticks =
          seconds.scheduleAtFixedRate(
              () -> {
                counts.add(ledger.balance().step());
                store.allow(1);
                sixSeconds.countDown();
              },
              1,
              1,
              TimeUnit.SECONDS);
      assertThat(sixSeconds.await(60, TimeUnit.SECONDS)).isTrue();
      ticks.cancel(false);
      engine.supervisor().tell(new SweepSupervisor.StopSweep());
      store.allow(1_000_000);
      assertThat(await(engine).storeFailure()).isNull();
    } finally {
      seconds.shutdownNow();
    }
    // What is ahead of the store is what queue, batcher and encoder may hold: it does not grow.
    assertThat(counts)
        .hasSizeGreaterThanOrEqualTo(6)
        .allSatisfy(count -> assertThat(count.produced() - count.stored()).isBetween(1L, 60_000L));
    assertThat(counts.getLast().stored()).isGreaterThan(0);
    assertThat(ledger.balance().balances()).isTrue();
  }

  @Test
  void aBrokenStoreEndsTheSweepAndIsReported() throws Exception {
    MemoryStore store = MemoryStore.open();
    store.breakDown();
    Ledger ledger = Ledger.create("memory");
    StopSettings long_ = new StopSettings(0, 1, 100_000_000);
    try (SweepEngine engine =
        start(config(long_, MODEL, "0.5", "1.5"), 1, 0, store, ledger, e -> {})) {
      SweepEngine.Ending ending = await(engine);
      assertThat(ending.storeFailure()).hasMessageContaining("the store is broken");
      assertThat(ledger.balance().balances()).isFalse();
    }
  }

  @Test
  void anInterruptEndsActiveTrialsAndStartsNoOther() throws Exception {
    StopSettings endless = new StopSettings(0, 1, Long.MAX_VALUE / 2);
    MemoryStore store = MemoryStore.open();
    Ledger ledger = Ledger.create("memory");
    CountDownLatch moving = new CountDownLatch(20);
    try (SweepEngine engine =
        start(
            config(endless, MODEL, "0.5", "1", "1.5"),
            2,
            1000,
            store,
            ledger,
            e -> moving.countDown())) {
      assertThat(moving.await(30, TimeUnit.SECONDS)).isTrue();
      engine.supervisor().tell(new SweepSupervisor.StopSweep());
      SweepEngine.Ending ending = await(engine);
      assertThat(ending.sweep().interrupted()).isTrue();
      assertThat(ending.sweep().results())
          .hasSize(2)
          .allSatisfy(
              result -> {
                assertThat(result.outcome()).isEqualTo(Outcome.STOPPED);
                assertThat(result.stopReason()).isEqualTo("interrupted");
              });
      assertThat(ledger.balance().balances()).isTrue();
    }
  }

  @Test
  void oneTrialCanBeStoppedPausedAndContinued() throws Exception {
    StopSettings endless = new StopSettings(0, 1, 400);
    MemoryStore store = MemoryStore.open();
    Ledger ledger = Ledger.create("memory");
    CountDownLatch moving = new CountDownLatch(4);
    try (SweepEngine engine =
        start(
            config(endless, MODEL, "0.5", "1", "1.5"),
            2,
            200,
            store,
            ledger,
            e -> moving.countDown())) {
      assertThat(moving.await(30, TimeUnit.SECONDS)).isTrue();
      Verdict.Halt user = new Verdict.Halt(Outcome.STOPPED, StopReason.USER, -1, "asked to");
      engine.supervisor().tell(new SweepSupervisor.PauseTrial("s1-c1"));
      engine.supervisor().tell(new SweepSupervisor.StopTrial("s1-c0.5", user));
      engine.supervisor().tell(new SweepSupervisor.StopTrial("s1-c1.5", user));
      assertThat(engine.ending().toCompletableFuture()).isNotDone();
      engine.supervisor().tell(new SweepSupervisor.ContinueTrial("s1-c1"));
      List<TrialResult> results = await(engine).sweep().results();
      assertThat(results)
          .extracting(TrialResult::stopReason)
          .containsExactly("user", "step-limit", "user");
      assertThat(results.get(0).steps()).isLessThan(400);
      assertThat(results.get(1).steps()).isEqualTo(400);
      assertThat(ledger.balance().balances()).isTrue();
    }
  }

  @Test
  void whoStopsAPendingTrialIsToldOfByTheSameWayAsOfAnyOther() throws Exception {
    MemoryStore store = MemoryStore.open();
    Ledger ledger = Ledger.create("memory");
    CountDownLatch moving = new CountDownLatch(1);
    List<Emission> seen = Collections.synchronizedList(new ArrayList<>());
    Consumer<Emission> live =
        emission -> {
          seen.add(emission);
          moving.countDown();
        };
    SweepConfig endless = config(new StopSettings(0, 1, 200), MODEL, "0.5", "1", "1.5");
    try (SweepEngine engine = start(endless, 1, 400, store, ledger, live)) {
      assertThat(moving.await(30, TimeUnit.SECONDS)).isTrue();
      engine.stop(List.of("s1-c1", "s1-c1.5"));
      assertThat(await(engine).sweep().results())
          .extracting(TrialResult::stopReason)
          .containsExactly("step-limit", "user", "user");
    }
    assertThat(ended(seen)).containsExactlyInAnyOrder("s1-c0.5", "s1-c1", "s1-c1.5");
    assertThat(ended(store.written())).containsExactlyInAnyOrder("s1-c0.5", "s1-c1", "s1-c1.5");
    assertThat(seen)
        .filteredOn(emission -> emission instanceof TrialEvent event && event.stop() != null)
        .extracting(emission -> Objects.requireNonNull(((TrialEvent) emission).stop()).evidence())
        .contains("a user asked for it");
    assertThat(ledger.balance().balances()).isTrue();
  }

  private record Greedy() implements Model {
    @Override
    public Problem on(Sample sample, SeededRandom random) {
      throw new OutOfMemoryError("Java heap space");
    }

    @Override
    public MemoryNeed memory(Sample sample) {
      return new MemoryNeed(3L << 30, 1L << 30, 1L << 30, 1L << 30);
    }
  }

  @Test
  void aTrialWithoutMemorySaysHowMuchItNeedsAndTheFlag() throws Exception {
    List<TrialResult> results = run(config(STOP, new Greedy(), "1"), 1, MemoryStore.open());
    assertThat(results.getFirst().outcome()).isEqualTo(Outcome.FAILED);
    assertThat(results.getFirst().stopReason())
        .contains("out of memory (Java heap space)")
        .contains("4.0 GiB of heap and 2.0 GiB outside of it")
        .contains("TREBUCHET_JAVA_OPTS=-Xmx")
        .contains("--parallelism");
  }

  private static List<String> ended(List<Emission> emissions) {
    return emissions.stream()
        .filter(TrialEvent.class::isInstance)
        .map(TrialEvent.class::cast)
        .filter(event -> event.state() == TrialEvent.State.ENDED)
        .map(event -> event.series().trial())
        .toList();
  }
}
