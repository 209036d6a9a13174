package io.trebuchet.durable;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.ImmutableSerializer;
import io.trebuchet.physics.DescentState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How the classes of {@link WireFormat} that are no plain records are written. */
final class WireSerializers {
  private WireSerializers() {}

  /** Kryo's own takes a length at its word. */
  static final class OfText extends ImmutableSerializer<String> {
    @Override
    public void write(Kryo kryo, Output output, String text) {
      WireFields.writeText(output, text);
    }

    @Override
    public String read(Kryo kryo, Input input, Class<? extends String> type) {
      return WireFields.readText(input);
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
                WireFields.writeText(output, name);
                WireFields.writeDoubles(output, values);
              });
    }

    @Override
    public DescentState read(Kryo kryo, Input input, Class<? extends DescentState> type) {
      Map<String, double[]> arrays = new TreeMap<>();
      int count = WireFields.length(input, 2);
      for (int i = 0; i < count; i++) {
        String name = WireFields.readText(input);
        arrays.put(name, WireFields.readDoubles(input));
      }
      return DescentState.of(arrays);
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
      int size = WireFields.length(input, 1);
      List<Object> list = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        list.add(kryo.readClassAndObject(input));
      }
      return List.copyOf(list);
    }
  }

  /** Numbers by name, in their order. */
  static final class OfValues extends ImmutableSerializer<Map<String, Double>> {
    @Override
    public void write(Kryo kryo, Output output, Map<String, Double> values) {
      output.writeVarInt(values.size(), true);
      values.forEach(
          (name, value) -> {
            WireFields.writeText(output, name);
            output.writeDouble(value);
          });
    }

    @Override
    public Map<String, Double> read(
        Kryo kryo, Input input, Class<? extends Map<String, Double>> type) {
      int size = WireFields.length(input, 1 + Double.BYTES);
      Map<String, Double> values = new LinkedHashMap<>();
      for (int i = 0; i < size; i++) {
        values.put(WireFields.readText(input), input.readDouble());
      }
      return values;
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
      WireFields.writeText(output, constant.name());
    }

    @Override
    public E read(Kryo kryo, Input input, Class<? extends E> found) {
      return Enum.valueOf(type, WireFields.readText(input));
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
}
