package io.trebuchet.bench;

import com.typesafe.config.ConfigFactory;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.streams.Delivery;
import io.trebuchet.streams.Gauges;
import io.trebuchet.streams.MetricStream;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The stream of a sweep without its trials, fed by hand. */
final class StreamFixture implements AutoCloseable {
  private final ActorSystem<Object> system;
  private final Delivery delivery;
  private final MetricStream stream;
  private final int producers;
  private final Deque<CompletableFuture<Done>> open = new ArrayDeque<>();

  private StreamFixture(
      ActorSystem<Object> system, Delivery delivery, MetricStream stream, int producers) {
    this.system = system;
    this.delivery = delivery;
    this.stream = stream;
    this.producers = producers;
  }

  static StreamFixture start(MetricStore store, Ledger ledger, int producers) {
    ActorSystem<Object> system =
        ActorSystem.create(Behaviors.empty(), "bench", ConfigFactory.load("pekko-settings"));
    Delivery delivery = Delivery.start(store, ledger);
    MetricStream stream =
        MetricStream.start(
            system,
            delivery,
            Gauges.create("bench", InstantSource.system()),
            MetricStream.Limits.of(producers, producers));
    return new StreamFixture(system, delivery, stream, producers);
  }

  /** Offers a block as one of several trials would: with at most so many credits open. */
  void offer(MetricBlock block) {
    while (open.size() >= producers) {
      open.remove().join();
    }
    CompletionStage<Done> credit = stream.offer(block);
    open.add(credit.toCompletableFuture());
  }

  void offerAll(List<MetricBlock> blocks) {
    blocks.forEach(this::offer);
  }

  /** Waits until the store has acknowledged everything. */
  void drain() {
    stream.complete();
    stream.drained().toCompletableFuture().join();
  }

  @Override
  public void close() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
    delivery.close();
  }
}
