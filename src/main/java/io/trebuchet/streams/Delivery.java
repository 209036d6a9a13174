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
  private final DeliveryEnd end;
  private boolean pausing;
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
    this.end =
        DeliveryEnd.create(this, new DeliveryEnd.Parts(rhythm, backlog, intake, health, sender));
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
    Throwable failure = end.failure();
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
    end.onceAllIsOut();
    end.onceStuckFor(settings.endPatience());
  }

  /**
   * Somebody wants the end: what the store has not taken soon stays in the spool, even if the store
   * does answer; without a spool only a store that does not answer is given up.
   */
  public synchronized void hurry() {
    if (backlog.hasSpool()) {
      rhythm.after(settings.hurry(), this::divert);
    } else {
      end.onceStuckFor(settings.hurry());
    }
  }

  private synchronized void divert() {
    if (!end.isOver()) {
      end.divert();
      notices.ended();
      takeWaiting();
      end.ifDone();
    }
  }

  /**
   * Completes once all is stored, or lies in the spool because the store does not answer or take
   * it, and has been forced to the disk; the ledger tells which. Fails if rows had to be left out.
   */
  public CompletionStage<Done> drained() {
    return end.drained().thenCompose(done -> forcing.finish());
  }

  /** Stops; what lies in the spool stays there. */
  @Override
  public void close() {
    // First, and not as the one whose turn it waits for.
    forcing.close();
    closeBacklog();
  }

  private synchronized void closeBacklog() {
    if (closed) {
      return;
    }
    closed = true;
    rhythm.close();
    end.closed();
    try {
      backlog.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void takeWaiting() {
    try {
      if (!intake.take(health.isOutage() || end.isDiverted(), end.isDiverted())) {
        end.failUnreachable();
      }
    } catch (IOException e) {
      end.fail(e);
    }
  }

  private synchronized void pump() {
    if (sender.isSending() || pausing || end.failure() != null) {
      return;
    }
    Batch first;
    try {
      first = backlog.peek();
    } catch (IOException e) {
      end.fail(e);
      return;
    }
    if (first == null || end.isDiverted()) {
      end.ifDone();
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
    if (end.isOver()) {
      return;
    }
    notices.stored();
    health.recovered();
    try {
      setAside(batch.refused());
      backlog.removeStored(batch.refusedRows());
      sender.taken();
    } catch (IOException e) {
      end.fail(e);
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
    if (end.isOver()) {
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
      end.fail(fault);
      return;
    }
    end.divert();
    health.refused(fault);
    notices.stoppedStoring(String.valueOf(fault.getMessage()));
    takeWaiting();
    end.ifDone();
  }

  private void pauseAfter(StoreException fault) {
    int attempts = health.failed(fault);
    if (!backlog.hasSpool() && attempts > 1 && health.awayFor(settings.patience())) {
      end.fail(fault);
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
    if (sender.isOpen(request) && !end.isDrained() && backlog.hasSpool()) {
      health.stalls();
      takeWaiting();
    }
  }

  private synchronized void silence(long request) {
    if (sender.isOpen(request) && !end.isDrained()) {
      notices.outage("the store has not answered for " + SILENCE.toSeconds() + " s");
    }
  }

  private synchronized void onBroken(Throwable error) {
    sender.answered();
    end.fail(error);
  }
}
