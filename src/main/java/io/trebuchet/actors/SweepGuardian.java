package io.trebuchet.actors;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.durable.Durability;
import io.trebuchet.durable.SweepState;
import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.streams.Delivery;
import io.trebuchet.streams.Gauges;
import io.trebuchet.streams.MetricStream;
import io.trebuchet.trial.ProblemCache;
import io.trebuchet.trial.RaisedLimit;
import io.trebuchet.trial.TrialRun;
import io.trebuchet.trial.TrialTerms;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * The guardian of a sweep's actor system: joins the metric stream, the writers and the supervisor.
 */
final class SweepGuardian {
  private final ActorContext<SweepSupervisor.Command> context;
  private final Parts parts;
  private final CompletableFuture<SweepEngine.Ending> ending;

  private SweepGuardian(
      ActorContext<SweepSupervisor.Command> context,
      Parts parts,
      CompletableFuture<SweepEngine.Ending> ending) {
    this.context = context;
    this.parts = parts;
    this.ending = ending;
  }

  /** What a sweep is made of; see {@link SweepEngine#start}. */
  record Parts(
      SweepConfig config,
      SweepEngine.Options options,
      ProblemCache problems,
      Delivery delivery,
      Gauges gauges,
      Consumer<Emission> live,
      InstantSource clock,
      @Nullable Durability durability) {}

  /**
   * A guardian that becomes the supervisor.
   *
   * @param ending completes once all trials have ended and the store has acknowledged everything
   */
  static Behavior<SweepSupervisor.Command> create(
      Parts parts, CompletableFuture<SweepEngine.Ending> ending) {
    return Behaviors.setup(context -> new SweepGuardian(context, parts, ending).start());
  }

  private Behavior<SweepSupervisor.Command> start() {
    int parallelism = parts.options().parallelism();
    MetricStream stream =
        MetricStream.start(
            context.getSystem(),
            parts.delivery(),
            parts.gauges(),
            MetricStream.Limits.of(parallelism, parts.config().trials().size()));
    OneReply<SweepSupervisor.SweepEnded> ended = OneReply.awaited(context, "ending");
    Ledger ledger = parts.delivery().ledger();
    Durability durability = parts.durability();
    if (durability == null) {
      endAfter(ended.reply(), stream, null);
      SweepSupervisor.Past nothing = new SweepSupervisor.Past(SweepState.create(), ledger, null);
      return supervisor(ports(stream, null), nothing, ended.replyTo());
    }
    DurableWriters writers =
        DurableWriters.of(context, durability, ledger, parts.delivery()::safeRows);
    endAfter(ended.reply(), stream, writers);
    return supervisor(ports(stream, writers.checkpoints()), writers.past(), ended.replyTo());
  }

  private Behavior<SweepSupervisor.Command> supervisor(
      TrialPorts ports, SweepSupervisor.Past past, ActorRef<SweepSupervisor.SweepEnded> replyTo) {
    return SweepSupervisor.create(
        parts.config(), terms(), ports, parts.options().parallelism(), past, replyTo);
  }

  private TrialPorts ports(MetricStream stream, @Nullable Checkpoints checkpoints) {
    return new TrialPorts(
        parts.problems(), stream, counting(parts.delivery().ledger(), parts.live()), checkpoints);
  }

  private TrialTerms terms() {
    SweepConfig config = parts.config();
    Durability durability = parts.durability();
    List<Long> limits = durability == null ? List.of() : durability.limits();
    TrialRun.Settings settings =
        new TrialRun.Settings(
            config.stop(),
            config.rule(),
            config.record(),
            parts.delivery().store().keeps(),
            parts.clock(),
            RaisedLimit.of(config.stop(), config.rule(), limits));
    return new TrialTerms(parts.options().runId(), config.name(), settings, parts.options().pace());
  }

  private static Consumer<Emission> counting(Ledger ledger, Consumer<Emission> live) {
    return emission -> {
      if (emission instanceof MetricBlock block) {
        ledger.computed(block.rows());
      }
      live.accept(emission);
    };
  }

  private void endAfter(
      CompletionStage<SweepSupervisor.SweepEnded> trialsEnded,
      MetricStream stream,
      @Nullable DurableWriters writers) {
    ActorRef<SweepSupervisor.Command> self = context.getSelf();
    CompletionStage<Done> watched =
        stream
            .drained()
            .whenComplete(
                (done, error) -> {
                  // Steps that nobody can record are not worth computing.
                  if (error != null) {
                    self.tell(new SweepSupervisor.StopSweep());
                  }
                });
    CompletionStage<Void> unused =
        trialsEnded
            .thenCompose(
                ended -> {
                  stream.complete();
                  return watched.handle((done, failure) -> new SweepEngine.Ending(ended, failure));
                })
            .thenCompose(
                ended ->
                    writers == null
                        ? CompletableFuture.completedFuture(ended)
                        : writers
                            .flush(ended.storeFailure() == null, parts.delivery().safe())
                            .thenApply(done -> ended))
            .thenAccept(ending::complete);
  }

  /** Trials compute on threads of their own, one each, so that the stream is never starved. */
  static Config systemSettings(int parallelism) {
    return ConfigFactory.parseMap(
            Map.of(
                SweepSupervisor.TRAINER + ".type",
                "Dispatcher",
                SweepSupervisor.TRAINER + ".executor",
                "thread-pool-executor",
                SweepSupervisor.TRAINER + ".thread-pool-executor.fixed-pool-size",
                parallelism,
                SweepSupervisor.TRAINER + ".throughput",
                1))
        .withFallback(ConfigFactory.load("pekko-settings"));
  }
}
