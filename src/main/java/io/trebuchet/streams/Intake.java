package io.trebuchet.streams;

import io.trebuchet.metrics.Ledger;
import io.trebuchet.storage.Batch;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/** The batch that was offered last, until the backlog has room for it. Not thread-safe. */
final class Intake {
  private final Backlog backlog;
  private final Ledger ledger;
  private final DeliveryNotices notices;
  private final boolean dropWhenFull;
  private @Nullable Waiting waiting;

  private Intake(Backlog backlog, Ledger ledger, DeliveryNotices notices, boolean dropWhenFull) {
    this.backlog = backlog;
    this.ledger = ledger;
    this.notices = notices;
    this.dropWhenFull = dropWhenFull;
  }

  /** One in which nothing waits. */
  static Intake create(
      Backlog backlog, Ledger ledger, DeliveryNotices notices, boolean dropWhenFull) {
    return new Intake(backlog, ledger, notices, dropWhenFull);
  }

  private record Waiting(Batch batch, CompletableFuture<Done> taken) {}

  /** Has a batch wait; completes once it is taken or dropped. */
  CompletionStage<Done> offer(Batch batch) {
    if (waiting != null) {
      throw new IllegalStateException("a batch was offered while another one waits");
    }
    CompletableFuture<Done> taken = new CompletableFuture<>();
    waiting = new Waiting(batch, taken);
    return taken;
  }

  boolean isWaiting() {
    return waiting != null;
  }

  /**
   * Takes what waits, if there is room for it.
   *
   * @param outage whether the spool may make room
   * @param last whether no room is made any more by the store
   * @return whether it was taken, or can be later
   */
  boolean take(boolean outage, boolean last) throws IOException {
    Waiting next = waiting;
    if (next == null) {
      return true;
    }
    return switch (backlog.add(next.batch(), outage)) {
      case YES -> {
        notices.room();
        taken(next);
        yield true;
      }
      case MEMORY_FULL -> true;
      case SPOOL_FULL -> full(next, last, "the spool is full (spool.max-bytes)");
      case DISK_FULL ->
          full(
              next,
              last,
              "the disk of the spool is full: make room, or name another one (spool.dir)");
    };
  }

  private boolean full(Waiting next, boolean last, String what) {
    if (last && !dropWhenFull) {
      return false;
    }
    notices.full(what);
    if (dropWhenFull) {
      ledger.dropped(next.batch().rows());
      taken(next);
    }
    return true;
  }

  private void taken(Waiting next) {
    waiting = null;
    next.taken().complete(Done.getInstance());
  }

  /** Keeps what there is room for, so that a refused batch can be looked at and sent again. */
  void fail(Throwable cause) {
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
  }
}
