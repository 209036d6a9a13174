package io.trebuchet.actors;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.serializers.RecordSerializer;
import io.trebuchet.control.StopReason;
import io.trebuchet.control.TrialHistory;
import io.trebuchet.control.TrialRules;
import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.Recorder;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.StepChecksum;
import io.trebuchet.metrics.StopRecord;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialSteps;
import io.trebuchet.physics.DescentState;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.jspecify.annotations.Nullable;

/**
 * The classes that can be written. Ids are for ever: a class that goes leaves its id unused, as 50
 * to 57 are.
 */
final class WireTable {
  private WireTable() {}

  /** Makes a Kryo know all of them; {@code actors} is null where there are no references. */
  static void register(Kryo kryo, @Nullable ActorRefResolver actors) {
    kryo.register(String.class, new WireSerializers.OfText());
    kryo.register(DescentState.class, new WireSerializers.OfDescentState(), 20);
    record(kryo, TrialCheckpoint.class, 21);
    record(kryo, TrialHistory.State.class, 22);
    record(kryo, TrialHistory.Seen.class, 23);
    record(kryo, TrialRules.State.class, 24);
    kryo.register(Verdict.Continue.class, new WireSerializers.Constant<>(Verdict.CONTINUE), 25);
    record(kryo, Verdict.Halt.class, 26);
    constants(kryo, Outcome.class, 27);
    constants(kryo, StopReason.class, 28);
    record(kryo, TrialResult.class, 29);
    record(kryo, Series.class, 30);
    kryo.register(MetricBlock.class, new MetricBlockSerializer(), 31);
    record(kryo, TrialEvent.class, 32);
    constants(kryo, TrialEvent.State.class, 33);
    kryo.register(List.class, new WireSerializers.OfList(), 34);
    kryo.register(ActorRef.class, new WireSerializers.OfActorRef(actors), 35);
    record(kryo, Recorder.State.class, 36);
    kryo.register(Map.class, new WireSerializers.OfValues(), 37);
    record(kryo, StopRecord.class, 38);
    record(kryo, Verdict.Report.class, 39);
    record(kryo, StepChecksum.State.class, 40);
    record(kryo, TrialSteps.class, 41);

    record(kryo, SweepSupervisor.StopTrial.class, 80);
    record(kryo, SweepSupervisor.OverruleVerdict.class, 81);
    record(kryo, SweepSupervisor.PauseTrial.class, 82);
    record(kryo, SweepSupervisor.ContinueTrial.class, 83);
    record(kryo, SweepSupervisor.StopSweep.class, 84);
    record(kryo, SweepSupervisor.SweepEnded.class, 85);
    record(kryo, SweepSupervisor.PauseSweep.class, 86);
    record(kryo, SweepSupervisor.ContinueSweep.class, 87);
    record(kryo, SweepSupervisor.ConfirmSafe.class, 88);

    record(kryo, Trial.StopTrial.class, 100);
    record(kryo, Trial.PauseTrial.class, 101);
    record(kryo, Trial.ContinueTrial.class, 102);
    record(kryo, Trial.OverruleVerdict.class, 103);
    record(kryo, Trial.TrialHalted.class, 104);
    record(kryo, Trial.TrialEnded.class, 105);
    record(kryo, Trial.CheckpointRefused.class, 106);
    record(kryo, Trial.TrialReported.class, 107);

    record(kryo, TrialController.AuditVerdict.class, 120);
    record(kryo, TrialController.JudgeReport.class, 121);
    record(kryo, TrialController.NoteEnd.class, 122);
  }

  private static <T> void record(Kryo kryo, Class<T> type, int id) {
    kryo.register(type, new RecordSerializer<>(type), id);
  }

  private static <E extends Enum<E>> void constants(Kryo kryo, Class<E> type, int id) {
    kryo.register(type, new WireSerializers.ByName<>(type), id);
  }
}
