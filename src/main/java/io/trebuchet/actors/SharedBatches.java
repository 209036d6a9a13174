package io.trebuchet.actors;

import io.trebuchet.config.TrialSpec;
import io.trebuchet.physics.SharedProducts;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** The batches that compute trials of one problem together, one for each group of trials. */
final class SharedBatches {
  private final ActorContext<?> context;
  private final TrialPorts ports;
  private final Map<String, ActorRef<TrialBatch.Command>> batches = new HashMap<>();

  private SharedBatches(ActorContext<?> context, TrialPorts ports) {
    this.context = context;
    this.ports = ports;
  }

  /** None yet; they will be children of this actor. */
  static SharedBatches create(ActorContext<?> context, TrialPorts ports) {
    return new SharedBatches(context, ports);
  }

  /** That of a group, begun for a trial of it if there is none. */
  ActorRef<TrialBatch.Command> of(String group, TrialSpec spec, SharedProducts products) {
    return batches.computeIfAbsent(group, name -> begin(spec, products));
  }

  private ActorRef<TrialBatch.Command> begin(TrialSpec spec, SharedProducts products) {
    ports.problems().retain(spec);
    return context.spawnAnonymous(
        TrialBatch.create(products, () -> ports.problems().release(spec)),
        DispatcherSelector.fromConfig(SweepSupervisor.TRAINER));
  }

  /** Stops that of a group that has no trial any more. */
  void stop(String group) {
    context.stop(Objects.requireNonNull(batches.remove(group)));
  }
}
