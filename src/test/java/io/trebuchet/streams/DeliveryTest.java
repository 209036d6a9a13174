package io.trebuchet.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.RowCounts;
import io.trebuchet.storage.Backoff;
import io.trebuchet.storage.Batch;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.storage.Quarantine;
import io.trebuchet.storage.Spool;
import io.trebuchet.storage.StoreException;
import io.trebuchet.storage.StoreException.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With virtual time: nothing here waits. */
final class DeliveryTest {
  private static final int TEXT = 1000;
  private static final long MEMORY = 3 * TEXT;
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir Path folder;
  private final ManualRhythm rhythm = new ManualRhythm();
  private final Scripted store = new Scripted();
  private final Ledger ledger = Ledger.create("scripted");
  private final List<String> notices = new ArrayList<>();
  private @Nullable Delivery delivery;

  /** Fails as told, and remembers every text that came, whether it took it or not. */
  private static final class Scripted implements MetricStore {
    private final List<String> came = new ArrayList<>();
    private final List<String> took = new ArrayList<>();
    private @Nullable Fault fault;
    private boolean loseAnswers;

    @Override
    public String kind() {
      return "scripted";
    }

    @Override
    public Batch encode(List<Emission> emissions) {
      return Batch.of("", emissions);
    }

    @Override
    public void write(Batch batch) throws StoreException {
      came.add(batch.text());
      if (fault == null || loseAnswers) {
        took.add(batch.text());
      }
      if (fault != null) {
        throw new StoreException(fault, "scripted " + fault, null);
      }
    }

    @Override
    public void close() {}
  }

  private static Batch batch(int number) {
    String name = number + ":";
    return new Batch(name + "x".repeat(TEXT - name.length()), new RowCounts(10, 1, 0));
  }

  private static DeliverySettings settings(boolean drop) {
    return new DeliverySettings(
        MEMORY,
        SECOND,
        Duration.ofSeconds(60),
        Duration.ofSeconds(10),
        Duration.ofSeconds(3),
        new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5)),
        drop);
  }

  private Delivery start(long spoolBytes, boolean drop) throws IOException {
    Quarantine quarantine = Quarantine.in(folder.resolve("quarantine"));
    Spool spool = spoolBytes == 0 ? null : Spool.open(folder.resolve("spool"), spoolBytes);
    delivery =
        Delivery.start(store, spool, quarantine, ledger, settings(drop), rhythm, notices::add);
    return delivery;
  }

  @AfterEach
  void close() {
    if (delivery != null) {
      delivery.close();
    }
  }

  private int offerWhileTaken(Delivery to, int from, int count) {
    for (int i = from; i < from + count; i++) {
      Batch batch = batch(i);
      for (int n = 0; n < 10; n++) {
        ledger.produced(EmissionOf.rows(n == 0));
      }
      CompletionStage<Done> taken = to.offer(batch);
      rhythm.work();
      if (!taken.toCompletableFuture().isDone()) {
        return i - from;
      }
    }
    return count;
  }

  /** Ten steps and one event for each batch. */
  private static final class EmissionOf {
    static Emission rows(boolean withEvent) {
      var series = new io.trebuchet.metrics.Series("run", "test", "a", 1, 1);
      if (withEvent) {
        return new io.trebuchet.metrics.TrialEvent(
            series, 1, io.trebuchet.metrics.TrialEvent.State.STARTED, "", 0, null);
      }
      var builder = io.trebuchet.metrics.MetricBlock.Builder.create(series, 2);
      builder.row(0, 1);
      return builder.build();
    }
  }

  @Test
  void anOutageGoesToTheSpoolAndComesBackInOrder() throws Exception {
    Delivery to = start(1 << 20, false);
    assertThat(offerWhileTaken(to, 0, 5)).isEqualTo(5);
    store.fault = Fault.UNREACHABLE;
    assertThat(offerWhileTaken(to, 5, 100)).isEqualTo(100);
    rhythm.pass(Duration.ofSeconds(3));
    assertThat(store.took).hasSize(5);
    assertThat(to.spoolBytes()).isGreaterThan(90 * TEXT);
    assertThat(ledger.balance().step().spooled()).isPositive();
    store.fault = null;
    rhythm.pass(Duration.ofSeconds(10));
    assertThat(store.took).hasSize(105);
    assertThat(new ArrayList<>(new LinkedHashSet<>(store.took)))
        .isEqualTo(
            java.util.stream.IntStream.range(0, 105).mapToObj(i -> batch(i).text()).toList());
    assertThat(to.spoolBytes()).isZero();
    to.complete();
    assertThat(to.drained().toCompletableFuture()).isCompleted();
    assertThat(ledger.balance().step().stored()).isEqualTo(1050);
    assertThat(ledger.balance().spooled()).isZero();
    assertThat(notices).hasSize(2);
    assertThat(notices.getFirst()).contains("scripted UNREACHABLE").contains("training goes on");
  }

  @Test
  void aSlowStoreIsNoOutage() throws Exception {
    Delivery to = start(1 << 20, false);
    // Nothing is written yet: the store is busy with the first batch.
    int taken = 0;
    for (int i = 0; i < 10; i++) {
      CompletionStage<Done> credit = to.offer(batch(i));
      if (!credit.toCompletableFuture().isDone()) {
        break;
      }
      taken++;
    }
    assertThat(taken).isEqualTo(2);
    assertThat(to.spoolBytes()).isZero();
    rhythm.work();
    assertThat(store.took).hasSize(3);
  }

  @Test
  void aStoreThatHangsIsOne() throws Exception {
    Delivery to = start(1 << 20, false);
    to.offer(batch(0));
    to.offer(batch(1));
    CompletionStage<Done> credit = to.offer(batch(2));
    assertThat(credit.toCompletableFuture()).isNotDone();
    rhythm.passHanging(SECOND.plusMillis(1));
    assertThat(credit.toCompletableFuture()).isCompleted();
    for (int i = 3; i < 10; i++) {
      assertThat(to.offer(batch(i)).toCompletableFuture()).isCompleted();
    }
    // The batch under way went first, so that a kill leaves no gap.
    assertThat(to.spoolBytes()).isGreaterThan(7 * TEXT);
    assertThat(store.came).isEmpty();
    rhythm.work();
    assertThat(store.took)
        .isEqualTo(java.util.stream.IntStream.range(0, 10).mapToObj(i -> batch(i).text()).toList());
    assertThat(to.spoolBytes()).isZero();
    assertThat(ledger.balance().step().stored()).isEqualTo(100);
  }

  @Test
  void aFullSpoolHoldsTrainingBackAndLosesNothing() throws Exception {
    Delivery to = start(20_000, false);
    store.fault = Fault.UNREACHABLE;
    int taken = offerWhileTaken(to, 0, 100);
    assertThat(taken).isBetween(15, 25);
    assertThat(notices).anyMatch(line -> line.contains("nothing is dropped"));
    store.fault = null;
    rhythm.pass(Duration.ofSeconds(10));
    assertThat(offerWhileTaken(to, taken + 1, 10)).isEqualTo(10);
    to.complete();
    rhythm.pass(SECOND);
    assertThat(to.drained().toCompletableFuture()).isCompleted();
    assertThat(new ArrayList<>(new LinkedHashSet<>(store.took))).hasSize(taken + 11);
    assertThat(ledger.balance().dropped()).isZero();
  }

  @Test
  void dropsOnlyWhereToldToAndCounts() throws Exception {
    Delivery to = start(20_000, true);
    store.fault = Fault.UNREACHABLE;
    assertThat(offerWhileTaken(to, 0, 100)).isEqualTo(100);
    store.fault = null;
    rhythm.pass(Duration.ofSeconds(10));
    to.complete();
    rhythm.pass(SECOND);
    assertThat(to.drained().toCompletableFuture()).isCompleted();
    Ledger.Count steps = ledger.balance().step();
    assertThat(steps.dropped()).isBetween(700L, 900L);
    assertThat(steps.stored()).isEqualTo(1000 - steps.dropped());
    assertThat(notices).anyMatch(line -> line.contains("spool.when-full = drop"));
  }

  @Test
  void whatIsLeftAtTheEndStaysInTheSpoolForTheNextProcess() throws Exception {
    Delivery to = start(1 << 20, false);
    store.fault = Fault.UNREACHABLE;
    offerWhileTaken(to, 0, 20);
    to.complete();
    rhythm.pass(Duration.ofSeconds(9));
    assertThat(to.drained().toCompletableFuture()).isNotDone();
    rhythm.pass(Duration.ofSeconds(12));
    assertThat(to.drained().toCompletableFuture()).isCompleted();
    assertThat(ledger.balance().step().spooled()).isEqualTo(200);
    to.close();

    store.fault = null;
    Ledger later = Ledger.of(ledger.balance());
    ManualRhythm next = new ManualRhythm();
    try (Delivery push =
        Delivery.start(
            store,
            Spool.open(folder.resolve("spool"), 1 << 20),
            null,
            later,
            settings(false),
            next,
            notices::add)) {
      push.complete();
      next.work();
      assertThat(push.drained().toCompletableFuture()).isCompleted();
    }
    assertThat(new ArrayList<>(new LinkedHashSet<>(store.took))).hasSize(20);
    assertThat(later.balance().step().stored()).isEqualTo(200);
    assertThat(later.balance().spooled()).isZero();
    assertThat(folder.resolve("spool")).doesNotExist();
  }

  @Test
  void aStoreThatWillNotHaveUsIsAskedOnceAndTheSpoolTakesOver() throws Exception {
    Delivery to = start(1 << 20, false);
    store.fault = Fault.REFUSED;
    assertThat(offerWhileTaken(to, 0, 20)).isEqualTo(20);
    assertThat(store.came).hasSize(1);
    assertThat(to.drained().toCompletableFuture()).isNotDone();
    assertThat(notices).hasSize(1);
    assertThat(notices.getFirst()).contains("scripted REFUSED").contains("verify");
    to.complete();
    assertThat(to.drained().toCompletableFuture()).isCompleted();
    // It stays, so that somebody can see it and mend what it was refused for.
    assertThat(ledger.balance().step().spooled()).isEqualTo(200);
    assertThat(ledger.balance().trial().spooled()).isEqualTo(20);
  }

  @Test
  void aRefusalWithoutASpoolFailsAndIsNeverSkipped() throws Exception {
    Delivery to = start(0, false);
    store.fault = Fault.REFUSED;
    to.offer(batch(0));
    to.offer(batch(1));
    CompletionStage<Done> waits = to.offer(batch(2));
    rhythm.work();
    assertThat(store.came).hasSize(1);
    assertThat(waits.toCompletableFuture()).isCompletedExceptionally();
    assertThat(to.drained().toCompletableFuture()).isCompletedExceptionally();
    assertThatThrownBy(() -> to.offer(batch(3)).toCompletableFuture().join())
        .hasMessageContaining("scripted REFUSED");
  }

  @Test
  void afterARefusalAFullSpoolEndsTheRun() throws Exception {
    Delivery to = start(20_000, false);
    store.fault = Fault.REFUSED;
    int taken = 0;
    while (taken < 100 && !to.drained().toCompletableFuture().isDone()) {
      taken += offerWhileTaken(to, taken, 1);
    }
    assertThat(taken).isBetween(15, 25);
    assertThat(to.drained().toCompletableFuture()).isCompletedExceptionally();
  }

  @Test
  void withoutASpoolAnOutageEndsTheRunOnlyAfterAWhile() throws Exception {
    Delivery to = start(0, false);
    store.fault = Fault.UNREACHABLE;
    assertThat(offerWhileTaken(to, 0, 10)).isEqualTo(3);
    rhythm.pass(Duration.ofSeconds(50));
    assertThat(to.drained().toCompletableFuture()).isNotDone();
    rhythm.pass(Duration.ofSeconds(20));
    assertThat(to.drained().toCompletableFuture()).isCompletedExceptionally();
    // 0.1, 0.2, … 3.2 s, then 5 s at the longest, each shortened by half at most.
    assertThat(store.came.size()).isBetween(15, 35);
    assertThat(store.came).containsOnly(batch(0).text());
  }

  @Test
  void aHurryGivesUpOnAFullSpool() throws Exception {
    Delivery to = start(20_000, false);
    store.fault = Fault.DISK_FULL;
    offerWhileTaken(to, 0, 100);
    rhythm.pass(Duration.ofSeconds(100));
    assertThat(to.drained().toCompletableFuture()).isNotDone();
    to.hurry();
    rhythm.pass(Duration.ofSeconds(4));
    assertThat(to.drained().toCompletableFuture()).isCompletedExceptionally();
  }

  @Test
  void aHurryLeavesToTheSpoolWhatIsNotStoredSoon() throws Exception {
    Delivery to = start(1 << 20, false);
    store.fault = Fault.UNREACHABLE;
    offerWhileTaken(to, 0, 20);
    rhythm.pass(SECOND);
    to.hurry();
    rhythm.pass(Duration.ofSeconds(2));
    // The trials' last rows come while it is in a hurry, and after.
    assertThat(offerWhileTaken(to, 20, 5)).isEqualTo(5);
    rhythm.pass(Duration.ofSeconds(2));
    assertThat(offerWhileTaken(to, 25, 5)).isEqualTo(5);
    int came = store.came.size();
    assertThat(to.drained().toCompletableFuture()).isNotDone();
    to.complete();
    assertThat(to.drained().toCompletableFuture()).isCompleted();
    assertThat(store.came).hasSize(came);
    assertThat(ledger.balance().step().spooled()).isEqualTo(300);
  }

  @Test
  void aHurryDoesNotWaitForARequestThatHangs() throws Exception {
    Delivery to = start(1 << 20, false);
    to.offer(batch(0));
    to.offer(batch(1));
    to.complete();
    to.hurry();
    rhythm.passHanging(Duration.ofSeconds(3));
    assertThat(to.drained().toCompletableFuture()).isCompleted();
    assertThat(ledger.balance().step().spooled()).isEqualTo(20);
  }

  @Test
  void anOutageIsToldSoonAndAgainEachMinuteUntilItEnds() throws Exception {
    Delivery to = start(1 << 20, false);
    to.offer(batch(0));
    rhythm.passHanging(Duration.ofSeconds(9));
    assertThat(notices).hasSize(1);
    assertThat(notices.getFirst()).contains("8 s").contains("training goes on");
    store.fault = Fault.UNREACHABLE;
    offerWhileTaken(to, 1, 20);
    rhythm.pass(Duration.ofSeconds(150));
    assertThat(notices).hasSize(3);
    assertThat(notices.getLast()).contains("2 min").contains("rows wait in the spool");
    store.fault = null;
    rhythm.pass(Duration.ofSeconds(200));
    assertThat(notices).hasSize(4);
    assertThat(notices.getLast()).isEqualTo("the store takes metrics again");
  }

  /**
   * Any pattern of faults: everything arrives, first arrivals in order, and the account says so.
   */
  @Property(tries = 100)
  void everythingArrivesInOrder(@ForAll @IntRange(min = 0, max = 1_000_000) int seed)
      throws Exception {
    Random random = new Random(seed);
    Path directory = Files.createTempDirectory("delivery");
    ManualRhythm time = new ManualRhythm();
    Scripted flaky = new Scripted();
    Ledger account = Ledger.create("flaky");
    try (Delivery to =
        Delivery.start(
            flaky,
            Spool.open(directory.resolve("spool"), 30_000),
            null,
            account,
            settings(false),
            time,
            line -> {})) {
      CompletionStage<Done> credit = null;
      int offered = 0;
      while (offered < 80) {
        flaky.fault =
            random.nextInt(3) == 0
                ? null
                : random.nextBoolean() ? Fault.UNREACHABLE : Fault.DISK_FULL;
        flaky.loseAnswers = random.nextBoolean();
        if (credit == null || credit.toCompletableFuture().isDone()) {
          credit = to.offer(batch(offered++));
        }
        if (random.nextInt(4) == 0) {
          time.pass(Duration.ofMillis(random.nextInt(4000)));
        }
      }
      flaky.fault = null;
      time.pass(Duration.ofSeconds(30));
      to.complete();
      time.pass(SECOND);
      assertThat(to.drained().toCompletableFuture()).isCompleted();
      assertThat(account.balance().step().stored()).isEqualTo(800);
      assertThat(account.balance().spooled()).isZero();
      assertThat(new ArrayList<>(new LinkedHashSet<>(flaky.took)))
          .isEqualTo(
              java.util.stream.IntStream.range(0, 80).mapToObj(i -> batch(i).text()).toList());
      // Repeats are of the batch under way alone, never of an older one.
      for (int i = 1; i < flaky.came.size(); i++) {
        assertThat(number(flaky.came.get(i)) - number(flaky.came.get(i - 1))).isBetween(0, 1);
      }
    } finally {
      try (var files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static int number(String text) {
    return Integer.parseInt(text.substring(0, text.indexOf(':')));
  }
}
