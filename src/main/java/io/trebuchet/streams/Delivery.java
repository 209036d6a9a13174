package io.trebuchet.streams;

import io.trebuchet.metrics.Ledger;
import io.trebuchet.storage.Batch;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.storage.Quarantine;
import io.trebuchet.storage.RefusedRow;
import io.trebuchet.storage.Spool;
import io.trebuchet.storage.StoreException;
import io.trebuchet.storage.UnforcedBatches;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/**
 * Brings batches to a store in order, one request at a time, and again until it takes them. What
 * waits is held in memory, and while the store does not answer in a spool on the disk, so that
 * training goes on; both are bounded. Thread-safe.
 */
public final class Delivery implements AutoCloseable {
  /** A request without an answer for so long is told of. */
  private static final Duration SILENCE = Duration.ofSeconds(8);

  private final MetricStore store;
  private final @Nullable Quarantine quarantine;
  private final StoreHealth health;
  private final Sender sender;
  private final Intake intake;
  private final Backlog backlog;
  private final Ledger ledger;
  private final DeliverySettings settings;
  private final Rhythm rhythm;
  private final DeliveryNotices notices;
  private final Forcing forcing;
  private final CompletableFuture<Done> drained = new CompletableFuture<>();
  private @Nullable Throwable failure;
  private boolean diverted;
  private boolean pausing;
  private boolean completing;
  private boolean closed;

  private Delivery(
      MetricStore store,
      @Nullable Spool spool,
      @Nullable Quarantine quarantine,
      Ledger ledger,
      DeliverySettings settings,
      Rhythm rhythm,
      Consumer<String> notices) {
    this.store = store;
    this.quarantine = quarantine;
    this.backlog = Backlog.create(spool, settings.memoryBytes(), ledger);
    this.ledger = ledger;
    this.settings = settings;
    this.rhythm = rhythm;
    this.notices =
        DeliveryNotices.of(notices, rhythm, ledger, spool != null, settings.dropWhenFull());
    this.health = StoreHealth.create(rhythm);
    this.sender = Sender.create(store, rhythm);
    this.intake = Intake.create(backlog, ledger, this.notices, settings.dropWhenFull());
    this.forcing = Forcing.start(store, spool != null, this::forceSpool, ledger, rhythm, notices);
    if (spool != null && store.needsForcing()) {
      spool.holdUntilForced();
    }
  }

  private Forcing.IoAction forceSpool() throws IOException {
    Optional<UnforcedBatches> unforced;
    synchronized (this) {
      unforced = closed ? Optional.empty() : backlog.unforced();
    }
    if (unforced.isEmpty()) {
      return () -> {};
    }
    UnforcedBatches those = unforced.get();
    those.force();
    return () -> release(those);
  }

  private synchronized void release(UnforcedBatches unforced) throws IOException {
    if (!closed) {
      backlog.forced(unforced);
    }
  }

  /** How many settled rows would outlive a power cut now; what stands for others has to wait. */
  public long safeRows() {
    return forcing.safeRows();
  }

  /** Whether all rows would that were settled when {@link #drained} completed. */
  public boolean safe() {
    return forcing.ok();
  }

  /**
   * Starts to deliver; what an earlier process left in the spool comes first.
   *
   * @param spool where batches go while the store does not answer; null for a run without, which
   *     fails once the store has not answered for {@link DeliverySettings#patience}
   * @param quarantine where rows go that the store refuses one by one; null for a store that cannot
   * @param notices lines for people
   */
  public static Delivery start(
      MetricStore store,
      @Nullable Spool spool,
      @Nullable Quarantine quarantine,
      Ledger ledger,
      DeliverySettings settings,
      Rhythm rhythm,
      Consumer<String> notices) {
    Delivery delivery = new Delivery(store, spool, quarantine, ledger, settings, rhythm, notices);
    delivery.pump();
    return delivery;
  }

  /** Delivery without a spool, with the usual settings and threads of its own. */
  public static Delivery start(MetricStore store, Ledger ledger) {
    return start(
        store, null, null, ledger, DeliverySettings.usual(false), Rhythm.create(), line -> {});
  }

  /** The store that batches must be encoded for. */
  public MetricStore store() {
    return store;
  }

  /** The account that this keeps. */
  public Ledger ledger() {
    return ledger;
  }

  /** Whether it has a spool. */
  public boolean hasSpool() {
    return backlog.hasSpool();
  }

  /** Bytes of the spool on the disk. */
  public synchronized long spoolBytes() {
    return backlog.spoolBytes();
  }

  /**
   * Hands over a batch, one at a time; completes once it is in memory, in the spool or dropped as
   * the settings say.
   */
  public synchronized CompletionStage<Done> offer(Batch batch) {
    if (failure != null) {
      return CompletableFuture.failedFuture(failure);
    }
    CompletionStage<Done> taken = intake.offer(batch);
    takeWaiting();
    pump();
    return taken;
  }

  /** Ends after everything offered; {@link #drained} tells when. */
  public synchronized void complete() {
    completing = true;
    endIfDone();
    endOnceStuckFor(settings.endPatience());
  }

  /**
   * Somebody wants the end: what the store has not taken soon stays in the spool, even if the store
   * does answer; without a spool only a store that does not answer is given up.
   */
  public synchronized void hurry() {
    if (backlog.hasSpool()) {
      rhythm.after(settings.hurry(), this::divert);
    } else {
      endOnceStuckFor(settings.hurry());
    }
  }

  private synchronized void divert() {
    if (!drained.isDone() && failure == null) {
      diverted = true;
      notices.ended();
      takeWaiting();
      endIfDone();
    }
  }

  private void endOnceStuckFor(Duration patience) {
    if (!drained.isDone()) {
      long asked = rhythm.nanoTime();
      rhythm.after(patience, () -> endIfStuck(asked, patience));
    }
  }

  /**
   * Completes once all is stored, or lies in the spool because the store does not answer or take
   * it, and has been forced to the disk; the ledger tells which. Fails if rows had to be left out.
   */
  public CompletionStage<Done> drained() {
    return drained.thenCompose(done -> forcing.finish());
  }

  /** Stops; what lies in the spool stays there. */
  @Override
  public void close() {
    // First, and not as the one whose turn it waits for.
    forcing.close();
    end();
  }

  private synchronized void end() {
    if (closed) {
      return;
    }
    closed = true;
    rhythm.close();
    if (failure == null) {
      failure = new IllegalStateException("the delivery is closed");
    }
    try {
      backlog.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void takeWaiting() {
    try {
      if (!intake.take(health.isOutage() || diverted, diverted)) {
        fail(unreachable());
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  private synchronized void pump() {
    if (sender.isSending() || pausing || failure != null) {
      return;
    }
    Batch first;
    try {
      first = backlog.peek();
    } catch (IOException e) {
      fail(e);
      return;
    }
    if (first == null || diverted) {
      endIfDone();
      return;
    }
    long request = sender.begin();
    rhythm.after(settings.stall(), () -> stall(request));
    rhythm.after(SILENCE, () -> silence(request));
    sender.send(first, this::onStored, this::onFault, this::onBroken);
  }

  private synchronized void onStored(PartedBatch batch) {
    sender.stored(batch);
    health.answered();
    if (failure != null || drained.isDone()) {
      return;
    }
    notices.stored();
    health.recovered();
    try {
      setAside(batch.refused());
      backlog.removeStored(batch.refusedRows());
      sender.taken();
    } catch (IOException e) {
      fail(e);
      return;
    }
    takeWaiting();
    pump();
  }

  private void setAside(List<RefusedRow> rows) throws IOException {
    if (rows.isEmpty()) {
      return;
    }
    if (quarantine == null) {
      throw new StoreException(rows.getFirst().why(), null);
    }
    quarantine.add(rows);
    notices.refused(rows, quarantine);
  }

  private synchronized void onFault(StoreException fault) {
    sender.answered();
    if (failure != null || drained.isDone()) {
      return;
    }
    switch (fault.fault()) {
      case REFUSED, ROWS_REFUSED, TOO_LARGE, CONTRADICTED, FOREIGN, TAKEN -> stopStoring(fault);
      case UNREACHABLE, DISK_FULL -> pauseAfter(fault);
    }
  }

  /** Whatever comes from now on waits in the spool for somebody who mends it. */
  private void stopStoring(StoreException fault) {
    if (!backlog.hasSpool()) {
      fail(fault);
      return;
    }
    diverted = true;
    health.refused(fault);
    notices.stoppedStoring(String.valueOf(fault.getMessage()));
    takeWaiting();
    endIfDone();
  }

  private void pauseAfter(StoreException fault) {
    int attempts = health.failed(fault);
    if (!backlog.hasSpool() && attempts > 1 && health.awayFor(settings.patience())) {
      fail(fault);
      return;
    }
    if (attempts > 1) {
      notices.outage(String.valueOf(fault.getMessage()));
    }
    pausing = true;
    rhythm.after(settings.backoff().pause(attempts, rhythm.random()), this::resume);
    takeWaiting();
  }

  private synchronized void resume() {
    pausing = false;
    pump();
  }

  private synchronized void stall(long request) {
    if (sender.isOpen(request) && !drained.isDone() && backlog.hasSpool()) {
      health.stalls();
      takeWaiting();
    }
  }

  private synchronized void silence(long request) {
    if (sender.isOpen(request) && !drained.isDone()) {
      notices.outage("the store has not answered for " + SILENCE.toSeconds() + " s");
    }
  }

  private synchronized void onBroken(Throwable error) {
    sender.answered();
    fail(error);
  }

  /** Ends if the store has been silent for long enough, and looks again later if not. */
  private synchronized void endIfStuck(long since, Duration patience) {
    if (drained.isDone()) {
      return;
    }
    long left = patience.toNanos() - health.quietSince(since);
    boolean outage = health.isOutage() || sender.isSending();
    if (left > 0 || !outage || !(completing || intake.isWaiting())) {
      Duration pause = left > 0 ? Duration.ofNanos(left) : patience;
      rhythm.after(pause, () -> endIfStuck(since, patience));
      return;
    }
    try {
      if (!intake.isWaiting() && backlog.hasSpool() && backlog.spill()) {
        drained.complete(Done.getInstance());
      } else {
        fail(unreachable());
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  private StoreException unreachable() {
    return health.unreachable(
        backlog.hasSpool() ? ", and the spool has no room for what was computed last" : "");
  }

  private void fail(Throwable cause) {
    if (failure != null || drained.isDone()) {
      return;
    }
    failure = cause;
    intake.fail(cause);
    drained.completeExceptionally(cause);
  }

  private void endIfDone() {
    if (!completing || intake.isWaiting() || failure != null || drained.isDone()) {
      return;
    }
    try {
      if (backlog.isEmpty()) {
        // The answer to what is under way is waited for.
        if (!sender.isSending()) {
          drained.complete(Done.getInstance());
        }
      } else if (diverted) {
        if (backlog.spill()) {
          drained.complete(Done.getInstance());
        } else {
          fail(unreachable());
        }
      }
    } catch (IOException e) {
      fail(e);
    }
  }
}
