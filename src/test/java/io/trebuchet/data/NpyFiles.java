package io.trebuchet.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Writes what numpy.save writes, as its format description has it. */
public final class NpyFiles {
  private NpyFiles() {}

  /** Doubles in C order. */
  public static Path write(Path file, double[] values, int... shape) throws IOException {
    return write(file, false, values, shape);
  }

  /**
   * Doubles in either order.
   *
   * @param values the last index fastest, whatever the order of the file
   */
  public static Path write(Path file, boolean fortran, double[] values, int... shape)
      throws IOException {
    ByteBuffer data = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    int[] index = new int[shape.length];
    for (int i = 0; i < values.length; i++) {
      int left = i;
      for (int k = 0; k < shape.length; k++) {
        int axis = fortran ? k : shape.length - 1 - k;
        index[axis] = left % shape[axis];
        left /= shape[axis];
      }
      int at = 0;
      for (int axis = 0; axis < shape.length; axis++) {
        at = at * shape[axis] + index[axis];
      }
      data.putDouble(values[at]);
    }
    return write(file, header("<f8", fortran, shape), data.array());
  }

  /** The dictionary of a header. */
  public static String header(String type, boolean fortran, int... shape) {
    String sides = Arrays.stream(shape).mapToObj(n -> n + ",").collect(Collectors.joining(" "));
    return "{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }"
        .formatted(type, fortran ? "True" : "False", sides);
  }

  /** A file of version 1 with any header and data. */
  public static Path write(Path file, String header, byte[] data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    String padded = header + " ".repeat(117 - header.length()) + "\n";
    out.write(new byte[] {(byte) padded.length(), 0});
    out.write(padded.getBytes(StandardCharsets.US_ASCII));
    out.write(data);
    return Files.write(file, out.toByteArray());
  }
}
