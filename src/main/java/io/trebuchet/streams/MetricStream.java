package io.trebuchet.streams;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.EngineSample;
import io.trebuchet.storage.Batch;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.QueueOfferResult;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.SourceQueueWithComplete;
import org.jspecify.annotations.Nullable;

/**
 * The way of metrics from trials to one store: queue → batches → delivery, every part bounded. The
 * delivery's pace is the trainers' pace: {@link #offer} grants its credit only once there is room.
 */
public final class MetricStream implements MetricPort {
  private static final Duration SAMPLE_PERIOD = Duration.ofSeconds(1);

  private final SourceQueueWithComplete<Emission> queue;
  private final Cancellable samples;
  private final CompletableFuture<Done> drained;
  private final Delivery delivery;
  private final Gauges gauges;

  /** One for each producer at the most. */
  private final Map<Long, CompletableFuture<Done>> offers = new ConcurrentHashMap<>();

  private final AtomicLong numbers = new AtomicLong();

  private MetricStream(
      SourceQueueWithComplete<Emission> queue,
      Cancellable samples,
      CompletableFuture<Done> drained,
      Delivery delivery,
      Gauges gauges) {
    this.queue = queue;
    this.samples = samples;
    this.drained = drained;
    this.delivery = delivery;
    this.gauges = gauges;
  }

  /**
   * Starts a stream.
   *
   * @param gauges count what becomes of it, and are sampled into it once a second
   * @param limits how much the stream may hold
   */
  public static MetricStream start(
      ActorSystem<?> system, Delivery delivery, Gauges gauges, Limits limits) {
    Source<Emission, Cancellable> samples =
        Source.tick(SAMPLE_PERIOD, SAMPLE_PERIOD, Done.getInstance())
            .map(tick -> counted(gauges.sample(delivery), delivery));
    Sink<Batch, CompletionStage<Done>> delivering =
        Flow.<Batch>create()
            .mapAsync(1, delivery::offer)
            .toMat(Sink.ignore(), Keep.right())
            .addAttributes(Attributes.inputBuffer(1, 1));
    var running =
        Source.<Emission>queue(
                limits.queuedBlocks(), OverflowStrategy.backpressure(), limits.producers())
            .map(
                emission -> {
                  gauges.dequeued();
                  return emission;
                })
            .mergeMat(samples, Keep.both())
            .groupedWeightedWithin(limits.batchRows(), e -> (long) e.rows(), limits.batchAge())
            .map(delivery.store()::encode)
            // Batches are encoded while the one before is being taken.
            .async()
            .toMat(delivering, Keep.both())
            .run(system);
    MetricStream stream =
        new MetricStream(
            running.first().first(),
            running.first().second(),
            new CompletableFuture<>(),
            delivery,
            gauges);
    stream.endWith(running.second());
    return stream;
  }

  private void endWith(CompletionStage<Done> graph) {
    CompletionStage<Done> unused =
        graph.whenComplete(
            (done, error) -> {
              if (error == null) {
                delivery.complete();
              } else {
                fail(error);
              }
            });
    unused =
        delivery
            .drained()
            .whenComplete(
                (done, error) -> {
                  if (error == null) {
                    drained.complete(done);
                  } else {
                    fail(error);
                  }
                });
  }

  /** Whoever waits for credit hears of it: a queue that fails would leave them waiting. */
  private void fail(Throwable error) {
    drained.completeExceptionally(error);
    queue.fail(error);
    offers.values().forEach(offer -> offer.completeExceptionally(error));
  }

  private static EngineSample counted(EngineSample sample, Delivery delivery) {
    delivery.ledger().produced(sample);
    return sample;
  }

  @Override
  public CompletionStage<Done> offer(Emission emission) {
    // Counted before all else: it was computed, whatever becomes of it.
    delivery.ledger().produced(emission);
    if (drained.isCompletedExceptionally()) {
      return drained;
    }
    gauges.offered(emission);
    CompletableFuture<Done> answer = new CompletableFuture<>();
    long number = numbers.getAndIncrement();
    offers.put(number, answer);
    CompletionStage<Done> unused =
        queue
            .offer(emission)
            .thenCompose(this::credit)
            .whenComplete((done, error) -> answer(answer, done, error));
    // The failure may have come before this one was among those that it is told to.
    if (drained.isCompletedExceptionally()) {
      answer(answer, null, drained.exceptionNow());
    }
    return answer.whenComplete(
        (done, error) -> {
          offers.remove(number);
          gauges.granted(emission);
        });
  }

  private static void answer(
      CompletableFuture<Done> offer, @Nullable Done credit, @Nullable Throwable error) {
    if (error == null) {
      offer.complete(credit);
    } else {
      boolean wrapped = error instanceof CompletionException && error.getCause() != null;
      offer.completeExceptionally(wrapped ? error.getCause() : error);
    }
  }

  private CompletionStage<Done> credit(QueueOfferResult result) {
    if (result.isEnqueued()) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }
    return result instanceof QueueOfferResult.Failure failure
        ? CompletableFuture.failedFuture(failure.cause())
        : CompletableFuture.failedFuture(new IllegalStateException("the metric stream is closed"));
  }

  /**
   * Completes once all that was offered is stored or spooled, see {@link Delivery#drained}; fails
   * with the store.
   */
  public CompletionStage<Done> drained() {
    return drained;
  }

  /** Ends the stream after everything offered before; {@link #drained} tells when. */
  public void complete() {
    samples.cancel();
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
     * @param trials how many trials may wait for credit at the same time: all of the sweep, since
     *     those that were paused can go on together
     */
    public static Limits of(int parallelism, int trials) {
      return new Limits(2 * parallelism, trials + 2, 10_000, Duration.ofMillis(200));
    }
  }
}
