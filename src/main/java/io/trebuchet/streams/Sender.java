package io.trebuchet.streams;

import io.trebuchet.storage.Batch;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.storage.StoreException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends batches to a store, one request at a time. Not thread-safe, but for what it calls. */
final class Sender {
  private final MetricStore store;
  private final Rhythm rhythm;
  private @Nullable PartedBatch head;
  private int mostChars = Integer.MAX_VALUE;
  private boolean sending;
  private long requests;

  private Sender(MetricStore store, Rhythm rhythm) {
    this.store = store;
    this.rhythm = rhythm;
  }

  static Sender create(MetricStore store, Rhythm rhythm) {
    return new Sender(store, rhythm);
  }

  /** Begins a request, which gets a number. */
  long begin() {
    sending = true;
    return ++requests;
  }

  boolean isSending() {
    return sending;
  }

  /** Whether a request is still without an answer. */
  boolean isOpen(long request) {
    return sending && request == requests;
  }

  /** Sends a batch, or what is left of it, on another thread, where the answer is told too. */
  void send(
      Batch batch,
      Consumer<PartedBatch> onStored,
      Consumer<StoreException> onFault,
      Consumer<Throwable> onBroken) {
    PartedBatch parted = head;
    if (parted == null || !parted.whole().equals(batch)) {
      parted = PartedBatch.of(batch, mostChars);
      head = parted;
    }
    PartedBatch next = parted;
    rhythm.run(
        () -> {
          try {
            next.send(store);
            onStored.accept(next);
          } catch (StoreException e) {
            onFault.accept(e);
          } catch (RuntimeException | Error e) {
            onBroken.accept(e);
            if (e instanceof Error error) {
              throw error;
            }
          }
        });
  }

  /** The request has its answer. */
  void answered() {
    sending = false;
  }

  /** The answer is that the store has the batch, whose parts tell how large a request may be. */
  void stored(PartedBatch batch) {
    sending = false;
    mostChars = batch.mostChars();
  }

  /** The next batch is another one. */
  void taken() {
    head = null;
  }
}
