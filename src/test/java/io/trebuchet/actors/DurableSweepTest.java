package io.trebuchet.actors;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.config.Overrides;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.SweepIdentity;
import io.trebuchet.config.SweepReader;
import io.trebuchet.data.DataFolders;
import io.trebuchet.durable.Durability;
import io.trebuchet.durable.JournalFile;
import io.trebuchet.durable.SweepState;
import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.StepChecksum;
import io.trebuchet.metrics.TrialColumn;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialSteps;
import io.trebuchet.storage.LastStored;
import io.trebuchet.storage.RunDirectoryException;
import io.trebuchet.streams.Delivery;
import io.trebuchet.streams.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps that end and go on in other engines, on the same files. */
final class DurableSweepTest {
  private static final Duration EVERY = Duration.ofMillis(20);

  @TempDir private Path folder;
  private final MemoryStore store = MemoryStore.open();
  private final List<Delivery> deliveries = new ArrayList<>();
  private @Nullable JournalFile journal;
  private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() throws IOException {
    deliveries.forEach(Delivery::close);
    if (journal != null) {
      journal.close();
    }
  }

  /** The journal as the next process opens it. */
  private JournalFile journal() throws IOException {
    if (journal != null) {
      journal.close();
    }
    journal = JournalFile.open(folder.resolve("journal"), InstantSource.system());
    return journal;
  }

  private static SweepConfig config(String... assignments) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                "model.n=60",
                "learning-rates.c=[0.5, 1.5, 2.5]",
                "stop={ loss-change = 0, max-steps = 400 }",
                "record.test-every=0"));
    all.addAll(List.of(assignments));
    return SweepReader.create()
        .read(Path.of("configs/fig01.conf"), Overrides.of(all.toArray(String[]::new)));
  }

  private Durability durability(SweepConfig config, boolean resuming, Consumer<SweepState> seen)
      throws IOException {
    JournalFile open = journal();
    Map<String, LastStored> stored = new HashMap<>();
    for (Emission emission : store.written()) {
      if (emission instanceof MetricBlock block && block.rows() > 0) {
        int last = block.rows() - 1;
        stored.put(
            block.series().trial(),
            new LastStored(block.step(last), block.timestamp(last), block.rows()));
      }
    }
    return new Durability(
        open,
        folder.resolve("checkpoints"),
        EVERY,
        SweepIdentity.of(config.resolved()),
        resuming ? SweepState.read(open) : null,
        List.of(),
        stored,
        true,
        List.of(),
        seen,
        warnings::add);
  }

  private SweepEngine start(
      SweepConfig config, boolean resuming, double pace, Consumer<Emission> live)
      throws IOException {
    return start(config, pace, live, durability(config, resuming, state -> {}));
  }

  private SweepEngine start(
      SweepConfig config, double pace, Consumer<Emission> live, Durability durability) {
    return start(config, pace, live, durability, InstantSource.system());
  }

  private SweepEngine start(
      SweepConfig config,
      double pace,
      Consumer<Emission> live,
      Durability durability,
      InstantSource clock) {
    Delivery delivery = Delivery.start(store, Ledger.create("memory"));
    deliveries.add(delivery);
    return SweepEngine.start(
        config,
        new SweepEngine.Options("run", 2, pace),
        new DataFolders(List.of()),
        delivery,
        live,
        clock,
        durability);
  }

  /**
   * What trials said that they recorded, to the last process or an earlier one, is in the store.
   */
  private void assertRecordedIsStored() {
    Map<String, StepChecksum> stored = new TreeMap<>();
    for (Emission emission : store.written()) {
      if (emission instanceof MetricBlock block && block.rows() > 0) {
        stored
            .computeIfAbsent(block.series().trial(), t -> StepChecksum.create(block.series()))
            .add(block);
      }
    }
    Map<String, TrialSteps> steps = new TreeMap<>();
    stored.forEach((trial, checksum) -> steps.put(trial, checksum.steps()));
    assertThat(deliveries.getLast().ledger().balance().stepsByTrial()).isEqualTo(steps);
  }

  private static List<TrialResult> await(SweepEngine engine) throws Exception {
    return engine.ending().toCompletableFuture().get(60, TimeUnit.SECONDS).sweep().results();
  }

  /** What a sweep that nobody disturbs gives: its rows and its losses. */
  private static List<List<String>> undisturbed(SweepConfig config, MemoryStore into)
      throws Exception {
    try (SweepEngine engine =
        SweepEngine.start(
            config,
            new SweepEngine.Options("run", 2, 0),
            new DataFolders(List.of()),
            into,
            Ledger.create("memory"),
            e -> {},
            InstantSource.system(),
            null)) {
      return rows(await(engine));
    }
  }

  private static List<List<String>> rows(List<TrialResult> results) {
    List<TrialColumn> columns = TrialColumn.all().subList(0, TrialColumn.all().size() - 1);
    return results.stream()
        .map(result -> columns.stream().map(column -> column.text().apply(result)).toList())
        .toList();
  }

  /** Losses by trial and step; a step that came twice, or out of order, fails. */
  private static Map<String, List<Double>> losses(MemoryStore store) {
    Map<String, List<Double>> losses = new TreeMap<>();
    Map<String, Long> timestamps = new HashMap<>();
    for (Emission emission : store.written()) {
      if (emission instanceof MetricBlock block && block.rows() > 0) {
        List<Double> trial = losses.computeIfAbsent(block.series().trial(), t -> new ArrayList<>());
        for (int row = 0; row < block.rows(); row++) {
          assertThat(block.step(row)).isEqualTo(trial.size());
          trial.add(block.value(Metric.LOSS, row));
          Long before = timestamps.put(block.series().trial(), block.timestamp(row));
          assertThat(block.timestamp(row)).isGreaterThan(before == null ? 0 : before);
        }
      }
    }
    return losses;
  }

  private void assertLikeUndisturbed(SweepConfig config, List<TrialResult> results)
      throws Exception {
    MemoryStore other = MemoryStore.open();
    assertThat(rows(results)).isEqualTo(undisturbed(config, other));
    assertThat(losses(store)).isEqualTo(losses(other));
    assertRecordedIsStored();
  }

  private static void interruptAfter(SweepEngine engine, CountDownLatch blocks) throws Exception {
    assertThat(blocks.await(30, TimeUnit.SECONDS)).isTrue();
    engine.supervisor().tell(new SweepSupervisor.StopSweep());
    await(engine);
  }

  @Test
  void aSweepInPiecesGivesTheNumbersOfAWholeOne() throws Exception {
    SweepConfig config = config();
    for (int piece = 0; piece < 3; piece++) {
      CountDownLatch blocks = new CountDownLatch(10);
      try (SweepEngine engine = start(config, piece > 0, 300, e -> blocks.countDown())) {
        interruptAfter(engine, blocks);
      }
    }
    try (SweepEngine engine = start(config, true, 0, e -> {})) {
      assertLikeUndisturbed(config, await(engine));
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void adaptiveRecordingInPiecesKeepsTheSameSteps() throws Exception {
    SweepConfig config =
        config("record={ mode = adaptive, test-every = 0 }", "learning-rates.c=[0.5, 2.5]");
    for (int piece = 0; piece < 3; piece++) {
      CountDownLatch blocks = new CountDownLatch(12);
      try (SweepEngine engine = start(config, piece > 0, 400, e -> blocks.countDown())) {
        interruptAfter(engine, blocks);
      }
    }
    MemoryStore other = MemoryStore.open();
    try (SweepEngine engine = start(config, true, 0, e -> {})) {
      assertThat(rows(await(engine))).isEqualTo(undisturbed(config, other));
    }
    assertThat(recorded(store)).isEqualTo(recorded(other));
    assertThat(recorded(store).get("s1-c0.5")).hasSizeBetween(20, 300);
    assertRecordedIsStored();
  }

  /** What an error left undecided is decided by the process that tries again. */
  @Test
  void adaptiveRecordingOfATrialThatFailedKeepsTheSameSteps() throws Exception {
    SweepConfig config =
        config("record={ mode = adaptive, test-every = 0 }", "learning-rates.c=[0.5]");
    AtomicBoolean armed = new AtomicBoolean();
    CountDownLatch blocks = new CountDownLatch(12);
    Consumer<Emission> live =
        emission -> {
          blocks.countDown();
          armed.set(blocks.getCount() == 0);
        };
    InstantSource failing =
        () -> {
          boolean trainer = Thread.currentThread().getName().contains("trainer");
          if (trainer && armed.compareAndSet(true, false)) {
            throw new IllegalStateException("no time");
          }
          return Instant.now();
        };
    Durability durability = durability(config, false, state -> {});
    try (SweepEngine engine = start(config, 400, live, durability, failing)) {
      assertThat(await(engine).getFirst().stopReason()).isEqualTo("error: no time");
      assertRecordedIsStored();
    }
    MemoryStore other = MemoryStore.open();
    try (SweepEngine engine = start(config, true, 0, e -> {})) {
      assertThat(rows(await(engine))).isEqualTo(undisturbed(config, other));
    }
    assertThat(recorded(store)).isEqualTo(recorded(other));
    assertRecordedIsStored();
  }

  /** An error that comes between a chunk and its way to the store. */
  @Test
  void aTrialThatOwesRowsDoesNotSayWhatItRecorded() throws Exception {
    SweepConfig config = config("learning-rates.c=[0.5]");
    CountDownLatch blocks = new CountDownLatch(12);
    Consumer<Emission> live =
        emission -> {
          blocks.countDown();
          if (blocks.getCount() == 0 && emission instanceof MetricBlock) {
            throw new IllegalStateException("no eyes");
          }
        };
    try (SweepEngine engine = start(config, false, 400, live)) {
      assertThat(await(engine).getFirst().stopReason()).isEqualTo("error: no eyes");
    }
    int rows = losses(store).getOrDefault("s1-c0.5", List.of()).size();
    assertThat(deliveries.getLast().ledger().balance().stepsByTrial())
        .containsExactly(Map.entry("s1-c0.5", new TrialSteps(rows, null)));
    try (SweepEngine engine = start(config, true, 0, e -> {})) {
      assertLikeUndisturbed(config, await(engine));
    }
  }

  /** Step and loss of what was recorded, by trial. */
  private static Map<String, List<List<Double>>> recorded(MemoryStore store) {
    Map<String, List<List<Double>>> steps = new TreeMap<>();
    for (Emission emission : store.written()) {
      if (emission instanceof MetricBlock block) {
        for (int row = 0; row < block.rows(); row++) {
          steps
              .computeIfAbsent(block.series().trial(), t -> new ArrayList<>())
              .add(List.of((double) block.step(row), block.value(Metric.LOSS, row)));
        }
      }
    }
    return steps;
  }

  @Test
  void aDamagedCheckpointIsSaidAndTheOneBeforeGivesTheSameNumbers() throws Exception {
    SweepConfig config = config();
    CountDownLatch blocks = new CountDownLatch(40);
    try (SweepEngine engine = start(config, false, 300, e -> blocks.countDown())) {
      interruptAfter(engine, blocks);
    }
    Random random = new Random(5);
    for (Path newest : newestCheckpoints()) {
      byte[] bytes = Files.readAllBytes(newest);
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(newest, bytes);
    }
    try (SweepEngine engine = start(config, true, 0, e -> {})) {
      assertLikeUndisturbed(config, await(engine));
    }
    assertThat(warnings).isNotEmpty().allMatch(line -> line.contains("damaged"));
  }

  private List<Path> newestCheckpoints() throws IOException {
    List<Path> newest = new ArrayList<>();
    try (Stream<Path> trials = Files.list(folder.resolve("checkpoints"))) {
      for (Path trial : trials.toList()) {
        try (Stream<Path> files = Files.list(trial)) {
          newest.add(files.sorted().toList().getLast());
        }
      }
    }
    return newest;
  }

  /** Rows that were acknowledged to nobody: their steps are computed and sent again. */
  @Test
  void rowsThatACrashTookFromTheStoreAreSentAgain() throws Exception {
    SweepConfig config = config("learning-rates.c=[2.5]");
    CountDownLatch blocks = new CountDownLatch(12);
    try (SweepEngine engine = start(config, false, 300, e -> blocks.countDown())) {
      interruptAfter(engine, blocks);
    }
    store.forgetAfter(7);
    try (SweepEngine engine = start(config, true, 0, e -> {})) {
      assertLikeUndisturbed(config, await(engine));
    }
  }

  @Test
  void aStoppedTrialGoesOnFromWhereItWas() throws Exception {
    SweepConfig config = config();
    CountDownLatch moving = new CountDownLatch(20);
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    Consumer<Emission> live =
        emission -> {
          moving.countDown();
          if (emission instanceof io.trebuchet.metrics.TrialEvent event
              && event.reason().equals("user")) {
            stopped.complete(null);
          }
        };
    try (SweepEngine engine = start(config, false, 300, live)) {
      assertThat(moving.await(30, TimeUnit.SECONDS)).isTrue();
      engine.stop(List.of("s1-c0.5"));
      stopped.get(30, TimeUnit.SECONDS);
      engine.resume(List.of("s1-c0.5")).toCompletableFuture().get(30, TimeUnit.SECONDS);
      assertLikeUndisturbed(config, await(engine));
    }
  }

  @Test
  void aPausedSweepStaysPausedInTheNextProcess() throws Exception {
    SweepConfig config = config();
    CountDownLatch moving = new CountDownLatch(20);
    try (SweepEngine engine = start(config, false, 300, e -> moving.countDown())) {
      assertThat(moving.await(30, TimeUnit.SECONDS)).isTrue();
      engine.pause(List.of()).toCompletableFuture().get(30, TimeUnit.SECONDS);
      engine.supervisor().tell(new SweepSupervisor.StopSweep());
      await(engine);
    }
    int before = store.written().size();
    CompletableFuture<SweepState> seen = new CompletableFuture<>();
    try (SweepEngine engine = start(config, 0, e -> {}, durability(config, true, seen::complete))) {
      assertThat(seen.get(30, TimeUnit.SECONDS).sweepPaused()).isTrue();
      // The answer comes behind everything that the supervisor does at its start.
      engine.pause(List.of()).toCompletableFuture().get(30, TimeUnit.SECONDS);
      assertThat(store.written()).hasSize(before);
      engine.resume(List.of()).toCompletableFuture().get(30, TimeUnit.SECONDS);
      assertLikeUndisturbed(config, await(engine));
    }
  }

  @Test
  void checkpointsOfAnotherModelAreRefused() throws Exception {
    CountDownLatch blocks = new CountDownLatch(20);
    try (SweepEngine engine = start(config(), false, 300, e -> blocks.countDown())) {
      interruptAfter(engine, blocks);
    }
    try (SweepEngine engine = start(config("model.n=62"), true, 0, e -> {})) {
      SweepEngine.Ending ending = engine.ending().toCompletableFuture().get(60, TimeUnit.SECONDS);
      assertThat(ending.sweep().refusal()).contains("belongs to another model");
    }
  }

  @Test
  void tenThousandPendingTrialsAreReadyInSeconds() throws Exception {
    SweepConfig config =
        config(
            "sweep={ name = many, seeds = { from = 1, count = 2000 } }",
            "learning-rates.c=[0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8, 2]");
    // Half of them have ended, and the journal knows it.
    Path journal = folder.resolve("journal");
    TrialResult like = results(config("learning-rates.c=[0.5]")).getFirst();
    List<TrialResult> known =
        config.trials().stream().limit(10_000).map(spec -> renamed(like, spec.id())).toList();
    journalled(config, known);
    assertThat(journal).isNotEmptyDirectory();
    long began = System.nanoTime();
    CompletableFuture<Long> firstStep = new CompletableFuture<>();
    try (SweepEngine engine =
        start(
            config,
            50,
            e -> {
              if (e instanceof MetricBlock) {
                firstStep.complete(System.nanoTime() - began);
              }
            },
            durability(config, true, state -> {}))) {
      long nanos = firstStep.get(60, TimeUnit.SECONDS);
      assertThat(Duration.ofNanos(nanos)).isLessThan(Duration.ofSeconds(5));
      engine.supervisor().tell(new SweepSupervisor.StopSweep());
      assertThat(await(engine)).hasSizeGreaterThanOrEqualTo(10_000);
    }
  }

  private static List<TrialResult> results(SweepConfig config) throws Exception {
    try (SweepEngine engine =
        SweepEngine.start(
            config,
            new SweepEngine.Options("run", 1, 0),
            new DataFolders(List.of()),
            MemoryStore.open(),
            Ledger.create("memory"),
            e -> {},
            InstantSource.system(),
            null)) {
      return await(engine);
    }
  }

  private static TrialResult renamed(TrialResult r, String trial) {
    return TrialResult.of(trial, 1)
        .at("", r.c(), 0.1)
        .ended(Outcome.CONVERGED, "loss-change", 5)
        .loss(1, 2, 3, 4)
        .lambdaMax(1, 2)
        .etaLambda(3, 4, 5)
        .weightNormSq(6, 7, 8)
        .bounds(1, 2, 3, 4)
        .wallMillis(9)
        .build();
  }

  /** A journal that holds these results. */
  private void journalled(SweepConfig config, List<TrialResult> known) throws Exception {
    Durability plain = durability(config, true, state -> {});
    Durability knowing =
        new Durability(
            plain.journal(),
            plain.checkpoints(),
            plain.every(),
            plain.identity(),
            SweepState.create(),
            known,
            Map.of(),
            true,
            List.of(),
            state -> {},
            warnings::add);
    try (SweepEngine engine = start(config, 50, e -> {}, knowing)) {
      engine.supervisor().tell(new SweepSupervisor.StopSweep());
      await(engine);
    }
  }

  /** A journal with flipped bits or cut short: an error that says so, or what was there before. */
  @Test
  void aDamagedJournalIsAnErrorOrGivesTheSameNumbers() throws Exception {
    SweepConfig config = config();
    CountDownLatch blocks = new CountDownLatch(20);
    try (SweepEngine engine = start(config, false, 300, e -> blocks.countDown())) {
      engine.pause(List.of("s1-c2.5")).toCompletableFuture().get(30, TimeUnit.SECONDS);
      interruptAfter(engine, blocks);
    }
    Path file = folder.resolve("journal").resolve("events.log");
    byte[] sound = Files.readAllBytes(file);
    List<Emission> written = List.copyOf(store.written());
    Random random = new Random(11);
    int errors = 0;
    for (int i : IntStream.range(0, 12).toArray()) {
      byte[] damaged =
          i % 4 == 0 ? java.util.Arrays.copyOf(sound, random.nextInt(sound.length)) : sound.clone();
      for (int flip = 0; flip < (i % 4 == 0 ? 0 : 1 << i); flip++) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file, damaged);
      store.replace(written);
      try (SweepEngine engine = start(config, true, 0, e -> {})) {
        engine.resume(List.of());
        assertLikeUndisturbed(config, await(engine));
      } catch (RunDirectoryException e) {
        errors++;
        assertThat(e)
            .hasMessageContaining("cannot be read")
            .hasMessageContaining("move that folder away");
      }
    }
    assertThat(errors).isPositive();
  }

  @Test
  void aSweepGoesOnWhenItsJournalCannotBeWritten() throws Exception {
    SweepConfig config = config();
    CountDownLatch blocks = new CountDownLatch(10);
    try (SweepEngine engine = start(config, false, 300, e -> blocks.countDown())) {
      assertThat(blocks.await(30, TimeUnit.SECONDS)).isTrue();
      java.util.Objects.requireNonNull(journal).close();
      assertThatThrownBy(
              () -> engine.pause(List.of()).toCompletableFuture().get(30, TimeUnit.SECONDS))
          .hasMessageContaining("cannot be written");
      engine.supervisor().tell(new SweepSupervisor.ContinueSweep());
      assertLikeUndisturbed(config, await(engine));
    }
    assertThat(warnings)
        .singleElement(as(InstanceOfAssertFactories.STRING))
        .contains("the journal " + folder.resolve("journal"))
        .contains("cannot be written")
        .contains("a resume would compute ended trials again");
  }

  /** However short a sweep is, its journal has all of it when it has ended. */
  @Test
  void theJournalHoldsAllEndsWhenTheSweepHasEnded() throws Exception {
    SweepConfig config = config("stop={ loss-change = 0, max-steps = 2 }");
    List<TrialResult> results;
    try (SweepEngine engine = start(config, false, 0, e -> {})) {
      results = await(engine);
    }
    SweepState state = SweepState.read(journal());
    for (TrialResult result : results) {
      assertThat(state.result(result.trial())).contains(result);
    }
    assertThat(results).hasSize(3);
  }
}
