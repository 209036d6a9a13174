package io.trebuchet.durable;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.ImmutableSerializer;
import io.trebuchet.metrics.AddedLater;
import io.trebuchet.metrics.RecordVersion;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record as its version and its components by name, each with its length: components may come, go
 * and change their places as {@link AddedLater} and {@link RecordVersion} say; whatever else does
 * not fit is refused by name.
 */
final class NamedFields<T extends Record> extends ImmutableSerializer<T> {
  private static final int LENGTH_BYTES = 4;

  /** A name, whether it may be passed over, and a length. */
  private static final int LEAST_BYTES = 2 + LENGTH_BYTES;

  private final Class<T> type;
  private final int version;
  private final Field[] fields;
  private final Map<String, Integer> places = new HashMap<>();
  private final Constructor<T> constructor;

  NamedFields(Class<T> type) {
    this.type = type;
    RecordVersion stated = type.getAnnotation(RecordVersion.class);
    this.version = stated == null ? 1 : stated.value();
    RecordComponent[] components = type.getRecordComponents();
    this.fields = new Field[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      fields[i] = Field.of(components[i]);
      types[i] = components[i].getType();
      places.put(fields[i].name(), i);
    }
    try {
      this.constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("every record has its constructor", e);
    }
  }

  private record Field(String name, Class<?> type, boolean later, Method reader) {
    static Field of(RecordComponent component) {
      Method reader = component.getAccessor();
      reader.setAccessible(true);
      boolean later = component.isAnnotationPresent(AddedLater.class);
      return new Field(component.getName(), component.getType(), later, reader);
    }

    Object of(Record value) {
      try {
        return reader.invoke(value);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new KryoException("cannot read " + name, e);
      }
    }
  }

  @Override
  public void write(Kryo kryo, Output output, T value) {
    output.writeVarInt(version, true);
    output.writeVarInt(fields.length, true);
    for (Field field : fields) {
      WireFields.writeText(output, field.name());
      output.writeBoolean(field.later());
      int begin = output.position();
      output.writeInt(0);
      writeField(kryo, output, field.type(), field.of(value));
      int end = output.position();
      output.setPosition(begin);
      output.writeInt(end - begin - LENGTH_BYTES);
      output.setPosition(end);
    }
  }

  private static void writeField(Kryo kryo, Output output, Class<?> type, Object value) {
    if (type == double.class) {
      output.writeLong(Double.doubleToRawLongBits((Double) value));
    } else if (type == long.class) {
      output.writeVarLong((Long) value, false);
    } else if (type == int.class) {
      output.writeVarInt((Integer) value, false);
    } else if (type == boolean.class) {
      output.writeBoolean((Boolean) value);
    } else {
      kryo.writeClassAndObject(output, value);
    }
  }

  private static @Nullable Object readField(Kryo kryo, Input input, Class<?> type) {
    if (type == double.class) {
      return Double.longBitsToDouble(input.readLong());
    } else if (type == long.class) {
      return input.readVarLong(false);
    } else if (type == int.class) {
      return input.readVarInt(false);
    } else if (type == boolean.class) {
      return input.readBoolean();
    }
    return kryo.readClassAndObject(input);
  }

  @Override
  public T read(Kryo kryo, Input input, Class<? extends T> found) {
    int written = input.readVarInt(true);
    if (written < 1 || written > version) {
      throw refused("is of version " + written + ", and " + version + " is known");
    }
    @Nullable Object[] values = new Object[fields.length];
    boolean[] seen = new boolean[fields.length];
    int count = WireFields.length(input, LEAST_BYTES);
    for (int i = 0; i < count; i++) {
      String name = WireFields.readText(input);
      boolean later = input.readBoolean();
      int length = input.readInt();
      if (length < 0 || length > input.limit() - input.position()) {
        throw new KryoException("a length of " + length);
      }
      int end = input.position() + length;
      Integer place = places.get(name);
      if (place != null) {
        if (seen[place]) {
          throw refused("has the field '" + name + "' twice");
        }
        seen[place] = true;
        values[place] = readField(kryo, input, fields[place].type());
        if (input.position() != end) {
          throw refused("has a field '" + name + "' of another kind");
        }
      } else if (later) {
        input.setPosition(end);
      } else {
        throw refused("has a field '" + name + "' that this version does not know");
      }
    }
    for (int i = 0; i < fields.length; i++) {
      if (!seen[i]) {
        if (!fields[i].later()) {
          throw refused("lacks the field '" + fields[i].name() + "'");
        }
        values[i] = absent(fields[i].type());
      }
    }
    return create(values);
  }

  private static @Nullable Object absent(Class<?> type) {
    if (type == double.class) {
      return Double.NaN;
    } else if (type == long.class) {
      return 0L;
    } else if (type == int.class) {
      return 0;
    }
    return type == boolean.class ? Boolean.FALSE : null;
  }

  private T create(@Nullable Object[] values) {
    try {
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      throw new KryoException(
          String.format(
              Locale.ROOT, "%s cannot be of %s", type.getSimpleName(), Arrays.toString(values)),
          e);
    }
  }

  private KryoException refused(String what) {
    return new KryoException(type.getSimpleName() + " " + what);
  }
}
