package io.trebuchet.streams;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.metrics.EngineSample;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialSteps;
import io.trebuchet.storage.StoreException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class MetricStreamTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final MetricStream.Limits LIMITS =
      new MetricStream.Limits(2, 2, 100, Duration.ofMillis(20));

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private static MetricBlock block(String trial, int firstStep, int rows) {
    Series series = new Series("run", "test", trial, 1, 1.5);
    MetricBlock.Builder builder = MetricBlock.Builder.create(series, rows);
    for (int i = 0; i < rows; i++) {
      builder.row(firstStep + i);
      builder.set(Metric.LOSS, firstStep + i);
    }
    builder.spreadTimestamps(0, 1000);
    return builder.build();
  }

  private static MetricStream start(MemoryStore store, Ledger ledger) {
    DeliverySettings usual = DeliverySettings.usual(false);
    DeliverySettings oneBatch =
        new DeliverySettings(
            1,
            usual.stall(),
            usual.patience(),
            usual.endPatience(),
            usual.hurry(),
            usual.backoff(),
            false);
    Delivery delivery =
        Delivery.start(store, null, null, ledger, oneBatch, Rhythm.create(), line -> {});
    return MetricStream.start(
        KIT.system(), delivery, Gauges.create("run", InstantSource.system()), LIMITS);
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static boolean isStoreFault(Throwable error) {
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    return cause instanceof StoreException;
  }

  @Test
  void everythingOfferedIsStoredInOrderBeforeTheStreamDrains() throws Exception {
    MemoryStore store = MemoryStore.open();
    Ledger ledger = Ledger.create("memory");
    MetricStream stream = start(store, ledger);
    for (int i = 0; i < 200; i++) {
      await(stream.offer(block("a", 7 * i, 7)));
    }
    stream.complete();
    await(stream.drained());
    assertThat(store.blocks("a")).hasSize(200).extracting(b -> b.step(0)).isSorted();
    assertThat(ledger.balance().step().produced()).isEqualTo(1400);
    assertThat(ledger.balance().step().stored()).isEqualTo(1400);
    assertThat(ledger.balance().balances()).isTrue();
    assertThat(ledger.balance().stepsByTrial()).containsEntry("a", new TrialSteps(1400, null));
  }

  @Test
  void aStoreThatTakesNothingGetsNoMoreThanTheStreamMayHold() throws Exception {
    MemoryStore store = MemoryStore.held();
    Ledger ledger = Ledger.create("memory");
    MetricStream stream = start(store, ledger);
    int granted = 0;
    CompletableFuture<Done> waiting = new CompletableFuture<>();
    // Rows that fill a batch each: what is granted is what the graph's parts can hold.
    for (int i = 0; i < 100; i++) {
      waiting = stream.offer(block("a", 100 * i, 100)).toCompletableFuture();
      try {
        waiting.get(500, TimeUnit.MILLISECONDS);
        granted++;
      } catch (java.util.concurrent.TimeoutException e) {
        break;
      }
    }
    assertThat(waiting).isNotDone();
    // Two in the queue, one each in the batcher, the encoder, the boundary and the store.
    assertThat(granted).isBetween(2, 8);
    store.allow(1);
    await(waiting);
    assertThat(ledger.balance().step().stored()).isLessThanOrEqualTo(100);
    store.allow(1000);
    stream.complete();
    await(stream.drained());
    assertThat(ledger.balance().step().stored()).isEqualTo(100L * (granted + 1));
    assertThat(store.blocks("a")).hasSize(granted + 1);
  }

  @Test
  void aBrokenStoreRefusesCreditAndFailsTheDrain() throws Exception {
    MemoryStore store = MemoryStore.open();
    store.breakDown();
    Ledger ledger = Ledger.create("memory");
    MetricStream stream = start(store, ledger);
    CompletionStage<Done> first = stream.offer(block("a", 0, 200));
    assertThatThrownBy(() -> await(stream.drained())).hasMessageContaining("the store is broken");
    // Taken before the store was asked, or refused with its fault: answered it must be.
    boolean answered = await(first.handle((done, error) -> error == null || isStoreFault(error)));
    assertThat(answered).isTrue();
    assertThatThrownBy(() -> await(stream.offer(block("a", 200, 1)))).isNotNull();
    assertThat(ledger.balance().step().stored()).isZero();
    assertThat(ledger.balance().balances()).isFalse();
  }

  /** Paused two at a time and continued together, as many trials as there are wait for credit. */
  @Test
  void allTrialsOfASweepMayWaitForCreditTogether() throws Exception {
    MemoryStore store = MemoryStore.held();
    Ledger ledger = Ledger.create("memory");
    Delivery delivery = Delivery.start(store, ledger);
    Gauges gauges = Gauges.create("run", InstantSource.system());
    MetricStream stream =
        MetricStream.start(KIT.system(), delivery, gauges, MetricStream.Limits.of(2, 200));
    List<CompletableFuture<Done>> offers = new ArrayList<>();
    for (int trial = 0; trial < 200; trial++) {
      offers.add(stream.offer(block("t" + trial, 0, 5000)).toCompletableFuture());
    }
    assertThat(offers).noneMatch(CompletableFuture::isCompletedExceptionally);
    store.allow(1000);
    for (CompletableFuture<Done> offer : offers) {
      await(offer);
    }
    stream.complete();
    await(stream.drained());
    assertThat(ledger.balance().step().stored()).isEqualTo(200L * 5000);
  }

  @Test
  void everyOfferIsAnsweredWhenTheStoreBreaks() throws Exception {
    MemoryStore store = MemoryStore.held();
    MetricStream stream = start(store, Ledger.create("memory"));
    List<CompletableFuture<Done>> offers = new ArrayList<>();
    // More than the stream can hold, and as many waiting as may.
    for (int i = 0; i < 20 && offers.stream().filter(o -> !o.isDone()).count() < 2; i++) {
      CompletableFuture<Done> offer = stream.offer(block("t" + i, 0, 100)).toCompletableFuture();
      offers.add(offer);
      Done unused = offer.copy().completeOnTimeout(null, 200, MILLISECONDS).get();
    }
    assertThat(offers).filteredOn(offer -> !offer.isDone()).hasSize(2);
    store.breakDown();
    store.allow(1);
    for (CompletableFuture<Done> offer : offers) {
      CompletableFuture<Throwable> answered =
          offer.handle((done, error) -> error == null ? new AssertionError("credit") : error);
      assertThat(answered.get(10, TimeUnit.SECONDS)).isNotNull();
    }
    assertThat(offers.getLast()).isCompletedExceptionally();
    assertThat(stream.drained().toCompletableFuture()).isCompletedExceptionally();
  }

  @Test
  void aHalfFullBatchDoesNotWaitForever() throws Exception {
    MemoryStore store = MemoryStore.held();
    store.allow(1);
    Ledger ledger = Ledger.create("memory");
    MetricStream stream = start(store, ledger);
    await(stream.offer(block("a", 0, 1)));
    KIT.createTestProbe()
        .awaitAssert(
            () -> {
              assertThat(ledger.balance().step().stored()).isEqualTo(1);
              return Done.getInstance();
            });
    stream.complete();
    await(stream.drained());
  }

  /** With a clock of its own the samples are those of one second each. */
  @Test
  void samplesItselfOnceASecond() throws Exception {
    MemoryStore store = MemoryStore.open();
    Ledger ledger = Ledger.create("memory");
    MetricStream stream = start(store, ledger);
    Series series = new Series("run", "test", "a", 1, 1.5);
    await(stream.offer(new TrialEvent(series, 1, TrialEvent.State.STARTED, "", 0, null)));
    await(stream.offer(block("a", 0, 50)));
    KIT.createTestProbe()
        .awaitAssert(
            Duration.ofSeconds(10),
            () -> {
              assertThat(store.written().stream().filter(e -> e instanceof EngineSample).count())
                  .isGreaterThanOrEqualTo(2);
              return Done.getInstance();
            });
    stream.complete();
    await(stream.drained());
    List<EngineSample> samples =
        store.written().stream()
            .filter(e -> e instanceof EngineSample)
            .map(e -> (EngineSample) e)
            .toList();
    EngineSample first = samples.getFirst();
    assertThat(first.sweep()).isEqualTo("run");
    assertThat(first.activeTrials()).isEqualTo(1);
    assertThat(first.credits()).isEqualTo(1);
    assertThat(first.queueDepth()).isZero();
    assertThat(first.spoolBytes()).isZero();
    assertThat(first.pointsPerSecond()).isBetween(20.0, 60.0);
    assertThat(samples).extracting(EngineSample::timestamp).isSorted().doesNotHaveDuplicates();
    assertThat(ledger.balance().engine().stored()).isEqualTo(samples.size());
    assertThat(ledger.balance().balances()).isTrue();
  }
}
