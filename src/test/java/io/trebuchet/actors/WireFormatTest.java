package io.trebuchet.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.trebuchet.control.StopReason;
import io.trebuchet.control.Verdict;
import io.trebuchet.durable.WireFormat;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.Series;
import io.trebuchet.physics.DescentState;
import io.trebuchet.trial.TrialCheckpoint;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.assertj.core.api.RecursiveComparisonAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class WireFormatTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create("wire", ConfigFactory.load("pekko-settings"));
  private static final ActorRef<Object> SOMEBODY = KIT.createTestProbe().getRef();

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  /** Every message that may leave its package, of every protocol. */
  static Stream<Class<?>> messages() {
    return Stream.of(
            SweepSupervisor.Command.class,
            Trial.Command.class,
            TrialNotice.class,
            TrialController.Command.class)
        .flatMap(protocol -> Stream.<Class<?>>of(protocol.getPermittedSubclasses()))
        .filter(message -> Modifier.isPublic(message.getModifiers()));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void everyMessageComesBackFromItsBytes(Class<?> message) throws Exception {
    Serialization serialization = SerializationExtension.get(Adapter.toClassic(KIT.system()));
    Object value = sample(message, new Random(1));
    assertThat(serialization.serializerFor(message)).isInstanceOf(WireSerializer.class);
    byte[] bytes = serialization.serialize(value).get();
    assertSame(
        serialization
            .deserialize(
                bytes,
                serialization.serializerFor(message).identifier(),
                Integer.toString(WireFormat.VERSION))
            .get(),
        value);
  }

  @Test
  void aCheckpointComesBackBitForBit() throws Exception {
    TrialCheckpoint checkpoint = checkpoint(new Random(2));
    WireFormat format = WireFormat.ofValues();
    byte[] bytes = format.write(checkpoint);
    assertSame(format.read(bytes), checkpoint);
    assertThat(format.write(format.read(bytes))).isEqualTo(bytes);
  }

  @Test
  void aClassThatIsNotRegisteredFailsLoudly() {
    record Stranger(String word) {}
    WireFormat format = WireFormat.ofValues();
    assertThatThrownBy(() -> format.write(new Stranger("hello")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not registered");
    assertThatThrownBy(() -> format.write(List.of(new Stranger("hello"))))
        .hasMessageContaining("not registered");
  }

  @Test
  void aNameOfAClassInTheBytesIsNotLookedUp() {
    byte[] payload = {
      1, 0, 'j', 'a', 'v', 'a', '.', 'i', 'o', '.', 'F', 'i', 'l', (byte) ('e' | 0x80)
    };
    assertThatThrownBy(() -> WireFormat.ofValues().read(withChecksum(payload)))
        .isInstanceOf(WireFormat.DamagedException.class)
        .hasMessageContaining("by its name");
  }

  @Test
  void anotherVersionIsRefused() {
    WireSerializer serializer =
        new WireSerializer(
            (org.apache.pekko.actor.ExtendedActorSystem) Adapter.toClassic(KIT.system()));
    byte[] bytes = serializer.toBinary(new SweepSupervisor.PauseTrial("s1-c1"));
    assertThatThrownBy(() -> serializer.fromBinary(bytes, "1"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("format 1");
  }

  /** One flipped bit, wherever it is, is noticed. */
  @Property(tries = 300)
  void damageIsNoticed(@ForAll int place, @ForAll byte with) throws Exception {
    WireFormat format = WireFormat.ofValues();
    byte[] bytes = format.write(result(new Random(3)));
    int at = Math.floorMod(place, bytes.length);
    if (bytes[at] == with) {
      return;
    }
    bytes[at] = with;
    assertThatThrownBy(() -> format.read(bytes)).isInstanceOf(WireFormat.DamagedException.class);
  }

  /** Bytes whose checksum is right are a value of the table or an error, never anything else. */
  @Property(tries = 5000)
  void arbitraryBytesDoNoHarm(@ForAll byte[] payload) {
    try {
      Object value = WireFormat.ofValues().read(withChecksum(payload));
      assertThat(value.getClass().getName()).matches("io\\.trebuchet\\..*|java\\.(lang|util)\\..*");
    } catch (WireFormat.DamagedException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  /** Two gigabytes of a name are not believed, wherever they stand. */
  @Test
  void anAbsurdLengthOfANameTakesNoMemory() {
    WireFormat format = WireFormat.ofValues();
    byte[] sound = format.write(Map.of("loss", 1.0));
    int length = new String(sound, StandardCharsets.ISO_8859_1).indexOf("loss") - 1;
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    payload.write(sound, 4, length - 4);
    payload.writeBytes(new byte[] {-1, -1, -1, -1, 7});
    payload.write(sound, length + 1, sound.length - length - 1);
    var threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatThrownBy(() -> format.read(withChecksum(payload.toByteArray())))
        .isInstanceOf(WireFormat.DamagedException.class)
        .hasMessageContaining("a length of 2147483647");
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10 << 20);
  }

  private static byte[] withChecksum(byte[] payload) {
    java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
    crc.update(payload);
    byte[] bytes = new byte[payload.length + 4];
    System.arraycopy(payload, 0, bytes, 4, payload.length);
    for (int i = 0; i < 4; i++) {
      bytes[i] = (byte) (crc.getValue() >>> (8 * i));
    }
    return bytes;
  }

  private static void assertSame(Object actual, Object expected) {
    RecursiveComparisonAssert<?> comparison =
        assertThat(actual)
            .usingRecursiveComparison()
            .withStrictTypeChecking()
            .withEqualsForType((a, b) -> Double.compare(a, b) == 0, Double.class)
            .withEqualsForType((a, b) -> a.equals(b), ActorRef.class)
            .withEqualsForType(WireFormatTest::sameRows, MetricBlock.class);
    comparison.isEqualTo(expected);
  }

  private static boolean sameRows(MetricBlock a, MetricBlock b) {
    boolean same = a.series().equals(b.series()) && a.rows() == b.rows();
    for (int row = 0; same && row < a.rows(); row++) {
      same = a.step(row) == b.step(row) && a.timestamp(row) == b.timestamp(row);
      for (Metric metric : Metric.all()) {
        same &= Double.compare(a.value(metric, row), b.value(metric, row)) == 0;
      }
    }
    return same;
  }

  /** A value of any record of the protocols. */
  private static Object sample(Class<?> type, Random random) throws Exception {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = value(components[i].getGenericType(), types[i], random);
    }
    var constructor = type.getDeclaredConstructor(types);
    constructor.setAccessible(true);
    return constructor.newInstance(values);
  }

  private static Object value(Type generic, Class<?> type, Random random) throws Exception {
    if (type == String.class) {
      return "text " + random.nextInt();
    } else if (type == long.class) {
      return random.nextLong();
    } else if (type == int.class) {
      return random.nextInt();
    } else if (type == double.class) {
      return random.nextInt(5) == 0 ? Double.NaN : random.nextGaussian();
    } else if (type == boolean.class || type == Boolean.class) {
      return random.nextBoolean();
    } else if (type.isEnum()) {
      Object[] constants = type.getEnumConstants();
      return constants[random.nextInt(constants.length)];
    } else if (type == ActorRef.class) {
      return SOMEBODY;
    } else if (type == MetricBlock.class) {
      return block();
    } else if (type == Verdict.class) {
      return new Verdict.Halt(Outcome.DIVERGED, StopReason.DOOMED, 7, "margin 2 > 1");
    } else if (type == List.class) {
      Class<?> element = (Class<?>) ((ParameterizedType) generic).getActualTypeArguments()[0];
      List<Object> list = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        list.add(value(element, element, random));
      }
      return List.copyOf(list);
    } else if (type == DescentState.class) {
      return DescentState.of(
          Map.of("theta", random.doubles(20).toArray(), "calls", new double[] {Double.NaN, -0.0}));
    }
    return sample(type, random);
  }

  private static MetricBlock block() {
    MetricBlock.Builder rows =
        MetricBlock.Builder.create(new Series("run", "fig01", "s1-c2.1", 1, 2.1), 4);
    for (int i = 0; i < 3; i++) {
      rows.row(i, 1_000_000L + i);
      rows.set(Metric.LOSS, i == 2 ? Double.POSITIVE_INFINITY : 0.1 * i);
    }
    return rows.build();
  }

  private static TrialCheckpoint checkpoint(Random random) throws Exception {
    return (TrialCheckpoint) sample(TrialCheckpoint.class, random);
  }

  private static io.trebuchet.metrics.TrialResult result(Random random) throws Exception {
    return (io.trebuchet.metrics.TrialResult)
        sample(io.trebuchet.metrics.TrialResult.class, random);
  }
}
