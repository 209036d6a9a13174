package io.trebuchet.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbers of a NumPy file, format versions 1 to 3, of 64- or 32-bit floats in C order. Nothing
 * of its header is believed before the file's own length bears it out, and only plain numbers are
 * read: objects, which Python would execute, are not.
 */
final class NpyArray {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int PREFIX = 12;
  private static final int MOST_HEADER = 1 << 16;
  private static final int MOST_AXES = 32;

  private static final Pattern TYPE = Pattern.compile("'descr':\\s*'([<>=|]?)f([48])'");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order':\\s*True");
  private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([0-9, ]*+)\\)");
  private static final Pattern SIDE = Pattern.compile("[0-9]{1,10}");

  private NpyArray() {}

  /** How many numbers there are, along how many axes that are longer than one. */
  private record Shape(long count, int axes) {}

  /** All entries in the order of the file, which must be C order (the last index fastest). */
  static double[] values(Path file, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < PREFIX || !startsWithMagic(bytes)) {
      throw new IOException("it is not a NumPy file");
    }
    int version = bytes[6];
    if (version < 1 || version > 3) {
      throw new IOException("its format version is %d, not 1 to 3".formatted(version));
    }
    int start = version == 1 ? PREFIX - 2 : PREFIX;
    long length =
        version == 1
            ? Short.toUnsignedInt(buffer.getShort(8))
            : Integer.toUnsignedLong(buffer.getInt(8));
    if (start + length > bytes.length) {
      throw new IOException("its header goes on after its end");
    }
    if (length > MOST_HEADER) {
      throw new IOException("its header has %d bytes".formatted(length));
    }
    String header = new String(bytes, start, (int) length, StandardCharsets.UTF_8);
    Matcher type = TYPE.matcher(header);
    if (!type.find()) {
      throw new IOException(
          "it must hold floats of 64 or 32 bits; save it with numpy.save(%s, a.astype(float))"
              .formatted(file.getFileName()));
    }
    Shape shape = shape(header);
    // A single column or row has the same order either way.
    if (shape.axes() > 1 && FORTRAN.matcher(header).find()) {
      throw new IOException("it is in Fortran order; save it with numpy.ascontiguousarray");
    }
    int width = Integer.parseInt(type.group(2));
    int from = start + (int) length;
    if (shape.count() != (bytes.length - from) / width || (bytes.length - from) % width != 0) {
      throw new IOException(
          "%d numbers need %d bytes, but it has %d"
              .formatted(shape.count(), saturated(shape.count(), width), bytes.length - from));
    }
    buffer.order(type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[(int) shape.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = width == 8 ? buffer.getDouble(from + 8 * i) : buffer.getFloat(from + 4 * i);
      if (!Double.isFinite(values[i])) {
        throw new IOException("number %d is %s".formatted(i, values[i]));
      }
    }
    return values;
  }

  private static Shape shape(String header) throws IOException {
    Matcher shape = SHAPE.matcher(header);
    if (!shape.find()) {
      throw new IOException("its header has no shape");
    }
    String[] sides = shape.group(1).split(",", -1);
    if (sides.length > MOST_AXES + 1) {
      throw new IOException("its shape has %d axes".formatted(sides.length));
    }
    long count = 1;
    int axes = 0;
    for (String text : sides) {
      String side = text.strip();
      if (!side.isEmpty()) {
        if (!SIDE.matcher(side).matches()) {
          throw new IOException("its shape has a side that is no length of an array");
        }
        long entries = Long.parseLong(side);
        count = saturated(count, entries);
        axes += entries == 1 ? 0 : 1;
      }
    }
    return new Shape(count, axes);
  }

  private static long saturated(long a, long b) {
    return a != 0 && b > Long.MAX_VALUE / a ? Long.MAX_VALUE : a * b;
  }

  private static boolean startsWithMagic(byte[] bytes) {
    for (int i = 0; i < MAGIC.length; i++) {
      if (bytes[i] != MAGIC[i]) {
        return false;
      }
    }
    return true;
  }
}
