package io.trebuchet.streams;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.storage.Batch;
import io.trebuchet.storage.MetricStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.QueueOfferResult;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.SourceQueueWithComplete;

/**
 * The way of metrics from trials to one store: queue → live view → batches → store → ledger, every
 * part bounded. The store's pace is the trainers' pace: {@link #offer} grants its credit only once
 * there is room.
 */
public final class MetricStream implements MetricPort {
  private final SourceQueueWithComplete<Emission> queue;
  private final CompletionStage<Done> drained;
  private final Ledger ledger;

  private MetricStream(
      SourceQueueWithComplete<Emission> queue, CompletionStage<Done> drained, Ledger ledger) {
    this.queue = queue;
    this.drained = drained;
    this.ledger = ledger;
  }

  /**
   * Starts a stream.
   *
   * @param live sees every emission in order, on the stream's thread; must only take in, never wait
   * @param limits how much the stream may hold
   */
  public static MetricStream start(
      ActorSystem<?> system,
      MetricStore store,
      Ledger ledger,
      Consumer<Emission> live,
      Limits limits) {
    Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    Sink<Batch, CompletionStage<Done>> storing =
        Flow.<Batch>create()
            // One request at a time keeps the order within each trial, which recovery relies on.
            .mapAsync(1, batch -> write(store, batch, blocking))
            .toMat(
                Sink.foreach(batch -> ledger.stored(batch.stepRows(), batch.eventRows())),
                Keep.right())
            .addAttributes(Attributes.inputBuffer(1, 1));
    Pair<SourceQueueWithComplete<Emission>, CompletionStage<Done>> running =
        Source.<Emission>queue(
                limits.queuedBlocks(), OverflowStrategy.backpressure(), limits.producers())
            .map(
                emission -> {
                  live.accept(emission);
                  return emission;
                })
            .groupedWeightedWithin(limits.batchRows(), e -> (long) e.rows(), limits.batchAge())
            .map(store::encode)
            // Batches are encoded while the one before is being written.
            .async()
            .toMat(storing, Keep.both())
            .run(system);
    return new MetricStream(running.first(), running.second(), ledger);
  }

  private static CompletionStage<Batch> write(MetricStore store, Batch batch, Executor blocking) {
    CompletableFuture<Batch> written = new CompletableFuture<>();
    blocking.execute(
        () -> {
          try {
            store.write(batch);
            written.complete(batch);
          } catch (Exception e) {
            written.completeExceptionally(e);
          }
        });
    return written;
  }

  @Override
  public CompletionStage<Done> offer(Emission emission) {
    ledger.produced(emission);
    return queue.offer(emission).thenCompose(this::credit);
  }

  private CompletionStage<Done> credit(QueueOfferResult result) {
    if (result.isEnqueued()) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }
    return result instanceof QueueOfferResult.Failure failure
        ? CompletableFuture.failedFuture(failure.cause())
        : CompletableFuture.failedFuture(new IllegalStateException("the metric stream is closed"));
  }

  /** Completes once the store has acknowledged all that was offered; fails with the store. */
  public CompletionStage<Done> drained() {
    return drained;
  }

  /** Ends the stream after everything offered before; {@link #drained} tells when. */
  public void complete() {
    queue.complete();
  }

  /**
   * How much a stream may hold.
   *
   * @param queuedBlocks blocks that wait between the trials and the first stage
   * @param producers trials that may wait for credit at the same time, one block each
   * @param batchRows rows of a batch, at most by one block more
   * @param batchAge how long a row may wait for its batch to fill
   */
  public record Limits(int queuedBlocks, int producers, int batchRows, Duration batchAge) {
    /**
     * Limits for a sweep.
     *
     * @param parallelism trials or batches of trials that compute side by side
     * @param trials how many trials they are at most
     */
    public static Limits of(int parallelism, int trials) {
      return new Limits(2 * parallelism, trials + 2, 10_000, Duration.ofMillis(200));
    }
  }
}
