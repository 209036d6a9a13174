package io.trebuchet.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The numbers of a NumPy file, format versions 1 to 3, of 64- or 32-bit floats in C order. */
final class NpyArray {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern TYPE = Pattern.compile("'descr':\\s*'([<>=|]?)f([48])'");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order':\\s*True");
  private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([0-9, ]*)\\)");

  private NpyArray() {}

  /** All entries in the order of the file, which must be C order (the last index fastest). */
  static double[] values(Path file, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < 12 || !startsWithMagic(bytes)) {
      throw new IOException("it is not a NumPy file");
    }
    int version = bytes[6];
    int start = version == 1 ? 10 : 12;
    long length = version == 1 ? Short.toUnsignedInt(buffer.getShort(8)) : buffer.getInt(8);
    if (length < 0 || start + length > bytes.length) {
      throw new IOException("its header goes on after its end");
    }
    String header = new String(bytes, start, (int) length, StandardCharsets.UTF_8);
    Matcher type = TYPE.matcher(header);
    if (!type.find()) {
      throw new IOException(
          "it must hold floats of 64 or 32 bits; save it with numpy.save(%s, a.astype(float))"
              .formatted(file.getFileName()));
    }
    Matcher shape = SHAPE.matcher(header);
    if (!shape.find()) {
      throw new IOException("its header has no shape");
    }
    long count = 1;
    int axes = 0;
    for (String side : shape.group(1).split(",", -1)) {
      if (!side.isBlank()) {
        count = Math.multiplyExact(count, Long.parseLong(side.strip()));
        axes += count > 1 ? 1 : 0;
      }
    }
    if (axes > 1 && FORTRAN.matcher(header).find()) {
      throw new IOException("it is in Fortran order; save it with numpy.ascontiguousarray");
    }
    int width = Integer.parseInt(type.group(2));
    int from = start + (int) length;
    if (bytes.length - from != count * width) {
      throw new IOException(
          "%d numbers need %d bytes, but it has %d"
              .formatted(count, count * width, bytes.length - from));
    }
    buffer.order(type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[(int) count];
    for (int i = 0; i < values.length; i++) {
      values[i] = width == 8 ? buffer.getDouble(from + 8 * i) : buffer.getFloat(from + 4 * i);
      if (!Double.isFinite(values[i])) {
        throw new IOException("number %d is %s".formatted(i, values[i]));
      }
    }
    return values;
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
