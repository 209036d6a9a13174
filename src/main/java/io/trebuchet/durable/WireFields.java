package io.trebuchet.durable;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.nio.charset.StandardCharsets;

/** Numbers and texts in the bytes of {@link WireFormat}; no length is taken at its word. */
public final class WireFields {
  private WireFields() {}

  /** A count and the bits of each. */
  static void writeDoubles(Output output, double[] values) {
    output.writeVarInt(values.length, true);
    for (double value : values) {
      output.writeLong(Double.doubleToRawLongBits(value));
    }
  }

  static double[] readDoubles(Input input) {
    double[] values = new double[length(input, 8)];
    for (int i = 0; i < values.length; i++) {
      values[i] = Double.longBitsToDouble(input.readLong());
    }
    return values;
  }

  /** A length that the bytes left can hold, so that no damage asks for memory without end. */
  static int length(Input input, int bytesEach) {
    int length = input.readVarInt(true);
    if (length < 0 || (long) length * bytesEach > input.limit() - input.position()) {
      throw new KryoException("a length of " + length);
    }
    return length;
  }

  /** A count of bytes and the text in UTF-8. */
  public static void writeText(Output output, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    output.writeVarInt(bytes.length, true);
    output.writeBytes(bytes);
  }

  public static String readText(Input input) {
    return new String(input.readBytes(length(input, 1)), StandardCharsets.UTF_8);
  }
}
