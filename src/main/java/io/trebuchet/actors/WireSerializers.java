package io.trebuchet.actors;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.ImmutableSerializer;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Series;
import io.trebuchet.physics.DescentState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.jspecify.annotations.Nullable;

/** How the classes of {@link WireFormat} that are no plain records are written. */
final class WireSerializers {
  private WireSerializers() {}

  private static void writeDoubles(Output output, double[] values) {
    output.writeVarInt(values.length, true);
    for (double value : values) {
      output.writeLong(Double.doubleToRawLongBits(value));
    }
  }

  private static double[] readDoubles(Input input) {
    double[] values = new double[length(input, 8)];
    for (int i = 0; i < values.length; i++) {
      values[i] = Double.longBitsToDouble(input.readLong());
    }
    return values;
  }

  /** A length that the bytes left can hold, so that no damage asks for memory without end. */
  private static int length(Input input, int bytesEach) {
    int length = input.readVarInt(true);
    if (length < 0 || (long) length * bytesEach > input.limit() - input.position()) {
      throw new KryoException("a length of " + length);
    }
    return length;
  }

  private static void writeText(Output output, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    output.writeVarInt(bytes.length, true);
    output.writeBytes(bytes);
  }

  private static String readText(Input input) {
    return new String(input.readBytes(length(input, 1)), StandardCharsets.UTF_8);
  }

  /** Instead of Kryo's own, which believes whatever length it reads. */
  static final class OfText extends ImmutableSerializer<String> {
    @Override
    public void write(Kryo kryo, Output output, String text) {
      writeText(output, text);
    }

    @Override
    public String read(Kryo kryo, Input input, Class<? extends String> type) {
      return readText(input);
    }
  }

  /** Named arrays, the names in order. */
  static final class OfDescentState extends ImmutableSerializer<DescentState> {
    @Override
    public void write(Kryo kryo, Output output, DescentState state) {
      output.writeVarInt(state.arrays().size(), true);
      state
          .arrays()
          .forEach(
              (name, values) -> {
                writeText(output, name);
                writeDoubles(output, values);
              });
    }

    @Override
    public DescentState read(Kryo kryo, Input input, Class<? extends DescentState> type) {
      Map<String, double[]> arrays = new TreeMap<>();
      int count = length(input, 2);
      for (int i = 0; i < count; i++) {
        String name = readText(input);
        arrays.put(name, readDoubles(input));
      }
      return DescentState.of(arrays);
    }
  }

  /** Steps, timestamps and those columns that hold a number, under their names. */
  static final class OfMetricBlock extends ImmutableSerializer<MetricBlock> {
    @Override
    public void write(Kryo kryo, Output output, MetricBlock block) {
      kryo.writeObject(output, block.series());
      int rows = block.rows();
      output.writeVarInt(rows, true);
      for (int row = 0; row < rows; row++) {
        output.writeLong(block.step(row));
        output.writeLong(block.timestamp(row));
      }
      List<Metric> used =
          Metric.all().stream()
              .filter(
                  metric ->
                      IntStream.range(0, rows)
                          .anyMatch(row -> !Double.isNaN(block.value(metric, row))))
              .toList();
      output.writeVarInt(used.size(), true);
      for (Metric metric : used) {
        writeText(output, metric.column());
        writeDoubles(
            output,
            IntStream.range(0, rows).mapToDouble(row -> block.value(metric, row)).toArray());
      }
    }

    @Override
    public MetricBlock read(Kryo kryo, Input input, Class<? extends MetricBlock> type) {
      Series series = kryo.readObject(input, Series.class);
      int rows = length(input, 16);
      long[] steps = new long[rows];
      long[] timestamps = new long[rows];
      for (int row = 0; row < rows; row++) {
        steps[row] = input.readLong();
        timestamps[row] = input.readLong();
      }
      Map<Metric, double[]> columns = new TreeMap<>();
      int count = length(input, 2);
      for (int i = 0; i < count; i++) {
        Metric metric = metric(readText(input));
        double[] values = readDoubles(input);
        if (values.length != rows) {
          throw new KryoException("a column of " + values.length + " rows");
        }
        columns.put(metric, values);
      }
      MetricBlock.Builder block =
          MetricBlock.Builder.create(series, rows, List.copyOf(columns.keySet()));
      for (int i = 0; i < rows; i++) {
        int row = i;
        block.row(steps[row], timestamps[row]);
        columns.forEach((metric, values) -> block.set(metric, values[row]));
      }
      return block.build();
    }

    private static Metric metric(String column) {
      return Metric.all().stream()
          .filter(metric -> metric.column().equals(column))
          .findFirst()
          .orElseThrow(() -> new KryoException("no metric " + column));
    }
  }

  /** Any list; comes back as an immutable one. */
  static final class OfList extends ImmutableSerializer<List<?>> {
    @Override
    public void write(Kryo kryo, Output output, List<?> list) {
      output.writeVarInt(list.size(), true);
      list.forEach(element -> kryo.writeClassAndObject(output, element));
    }

    @Override
    public List<?> read(Kryo kryo, Input input, Class<? extends List<?>> type) {
      int size = length(input, 1);
      List<Object> list = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        list.add(kryo.readClassAndObject(input));
      }
      return List.copyOf(list);
    }
  }

  /** Enum constants by name, so that their order may change. */
  static final class ByName<E extends Enum<E>> extends ImmutableSerializer<E> {
    private final Class<E> type;

    ByName(Class<E> type) {
      this.type = type;
    }

    @Override
    public void write(Kryo kryo, Output output, E constant) {
      writeText(output, constant.name());
    }

    @Override
    public E read(Kryo kryo, Input input, Class<? extends E> found) {
      return Enum.valueOf(type, readText(input));
    }
  }

  /** A class of one value. */
  static final class Constant<T> extends ImmutableSerializer<T> {
    private final T value;

    Constant(T value) {
      this.value = value;
    }

    @Override
    public void write(Kryo kryo, Output output, T constant) {}

    @Override
    public T read(Kryo kryo, Input input, Class<? extends T> type) {
      return value;
    }
  }

  /** Actors by their address. */
  static final class OfActorRef extends ImmutableSerializer<ActorRef<?>> {
    private final @Nullable ActorRefResolver actors;

    OfActorRef(@Nullable ActorRefResolver actors) {
      this.actors = actors;
    }

    @Override
    public void write(Kryo kryo, Output output, ActorRef<?> actor) {
      writeText(output, resolver().toSerializationFormat(actor));
    }

    @Override
    public ActorRef<?> read(Kryo kryo, Input input, Class<? extends ActorRef<?>> type) {
      return resolver().resolveActorRef(readText(input));
    }

    private ActorRefResolver resolver() {
      if (actors == null) {
        throw new KryoException("a reference to an actor has no place in a stored value");
      }
      return actors;
    }
  }
}
