package io.trebuchet.actors;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.RecordSerializer;
import com.esotericsoftware.kryo.util.DefaultClassResolver;
import com.esotericsoftware.kryo.util.MapReferenceResolver;
import com.esotericsoftware.kryo.util.Pool;
import io.trebuchet.control.StopReason;
import io.trebuchet.control.TrialHistory;
import io.trebuchet.control.TrialRules;
import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.Recorder;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.StopRecord;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.physics.DescentState;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.jspecify.annotations.Nullable;
import org.objenesis.instantiator.ObjectInstantiator;

/**
 * Values as bytes, for journal, checkpoints and messages: a CRC-32C, then Kryo with the classes of
 * the table below and no others. Thread-safe.
 */
final class WireFormat {
  /** Raised whenever a class of the table changes its fields. */
  static final int VERSION = 1;

  private static final int CRC_BYTES = 4;
  private static final int MOST_LEVELS = 16;
  private static final int FIRST_BYTES = 512;
  private static final int MOST_BYTES = Integer.MAX_VALUE - 64;

  private final Pool<Kryo> kryos;

  private WireFormat(@Nullable ActorRefResolver actors) {
    kryos =
        new Pool<>(true, false, 8) {
          @Override
          protected Kryo create() {
            return kryo(actors);
          }
        };
  }

  /** A format for values that hold no references to actors. */
  static WireFormat ofValues() {
    return new WireFormat(null);
  }

  /** A format for messages of a system. */
  static WireFormat ofMessages(ActorRefResolver actors) {
    return new WireFormat(actors);
  }

  /** Ids below are for ever: a class that goes leaves its id unused. */
  private static void register(Kryo kryo, @Nullable ActorRefResolver actors) {
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
    kryo.register(MetricBlock.class, new WireSerializers.OfMetricBlock(), 31);
    record(kryo, TrialEvent.class, 32);
    constants(kryo, TrialEvent.State.class, 33);
    kryo.register(List.class, new WireSerializers.OfList(), 34);
    kryo.register(ActorRef.class, new WireSerializers.OfActorRef(actors), 35);
    record(kryo, Recorder.State.class, 36);
    kryo.register(Map.class, new WireSerializers.OfValues(), 37);
    record(kryo, StopRecord.class, 38);
    record(kryo, Verdict.Report.class, 39);

    record(kryo, SweepJournal.TrialStarted.class, 50);
    record(kryo, SweepJournal.TrialEnded.class, 51);
    record(kryo, SweepJournal.TrialStopped.class, 52);
    record(kryo, SweepJournal.TrialPaused.class, 53);
    record(kryo, SweepJournal.TrialContinued.class, 54);
    record(kryo, SweepJournal.SweepPaused.class, 55);
    record(kryo, SweepJournal.SweepContinued.class, 56);
    record(kryo, SweepJournal.SweepBegun.class, 57);

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

  private static Kryo kryo(@Nullable ActorRefResolver actors) {
    Kryo kryo = new StrictKryo();
    kryo.setRegistrationRequired(true);
    kryo.setReferences(false);
    kryo.setMaxDepth(MOST_LEVELS);
    register(kryo, actors);
    return kryo;
  }

  /**
   * The bytes of a value.
   *
   * @throws IllegalArgumentException if its class, or one within it, is not in the table
   */
  byte[] write(Object value) {
    Kryo kryo = kryos.obtain();
    try {
      Output output = new Output(FIRST_BYTES, MOST_BYTES);
      output.setPosition(CRC_BYTES);
      kryo.writeClassAndObject(output, value);
      byte[] bytes = output.toBytes();
      int crc = crc(bytes);
      for (int i = 0; i < CRC_BYTES; i++) {
        bytes[i] = (byte) (crc >>> (8 * i));
      }
      return bytes;
    } finally {
      kryos.free(kryo);
    }
  }

  /**
   * The value of the bytes.
   *
   * @throws DamagedException if they are not what {@link #write} made
   */
  Object read(byte[] bytes) throws DamagedException {
    if (bytes.length < CRC_BYTES) {
      throw new DamagedException("cut short", null);
    }
    int stated = 0;
    for (int i = 0; i < CRC_BYTES; i++) {
      stated |= (bytes[i] & 0xff) << (8 * i);
    }
    if (stated != crc(bytes)) {
      throw new DamagedException("its checksum is wrong", null);
    }
    Kryo kryo = kryos.obtain();
    try (Input input = new Input(bytes, CRC_BYTES, bytes.length - CRC_BYTES)) {
      Object value = kryo.readClassAndObject(input);
      if (value == null || input.position() < input.limit()) {
        throw new DamagedException("more or less than one value", null);
      }
      return value;
    } catch (RuntimeException e) {
      throw new DamagedException("not a known value: " + e.getMessage(), e);
    } finally {
      kryos.free(kryo);
    }
  }

  private static int crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, CRC_BYTES, bytes.length - CRC_BYTES);
    return (int) crc.getValue();
  }

  /** Bytes cannot be read; the message says why. */
  static final class DamagedException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** Looks no class up by a name in the bytes, and takes interfaces for what implements them. */
  @SuppressWarnings("rawtypes") // as Kryo declares them
  private static final class StrictKryo extends Kryo {
    StrictKryo() {
      super(new NoNames(), new MapReferenceResolver());
    }

    @Override
    public Registration getRegistration(Class type) {
      if (List.class.isAssignableFrom(type)) {
        return super.getRegistration(List.class);
      }
      if (Map.class.isAssignableFrom(type)) {
        return super.getRegistration(Map.class);
      }
      return super.getRegistration(ActorRef.class.isAssignableFrom(type) ? ActorRef.class : type);
    }

    @Override
    protected ObjectInstantiator newInstantiator(Class type) {
      throw new KryoException(type + " has no serializer that makes it");
    }
  }

  private static final class NoNames extends DefaultClassResolver {
    @Override
    protected Registration readName(Input input) {
      throw new KryoException("a class by its name");
    }
  }
}
