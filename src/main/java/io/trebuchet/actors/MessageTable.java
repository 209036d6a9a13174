package io.trebuchet.actors;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.ImmutableSerializer;
import io.trebuchet.durable.WireFields;
import io.trebuchet.durable.WireFormat;
import io.trebuchet.durable.WireTable;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;

/** The messages that can be written, beside the values of {@link WireTable}: ids are for ever. */
final class MessageTable {
  private MessageTable() {}

  /** A format for the messages of a system. */
  static WireFormat format(ActorRefResolver actors) {
    return WireFormat.with(ActorRef.class, kryo -> register(kryo, actors));
  }

  private static void register(Kryo kryo, ActorRefResolver actors) {
    kryo.register(ActorRef.class, new OfActorRef(actors), 35);

    WireTable.record(kryo, SweepSupervisor.StopTrial.class, 80);
    WireTable.record(kryo, SweepSupervisor.OverruleVerdict.class, 81);
    WireTable.record(kryo, SweepSupervisor.PauseTrial.class, 82);
    WireTable.record(kryo, SweepSupervisor.ContinueTrial.class, 83);
    WireTable.record(kryo, SweepSupervisor.StopSweep.class, 84);
    WireTable.record(kryo, SweepSupervisor.SweepEnded.class, 85);
    WireTable.record(kryo, SweepSupervisor.PauseSweep.class, 86);
    WireTable.record(kryo, SweepSupervisor.ContinueSweep.class, 87);
    WireTable.record(kryo, SweepSupervisor.ConfirmSafe.class, 88);

    WireTable.record(kryo, Trial.StopTrial.class, 100);
    WireTable.record(kryo, Trial.PauseTrial.class, 101);
    WireTable.record(kryo, Trial.ContinueTrial.class, 102);
    WireTable.record(kryo, Trial.OverruleVerdict.class, 103);
    WireTable.record(kryo, TrialNotice.TrialHalted.class, 104);
    WireTable.record(kryo, TrialNotice.TrialEnded.class, 105);
    WireTable.record(kryo, TrialNotice.CheckpointRefused.class, 106);
    WireTable.record(kryo, TrialNotice.TrialReported.class, 107);

    WireTable.record(kryo, TrialController.AuditVerdict.class, 120);
    WireTable.record(kryo, TrialController.JudgeReport.class, 121);
    WireTable.record(kryo, TrialController.NoteEnd.class, 122);
  }

  /** Actors by their address. */
  private static final class OfActorRef extends ImmutableSerializer<ActorRef<?>> {
    private final ActorRefResolver actors;

    OfActorRef(ActorRefResolver actors) {
      this.actors = actors;
    }

    @Override
    public void write(Kryo kryo, Output output, ActorRef<?> actor) {
      WireFields.writeText(output, actors.toSerializationFormat(actor));
    }

    @Override
    public ActorRef<?> read(Kryo kryo, Input input, Class<? extends ActorRef<?>> type) {
      return actors.resolveActorRef(WireFields.readText(input));
    }
  }
}
