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
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a NumPy file of format version 1 to 3 says of its numbers. Nothing of it is believed before
 * the file's own length bears it out, and only plain numbers are read: objects, which Python would
 * execute, are not.
 *
 * @param shape lengths of the axes
 * @param type of each number
 * @param fortran whether the first index is the fastest, and not the last
 * @param start where the numbers begin
 */
record NpyHeader(List<Integer> shape, NpyType type, ByteOrder order, boolean fortran, int start) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int PREFIX = 12;
  private static final int MOST_HEADER = 1 << 16;
  private static final int MOST_AXES = 32;
  private static final int MOST_SHOWN = 60;

  // NumPy writes 'key': value; other programs, and Python 2 with its 4L, write a little otherwise.
  private static final Pattern TYPE =
      Pattern.compile("['\"]descr['\"]\\s*:\\s*[ub]?(?:'([^']*+)'|\"([^\"]*+)\"|[\\[(])");
  private static final Pattern FORTRAN =
      Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(?:([Tt]rue|1)|[Ff]alse|0)\\b");
  private static final Pattern SHAPE =
      Pattern.compile("['\"]shape['\"]\\s*:\\s*[(\\[]([0-9lL,\\s]*+)[)\\]]");
  private static final Pattern SIDE = Pattern.compile("([0-9]{1,9})[lL]?");

  private static final Pattern KEY = Pattern.compile("['\"]([a-z_]+)['\"]\\s*:");

  /** Without what is behind the last one. */
  private static final Pattern COMMA = Pattern.compile(",");

  /** Copies the list. */
  NpyHeader {
    shape = List.copyOf(shape);
  }

  /** Whether a file begins as those of NumPy do. */
  static boolean isAhead(byte[] bytes) {
    return bytes.length >= MAGIC.length
        && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /**
   * Reads the header of a file.
   *
   * @throws IOException if it is none, or its length is not what it says, or the numbers have no
   *     room in memory
   */
  static NpyHeader read(Path file) throws IOException {
    NpyHeader header;
    try (InputStream in = InputFile.open(file)) {
      header = parse(file, in);
    }
    long length = Files.size(file) - header.start;
    header.requireLength(length);
    header.requireRoom(header.count());
    return header;
  }

  private void requireLength(long length) throws IOException {
    long count = count();
    int width = type.width();
    if (count == length / width && length % width == 0) {
      return;
    }
    long bytes = saturated(count, width);
    throw new IOException(
        bytes == Long.MAX_VALUE
            ? String.format(
                Locale.ROOT,
                "its shape %s has more numbers than any file, and %d bytes follow it",
                shape,
                length)
            : String.format(
                Locale.ROOT, "%d numbers need %d bytes, but it has %d", count, bytes, length));
  }

  private static NpyHeader parse(Path file, InputStream in) throws IOException {
    byte[] first = in.readNBytes(PREFIX);
    if (first.length < PREFIX && isCut(first)) {
      throw new IOException(
          first.length == 0 ? "it is empty" : "it is truncated: it ends before its header");
    }
    if (!isAhead(first)) {
      throw new IOException(FileSignature.of(first).orElse("it is not a NumPy file"));
    }
    int version = first[MAGIC.length];
    if (version < 1 || version > 3) {
      throw new IOException(
          String.format(Locale.ROOT, "its format version is %d, not 1 to 3", version));
    }
    ByteBuffer buffer = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN);
    int start = version == 1 ? PREFIX - 2 : PREFIX;
    long length =
        version == 1
            ? Short.toUnsignedInt(buffer.getShort(8))
            : Integer.toUnsignedLong(buffer.getInt(8));
    if (start + length > Files.size(file)) {
      throw new IOException("it is truncated: its header goes on after its end");
    }
    if (length == 0) {
      throw new IOException("it is truncated or damaged: its header has no bytes");
    }
    if (length > MOST_HEADER || length < PREFIX - start) {
      throw new IOException(String.format(Locale.ROOT, "its header has %d bytes", length));
    }
    byte[] rest = in.readNBytes((int) length - (PREFIX - start));
    String text =
        new String(first, start, PREFIX - start, StandardCharsets.UTF_8)
            + new String(rest, StandardCharsets.UTF_8);
    requireDistinctKeys(text);
    Matcher type = TYPE.matcher(text);
    Matcher fortran = FORTRAN.matcher(text);
    if (!type.find() || !fortran.find()) {
      throw new IOException("its header lacks descr or fortran_order, which NumPy writes");
    }
    String description = type.group(1) == null ? type.group(2) : type.group(1);
    if (description == null) {
      throw new IOException(
          "it holds records of several fields; save one of them, a[\"field\"].astype(float)");
    }
    return new NpyHeader(
        shape(text),
        NpyType.of(description, String.valueOf(file.getFileName())),
        description.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        fortran.group(1) != null,
        start + (int) length);
  }

  /** Whether a file is the beginning of one of NumPy. */
  private static boolean isCut(byte[] bytes) {
    int length = Math.min(bytes.length, MAGIC.length);
    return Arrays.equals(bytes, 0, length, MAGIC, 0, length);
  }

  /** Of two values for one key, programs take either. */
  private static void requireDistinctKeys(String text) throws IOException {
    Set<String> seen = new HashSet<>();
    Matcher key = KEY.matcher(text);
    while (key.find()) {
      if (!seen.add(key.group(1))) {
        throw new IOException("its header has a key twice: write the array again");
      }
    }
  }

  private static List<Integer> shape(String text) throws IOException {
    Matcher shape = SHAPE.matcher(text);
    if (!shape.find()) {
      throw new IOException("its header has no shape");
    }
    String inside = shape.group(1).strip();
    List<Integer> lengths = new ArrayList<>();
    for (String side : inside.isEmpty() ? new String[0] : COMMA.split(inside)) {
      Matcher digits = SIDE.matcher(side.strip());
      if (!digits.matches() || lengths.size() == MOST_AXES) {
        String shown =
            inside.length() > MOST_SHOWN ? inside.substring(0, MOST_SHOWN) + "…" : inside;
        throw new IOException(
            String.format(Locale.ROOT, "its shape (%s) is that of no array in a file", shown));
      }
      lengths.add(Integer.parseInt(digits.group(1)));
    }
    return lengths;
  }

  /** How many numbers there are. */
  long count() {
    long count = 1;
    for (int side : shape) {
      count = saturated(count, side);
    }
    return count;
  }

  private static long saturated(long a, long b) {
    return a != 0 && b > Long.MAX_VALUE / a ? Long.MAX_VALUE : a * b;
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
