package io.trebuchet.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a NumPy file of format version 1 to 3 says of its numbers, 64- or 32-bit floats.
 *
 * @param shape lengths of the axes
 * @param width bytes of a number
 * @param fortran whether the first index is the fastest, and not the last
 * @param start where the numbers begin
 */
record NpyHeader(List<Integer> shape, int width, ByteOrder order, boolean fortran, int start) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern TYPE = Pattern.compile("'descr':\\s*'([<>=|]?)f([48])'");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order':\\s*True");
  private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([0-9, ]*)\\)");

  /** Copies the list. */
  NpyHeader {
    shape = List.copyOf(shape);
  }

  /**
   * Reads the header of a file.
   *
   * @throws IOException if it is none, or its length is not what it says, or the numbers have no
   *     room in memory
   */
  static NpyHeader read(Path file) throws IOException {
    NpyHeader header;
    try (InputStream in = Files.newInputStream(file)) {
      header = parse(file, in);
    }
    long length = Files.size(file) - header.start;
    long count = header.count();
    if (length != count * header.width) {
      throw new IOException(
          count + " numbers need " + count * header.width + " bytes, but it has " + length);
    }
    header.requireRoom(count);
    return header;
  }

  private static NpyHeader parse(Path file, InputStream in) throws IOException {
    byte[] first = in.readNBytes(12);
    if (first.length < 12 || !Arrays.equals(first, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new IOException("it is not a NumPy file");
    }
    ByteBuffer buffer = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN);
    int start = first[6] == 1 ? 10 : 12;
    long length = first[6] == 1 ? Short.toUnsignedInt(buffer.getShort(8)) : buffer.getInt(8);
    if (length < 0 || start + length > Files.size(file)) {
      throw new IOException("its header goes on after its end");
    }
    byte[] rest = in.readNBytes((int) length - (12 - start));
    String text =
        new String(first, start, 12 - start, StandardCharsets.UTF_8)
            + new String(rest, StandardCharsets.UTF_8);
    Matcher type = TYPE.matcher(text);
    if (!type.find()) {
      throw new IOException(
          "it must hold floats of 64 or 32 bits; save it with numpy.save("
              + file.getFileName()
              + ", a.astype(float))");
    }
    return new NpyHeader(
        shape(text),
        Integer.parseInt(type.group(2)),
        type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        FORTRAN.matcher(text).find(),
        start + (int) length);
  }

  private static List<Integer> shape(String text) throws IOException {
    Matcher shape = SHAPE.matcher(text);
    if (!shape.find()) {
      throw new IOException("its header has no shape");
    }
    List<Integer> sides = new ArrayList<>();
    try {
      for (String side : shape.group(1).split(",", -1)) {
        if (!side.isBlank()) {
          sides.add(Integer.parseInt(side.strip()));
        }
      }
    } catch (NumberFormatException e) {
      throw new IOException("its shape is (" + shape.group(1) + ")", e);
    }
    return sides;
  }

  /** How many numbers there are. */
  long count() throws IOException {
    long count = 1;
    try {
      for (int side : shape) {
        count = Math.multiplyExact(count, side);
      }
      Math.multiplyExact(count, 8);
    } catch (ArithmeticException e) {
      throw new IOException("its shape is " + shape, e);
    }
    return count;
  }

  /** As doubles they may take half of the memory: something is to be made of them. */
  private void requireRoom(long count) throws IOException {
    long most = Runtime.getRuntime().maxMemory();
    if (count > Integer.MAX_VALUE - 8 || 16 * count > most) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "its %d numbers would take %.1f GB, and Java has %.1f GB, of which half is for them:"
                  + " make the array smaller or give Java more, such as"
                  + " TREBUCHET_JAVA_OPTS=-Xmx16g",
              count,
              count / 1.25e8,
              most / 1e9));
    }
  }
}
