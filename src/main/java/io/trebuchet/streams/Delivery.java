package io.trebuchet.streams;

import io.trebuchet.metrics.Ledger;
import io.trebuchet.storage.Backoff;
import io.trebuchet.storage.Batch;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.storage.Quarantine;
import io.trebuchet.storage.RefusedRow;
import io.trebuchet.storage.Spool;
import io.trebuchet.storage.StoreException;
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
  private final Backlog backlog;
  private final Ledger ledger;
  private final Settings settings;
  private final Rhythm rhythm;
  private final DeliveryNotices notices;
  private final Forcing forcing;
  private final CompletableFuture<Done> drained = new CompletableFuture<>();
  private @Nullable Waiting waiting;
  private @Nullable Throwable failure;
  private @Nullable PartedBatch head;
  private int mostChars = Integer.MAX_VALUE;
  private boolean diverted;
  private boolean sending;
  private boolean pausing;
  private boolean completing;
  private boolean closed;
  private @Nullable StoreException trouble;
  private boolean stalled;
  private long requests;
  private int attempts;
  private long lastSuccess;

  private Delivery(
      MetricStore store,
      @Nullable Spool spool,
      @Nullable Quarantine quarantine,
      Ledger ledger,
      Settings settings,
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
    this.lastSuccess = rhythm.nanoTime();
    this.forcing = Forcing.start(store, spool != null, this::forceSpool, ledger, rhythm, notices);
    if (spool != null && store.needsForcing()) {
      spool.holdUntilForced();
    }
  }

  private Forcing.IoAction forceSpool() throws IOException {
    Optional<Spool.Unforced> unforced;
    synchronized (this) {
      unforced = closed ? Optional.empty() : backlog.unforced();
    }
    if (unforced.isEmpty()) {
      return () -> {};
    }
    Spool.Unforced those = unforced.get();
    those.force();
    return () -> release(those);
  }

  private synchronized void release(Spool.Unforced unforced) throws IOException {
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
   *     fails once the store has not answered for {@link Settings#patience}
   * @param quarantine where rows go that the store refuses one by one; null for a store that cannot
   * @param notices lines for people
   */
  public static Delivery start(
      MetricStore store,
      @Nullable Spool spool,
      @Nullable Quarantine quarantine,
      Ledger ledger,
      Settings settings,
      Rhythm rhythm,
      Consumer<String> notices) {
    Delivery delivery = new Delivery(store, spool, quarantine, ledger, settings, rhythm, notices);
    delivery.pump();
    return delivery;
  }

  /** Delivery without a spool, with the usual settings and threads of its own. */
  public static Delivery start(MetricStore store, Ledger ledger) {
    return start(store, null, null, ledger, Settings.usual(false), Rhythm.create(), line -> {});
  }

  /**
   * How patient a delivery is.
   *
   * @param memoryBytes of the text that waits in memory
   * @param stall a request without an answer for so long counts as an outage
   * @param patience without a spool: the longest outage
   * @param endPatience how long an outage is waited for once there is nothing more to come
   * @param hurry how long a store is waited for once somebody wants the end, away or not
   * @param dropWhenFull whether to drop rather than to wait when the spool is full
   */
  public record Settings(
      long memoryBytes,
      Duration stall,
      Duration patience,
      Duration endPatience,
      Duration hurry,
      Backoff backoff,
      boolean dropWhenFull) {
    /** The usual ones. */
    public static Settings usual(boolean dropWhenFull) {
      return new Settings(
          16 << 20,
          Duration.ofSeconds(2),
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          Duration.ofSeconds(3),
          new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5)),
          dropWhenFull);
    }

    /** The same with another bound of memory. */
    public Settings withMemory(long bytes) {
      return new Settings(bytes, stall, patience, endPatience, hurry, backoff, dropWhenFull);
    }
  }

  private record Waiting(Batch batch, CompletableFuture<Done> taken) {}

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
    if (waiting != null) {
      throw new IllegalStateException("a batch was offered while another one waits");
    }
    CompletableFuture<Done> taken = new CompletableFuture<>();
    waiting = new Waiting(batch, taken);
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
    Waiting next = waiting;
    if (next == null) {
      return;
    }
    try {
      boolean outage = trouble != null || stalled || diverted;
      switch (backlog.add(next.batch(), outage)) {
        case YES -> {
          notices.room();
          taken(next);
        }
        case MEMORY_FULL -> {
          return;
        }
        case SPOOL_FULL -> full(next, "the spool is full (spool.max-bytes)");
        case DISK_FULL ->
            full(next, "the disk of the spool is full: make room, or name another one (spool.dir)");
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  private void full(Waiting next, String what) {
    if (diverted && !settings.dropWhenFull()) {
      fail(unreachable());
      return;
    }
    notices.full(what);
    if (settings.dropWhenFull()) {
      ledger.dropped(next.batch().rows());
      taken(next);
    }
  }

  private void taken(Waiting next) {
    waiting = null;
    next.taken().complete(Done.getInstance());
  }

  private synchronized void pump() {
    if (sending || pausing || failure != null) {
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
    sending = true;
    long request = ++requests;
    rhythm.after(settings.stall(), () -> stall(request));
    rhythm.after(SILENCE, () -> silence(request));
    PartedBatch parted = head;
    if (parted == null || !parted.whole().equals(first)) {
      parted = PartedBatch.of(first, mostChars);
      head = parted;
    }
    PartedBatch next = parted;
    rhythm.run(() -> send(next));
  }

  private void send(PartedBatch batch) {
    try {
      batch.send(store);
      onStored(batch);
    } catch (StoreException e) {
      onFault(e);
    } catch (RuntimeException | Error e) {
      onBroken(e);
      if (e instanceof Error error) {
        throw error;
      }
    }
  }

  private synchronized void onStored(PartedBatch batch) {
    sending = false;
    lastSuccess = rhythm.nanoTime();
    mostChars = batch.mostChars();
    if (failure != null || drained.isDone()) {
      return;
    }
    notices.stored();
    trouble = null;
    stalled = false;
    attempts = 0;
    try {
      setAside(batch.refused());
      backlog.removeStored(batch.refusedRows());
      head = null;
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
    sending = false;
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
    trouble = fault;
    notices.stoppedStoring(String.valueOf(fault.getMessage()));
    takeWaiting();
    endIfDone();
  }

  private void pauseAfter(StoreException fault) {
    trouble = fault;
    attempts++;
    long outage = rhythm.nanoTime() - lastSuccess;
    if (!backlog.hasSpool() && attempts > 1 && outage > settings.patience().toNanos()) {
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
    if (sending && request == requests && !drained.isDone() && backlog.hasSpool()) {
      stalled = true;
      takeWaiting();
    }
  }

  private synchronized void silence(long request) {
    if (sending && request == requests && !drained.isDone()) {
      notices.outage("the store has not answered for " + SILENCE.toSeconds() + " s");
    }
  }

  private synchronized void onBroken(Throwable error) {
    sending = false;
    fail(error);
  }

  /** Ends if the store has been silent for long enough, and looks again later if not. */
  private synchronized void endIfStuck(long since, Duration patience) {
    if (drained.isDone()) {
      return;
    }
    long quiet = rhythm.nanoTime() - Math.max(since, lastSuccess);
    boolean outage = trouble != null || stalled || sending;
    long left = patience.toNanos() - quiet;
    if (left > 0 || !outage || !(completing || waiting != null)) {
      Duration pause = left > 0 ? Duration.ofNanos(left) : patience;
      rhythm.after(pause, () -> endIfStuck(since, patience));
      return;
    }
    try {
      if (waiting == null && backlog.hasSpool() && backlog.spill()) {
        drained.complete(Done.getInstance());
      } else {
        fail(unreachable());
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  private StoreException unreachable() {
    String why =
        trouble == null ? "the store does not answer" : String.valueOf(trouble.getMessage());
    return new StoreException(
        StoreException.Fault.UNREACHABLE,
        backlog.hasSpool() ? why + ", and the spool has no room for what was computed last" : why,
        trouble);
  }

  /** Keeps what there is room for, so that a refused batch can be looked at and sent again. */
  private void fail(Throwable cause) {
    if (failure != null || drained.isDone()) {
      return;
    }
    failure = cause;
    Waiting next = waiting;
    waiting = null;
    try {
      if (backlog.hasSpool() && backlog.spill() && next != null) {
        backlog.addToSpool(next.batch());
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    if (next != null) {
      next.taken().completeExceptionally(cause);
    }
    drained.completeExceptionally(cause);
  }

  private void endIfDone() {
    if (!completing || waiting != null || failure != null || drained.isDone()) {
      return;
    }
    try {
      if (backlog.isEmpty()) {
        // The answer to what is under way is waited for.
        if (!sending) {
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
