package io.trebuchet.durable;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.DefaultClassResolver;
import com.esotericsoftware.kryo.util.MapReferenceResolver;
import com.esotericsoftware.kryo.util.Pool;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.objenesis.instantiator.ObjectInstantiator;

/**
 * Values as bytes, for checkpoints and messages: a CRC-32C, then Kryo with the classes of {@link
 * WireTable} and no others. Thread-safe.
 */
public final class WireFormat {
  /** Raised only where the bytes are laid out otherwise: records have versions of their own. */
  public static final int VERSION = 3;

  private static final int CRC_BYTES = 4;
  private static final int MOST_LEVELS = 16;
  private static final int FIRST_BYTES = 512;
  private static final int MOST_BYTES = Integer.MAX_VALUE - 64;

  private final Pool<Kryo> kryos;

  private WireFormat(List<Class<?>> interfaces, Consumer<Kryo> more) {
    kryos =
        new Pool<>(true, false, 8) {
          @Override
          protected Kryo create() {
            return kryo(interfaces, more);
          }
        };
  }

  /** A format for values. */
  public static WireFormat ofValues() {
    return new WireFormat(List.of(List.class, Map.class), kryo -> {});
  }

  /**
   * The same for more than values.
   *
   * @param reference an interface that stands for all that implement it
   * @param more makes a Kryo know it, and the other classes
   */
  public static WireFormat with(Class<?> reference, Consumer<Kryo> more) {
    return new WireFormat(List.of(List.class, Map.class, reference), more);
  }

  private static Kryo kryo(List<Class<?>> interfaces, Consumer<Kryo> more) {
    Kryo kryo = new StrictKryo(interfaces);
    kryo.setRegistrationRequired(true);
    kryo.setReferences(false);
    kryo.setMaxDepth(MOST_LEVELS);
    WireTable.register(kryo);
    more.accept(kryo);
    return kryo;
  }

  /**
   * The bytes of a value.
   *
   * @throws IllegalArgumentException if its class, or one within it, is not in the table
   */
  public byte[] write(Object value) {
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
  public Object read(byte[] bytes) throws DamagedException {
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
  public static final class DamagedException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** Looks no class up by a name in the bytes, and takes interfaces for what implements them. */
  @SuppressWarnings("rawtypes") // as Kryo declares them
  private static final class StrictKryo extends Kryo {
    private final List<Class<?>> interfaces;

    StrictKryo(List<Class<?>> interfaces) {
      super(new NoNames(), new MapReferenceResolver());
      this.interfaces = interfaces;
    }

    @Override
    public Registration getRegistration(Class type) {
      for (Class<?> known : interfaces) {
        if (known.isAssignableFrom(type)) {
          return super.getRegistration(known);
        }
      }
      return super.getRegistration(type);
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
