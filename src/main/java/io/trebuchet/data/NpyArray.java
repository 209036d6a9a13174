package io.trebuchet.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Locale;

/** The numbers of a NumPy file in C order (the last index fastest), whatever order it has. */
final class NpyArray {
  private static final int CHUNK = 1 << 16;

  private NpyArray() {}

  /** All of them. */
  static double[] values(Path file) throws IOException {
    NpyHeader header = NpyHeader.read(file);
    double[] values = new double[(int) header.count()];
    read(file, header, (at, value) -> values[at] = value);
    return values;
  }

  /** The same in so many arrays of one length. */
  static double[][] slices(Path file, int first) throws IOException {
    NpyHeader header = NpyHeader.read(file);
    int inner = first == 0 ? 0 : (int) (header.count() / first);
    double[][] slices = new double[inner == 0 ? 0 : first][inner];
    read(file, header, (at, value) -> slices[at / inner][at % inner] = value);
    return slices;
  }

  /** Takes number {@code at} of the C order. */
  private interface Sink {
    void put(int at, double value);
  }

  private static void read(Path file, NpyHeader header, Sink sink) throws IOException {
    int count = (int) header.count();
    NpyType type = header.type();
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK).order(header.order()).limit(0);
    Position position = new Position(header);
    try (FileChannel in = InputFile.channel(file)) {
      in.position(header.start());
      for (int i = 0; i < count; i++) {
        while (buffer.remaining() < type.width()) {
          buffer.compact();
          if (in.read(buffer) < 0) {
            throw new EOFException(
                String.format(Locale.ROOT, "it ends after %d of %d numbers", i, count));
          }
          buffer.flip();
        }
        double value = type.next(buffer);
        if (!Double.isFinite(value)) {
          throw new IOException(String.format(Locale.ROOT, "number %d is %s", i, value));
        }
        sink.put(position.next(), value);
      }
    }
  }

  /** Where the numbers of a file belong in C order, one after another. */
  private static final class Position {
    private final boolean fortran;
    private final int[] sides;
    private final int[] strides;
    private final int[] index;
    private int at;

    Position(NpyHeader header) {
      int axes = header.shape().size();
      fortran = header.fortran() && axes > 1;
      sides = header.shape().stream().mapToInt(Integer::intValue).toArray();
      strides = new int[axes];
      index = new int[axes];
      int stride = 1;
      for (int axis = axes - 1; axis >= 0; axis--) {
        strides[axis] = stride;
        stride *= sides[axis];
      }
    }

    int next() {
      int now = at;
      if (!fortran) {
        at++;
        return now;
      }
      for (int axis = 0; axis < sides.length; axis++) {
        at += strides[axis];
        if (++index[axis] < sides[axis]) {
          return now;
        }
        at -= strides[axis] * sides[axis];
        index[axis] = 0;
      }
      return now;
    }
  }
}
