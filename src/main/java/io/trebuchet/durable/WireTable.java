package io.trebuchet.durable;

import com.esotericsoftware.kryo.Kryo;
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
import io.trebuchet.trial.TrialCheckpoint;
import io.trebuchet.trial.TrialJob;
import java.util.List;
import java.util.Map;

/**
 * The classes of values that can be written. Ids are for ever: a class that goes leaves its id
 * unused, as 50 to 57 are.
 */
public final class WireTable {
  private WireTable() {}

  /** Makes a Kryo know all of them. */
  static void register(Kryo kryo) {
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
    record(kryo, Recorder.State.class, 36);
    kryo.register(Map.class, new WireSerializers.OfValues(), 37);
    record(kryo, StopRecord.class, 38);
    record(kryo, Verdict.Report.class, 39);
    record(kryo, StepChecksum.State.class, 40);
    record(kryo, TrialSteps.class, 41);
    record(kryo, TrialJob.class, 42);
  }

  /** A record as its components, by their names. */
  public static <T extends Record> void record(Kryo kryo, Class<T> type, int id) {
    kryo.register(type, new NamedFields<>(type), id);
  }

  private static <E extends Enum<E>> void constants(Kryo kryo, Class<E> type, int id) {
    kryo.register(type, new WireSerializers.ByName<>(type), id);
  }
}
