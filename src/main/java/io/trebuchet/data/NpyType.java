package io.trebuchet.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the numbers of a NumPy file are, as far as they can be read as doubles without loss. */
enum NpyType {
  HALF("f2", 2),
  FLOAT("f4", 4),
  DOUBLE("f8", 8),
  BYTE("i1", 1),
  SHORT("i2", 2),
  INT("i4", 4),
  LONG("i8", 8),
  UNSIGNED_BYTE("u1", 1),
  UNSIGNED_SHORT("u2", 2),
  UNSIGNED_INT("u4", 4),
  UNSIGNED_LONG("u8", 8),
  BOOLEAN("b1", 1);

  /** Whole numbers up to here are doubles. */
  private static final long EXACT = 1L << 53;

  private static final Pattern CODE = Pattern.compile("[<>=|]?([a-zA-Z?])([0-9]*)");
  private static final Pattern NAME = Pattern.compile("(float|int|uint)([0-9]+)");
  private static final Map<String, String> NAMES =
      Map.of("bool", "b1", "?", "b1", "double", "f8", "single", "f4", "half", "f2");

  private final String code;
  private final int width;

  NpyType(String code, int width) {
    this.code = code;
    this.width = width;
  }

  /** Bytes of a number. */
  int width() {
    return width;
  }

  /**
   * The type of a description such as {@code <f8}.
   *
   * @param file for what to do
   * @throws IOException if its values are no real numbers, saying what they are
   */
  static NpyType of(String description, String file) throws IOException {
    Matcher name = NAME.matcher(description);
    String plain = name.matches() ? name.group(1).charAt(0) + bytes(name.group(2)) : description;
    Matcher parts = CODE.matcher(plain);
    String code = parts.matches() ? parts.group(1) + parts.group(2) : plain;
    String known = NAMES.getOrDefault(code, code);
    for (NpyType type : values()) {
      if (type.code.equals(known)) {
        return type;
      }
    }
    throw new IOException(refusal(code, file));
  }

  private static String bytes(String bits) {
    return switch (bits) {
      case "8" -> "1";
      case "16" -> "2";
      case "32" -> "4";
      case "64" -> "8";
      default -> bits;
    };
  }

  private static String refusal(String code, String file) {
    String found =
        switch (code.isEmpty() ? ' ' : code.charAt(0)) {
          case 'O' -> "objects of Python, which only Python may read";
          case 'c' -> "complex numbers; take their real part";
          case 'f', 'g' -> "floats of another length than 16, 32 or 64 bits";
          case 'S', 'U', 'a' -> "texts";
          case 'M', 'm' -> "times";
          case 'V' -> "records or bytes";
          default -> "something else";
        };
    return String.format(
        Locale.ROOT,
        "it must hold floats of 64, 32 or 16 bits, integers or booleans, and holds %s; save it with"
            + " numpy.save(\"%s\", a.astype(float))",
        found,
        file);
  }

  /**
   * The next number.
   *
   * @throws IOException if no double is it
   */
  double next(ByteBuffer in) throws IOException {
    return switch (this) {
      case HALF -> Float.float16ToFloat(in.getShort());
      case FLOAT -> in.getFloat();
      case DOUBLE -> in.getDouble();
      case BYTE -> in.get();
      case SHORT -> in.getShort();
      case INT -> in.getInt();
      case LONG -> exact(in.getLong());
      case UNSIGNED_BYTE -> Byte.toUnsignedInt(in.get());
      case UNSIGNED_SHORT -> Short.toUnsignedInt(in.getShort());
      case UNSIGNED_INT -> Integer.toUnsignedLong(in.getInt());
      case UNSIGNED_LONG -> exactUnsigned(in.getLong());
      case BOOLEAN -> in.get() == 0 ? 0 : 1;
    };
  }

  private static double exact(long value) throws IOException {
    if (value > EXACT || value < -EXACT) {
      throw new IOException("an integer beyond 2^53 is no double");
    }
    return value;
  }

  private static double exactUnsigned(long value) throws IOException {
    return value < 0 ? exact(Long.MAX_VALUE) : exact(value);
  }
}
