package io.trebuchet.streams;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/**
 * How a delivery ends: with all stored, with the rest in the spool, or failed. Whoever calls it
 * holds the delivery's monitor.
 */
final class DeliveryEnd {
  private final Object monitor;
  private final Parts parts;
  private final CompletableFuture<Done> drained = new CompletableFuture<>();
  private @Nullable Throwable failure;
  private boolean diverted;
  private boolean completing;

  private DeliveryEnd(Object monitor, Parts parts) {
    this.monitor = monitor;
    this.parts = parts;
  }

  /**
   * That of a delivery that begins.
   *
   * @param monitor taken by what comes at its time
   */
  static DeliveryEnd create(Object monitor, Parts parts) {
    return new DeliveryEnd(monitor, parts);
  }

  /** What of a delivery its end asks and tells. */
  record Parts(Rhythm rhythm, Backlog backlog, Intake intake, StoreHealth health, Sender sender) {}

  /** Completes or fails at the end. */
  CompletionStage<Done> drained() {
    return drained;
  }

  boolean isDrained() {
    return drained.isDone();
  }

  /** Whether nothing more is stored or taken. */
  boolean isOver() {
    return failure != null || drained.isDone();
  }

  /** Why nothing more is taken; null if it is, or all went well. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** Whatever is left goes to the spool. */
  void divert() {
    diverted = true;
  }

  boolean isDiverted() {
    return diverted;
  }

  /** Nothing more will be taken. */
  void closed() {
    if (failure == null) {
      failure = new IllegalStateException("the delivery is closed");
    }
  }

  /** Nothing more will be offered. */
  void onceAllIsOut() {
    completing = true;
    ifDone();
  }

  /** Ends once the store has been silent for so long from now on. */
  void onceStuckFor(Duration patience) {
    if (!drained.isDone()) {
      long asked = parts.rhythm().nanoTime();
      parts.rhythm().after(patience, () -> ifStuck(asked, patience));
    }
  }

  /** Ends if the store has been silent for long enough, and looks again later if not. */
  private void ifStuck(long since, Duration patience) {
    synchronized (monitor) {
      if (drained.isDone()) {
        return;
      }
      long left = patience.toNanos() - parts.health().quietSince(since);
      boolean outage = parts.health().isOutage() || parts.sender().isSending();
      if (left > 0 || !outage || !(completing || parts.intake().isWaiting())) {
        Duration pause = left > 0 ? Duration.ofNanos(left) : patience;
        parts.rhythm().after(pause, () -> ifStuck(since, patience));
        return;
      }
      try {
        if (!parts.intake().isWaiting() && parts.backlog().hasSpool() && parts.backlog().spill()) {
          drained.complete(Done.getInstance());
        } else {
          failUnreachable();
        }
      } catch (IOException e) {
        fail(e);
      }
    }
  }

  /** Fails, since the store does not take what has no other place. */
  void failUnreachable() {
    fail(
        parts
            .health()
            .unreachable(
                parts.backlog().hasSpool()
                    ? ", and the spool has no room for what was computed last"
                    : ""));
  }

  /** Fails, unless it is over. */
  void fail(Throwable cause) {
    if (isOver()) {
      return;
    }
    failure = cause;
    parts.intake().fail(cause);
    drained.completeExceptionally(cause);
  }

  /** Ends if everything offered is stored, or lies in the spool for good. */
  void ifDone() {
    if (!completing || parts.intake().isWaiting() || isOver()) {
      return;
    }
    try {
      if (parts.backlog().isEmpty()) {
        // The answer to what is under way is waited for.
        if (!parts.sender().isSending()) {
          drained.complete(Done.getInstance());
        }
      } else if (diverted) {
        if (parts.backlog().spill()) {
          drained.complete(Done.getInstance());
        } else {
          failUnreachable();
        }
      }
    } catch (IOException e) {
      fail(e);
    }
  }
}
