package io.trebuchet.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/** One-dimensional arrays in NumPy's format, version 1.0: little-endian doubles. */
public final class NpyFile {
  private static final int ALIGNMENT = 64;

  /** Magic, version, and the length of the header. */
  private static final int PREFIX = 10;

  private NpyFile() {}

  /** Replaces a file. */
  public static void write(Path file, double[] values) throws IOException {
    String shape =
        String.format(
            Locale.ROOT,
            "{'descr': '<f8', 'fortran_order': False, 'shape': (%d,), }",
            values.length);
    int header = Math.ceilDiv(PREFIX + shape.length() + 1, ALIGNMENT) * ALIGNMENT - PREFIX;
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.addExact(PREFIX + header, Math.multiplyExact(8, values.length)))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    bytes.put((byte) 1).put((byte) 0).putShort((short) header);
    bytes.put(shape.getBytes(StandardCharsets.US_ASCII));
    while (bytes.position() < PREFIX + header - 1) {
      bytes.put((byte) ' ');
    }
    bytes.put((byte) '\n');
    bytes.asDoubleBuffer().put(values);
    UserFiles.replace(file, bytes.rewind());
  }
}
