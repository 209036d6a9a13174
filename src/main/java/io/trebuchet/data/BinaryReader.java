package io.trebuchet.data;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of bytes from front to back. Every error is an {@link IOException} that names the
 * file and the byte, counted in the uncompressed content, where it goes wrong.
 */
final class BinaryReader implements Closeable {
  private final String name;
  private final String checksum;
  private final InputStream in;
  private long offset;

  private BinaryReader(String name, String checksum, InputStream in) {
    this.name = name;
    this.checksum = checksum;
    this.in = in;
  }

  /** A file as it is, or what is compressed in it if its name ends in .gz or it begins so. */
  static BinaryReader open(Path file) throws IOException {
    byte[] content = InputFile.bytes(file);
    boolean gzip = file.toString().endsWith(".gz") || isGzip(content);
    return of(
        file.toString(),
        Sha256.of(content),
        gzip ? gunzip(file, content) : new ByteArrayInputStream(content));
  }

  private static boolean isGzip(byte[] content) {
    return content.length > 1 && content[0] == 0x1f && content[1] == (byte) 0x8b;
  }

  /**
   * A stream.
   *
   * @param name how errors call it
   */
  static BinaryReader of(String name, String checksum, InputStream in) {
    return new BinaryReader(name, checksum, in);
  }

  /** The content of a gzip file that was read already; {@code file} is named in errors. */
  static InputStream gunzip(Path file, byte[] compressed) throws IOException {
    try {
      return new GZIPInputStream(new ByteArrayInputStream(compressed), 1 << 16);
    } catch (ZipException | EOFException e) {
      throw damaged(file.toString(), 0, "it is not a gzip file", e);
    }
  }

  /** SHA-256 of the file as it is on disk. */
  String checksum() {
    return checksum;
  }

  /** Reads the magic number. */
  void requireMagic(int expected) throws IOException {
    int magic = readInt("the magic number");
    if (magic != expected) {
      throw damaged(
          0,
          String.format(Locale.ROOT, "magic number 0x%08x where 0x%08x belongs", magic, expected),
          null);
    }
  }

  /** Reads a big-endian number that must lie in [min, max]. */
  int readSize(String what, int min, int max) throws IOException {
    long at = offset;
    int value = readInt(what);
    if (value < min || value > max) {
      throw damaged(
          at, String.format(Locale.ROOT, "%s is %d, not %d to %d", what, value, min, max), null);
    }
    return value;
  }

  /** Fills {@code into}. */
  void readFully(byte[] into, String what) throws IOException {
    int done = readSome(into, what);
    if (done < into.length) {
      throw damaged(offset, "it ends within " + what, null);
    }
  }

  /** Fills {@code into}, or returns false if nothing is left at all. */
  boolean readNext(byte[] into, String what) throws IOException {
    int done = readSome(into, what);
    if (done > 0 && done < into.length) {
      throw damaged(offset, "it ends within " + what, null);
    }
    return done > 0;
  }

  private int readSome(byte[] into, String what) throws IOException {
    int done = 0;
    while (done < into.length) {
      int got;
      try {
        got = in.read(into, done, into.length - done);
      } catch (IOException e) {
        throw damaged(offset, "corrupt or truncated data within " + what, e);
      }
      if (got < 0) {
        return done;
      }
      done += got;
      offset += got;
    }
    return done;
  }

  /** How many bytes have been read. */
  long offset() {
    return offset;
  }

  /** Checks that nothing follows, the gzip check sum included. */
  void requireEnd() throws IOException {
    int next;
    try {
      next = in.read();
    } catch (IOException e) {
      throw damaged(offset, "corrupt or truncated data at the end", e);
    }
    if (next >= 0) {
      throw damaged(offset, "it goes on after its last item", null);
    }
  }

  /** An error at byte {@code at}. */
  IOException damaged(long at, String problem, @Nullable Throwable cause) {
    return damaged(name, at, problem, cause);
  }

  /** An error at byte {@code at} of the file {@code name}. */
  static IOException damaged(String name, long at, String problem, @Nullable Throwable cause) {
    return new IOException(
        String.format(
            Locale.ROOT,
            "%s is damaged at byte %d of its uncompressed content: %s. Fetch it again.",
            name,
            at,
            problem),
        cause);
  }

  private int readInt(String what) throws IOException {
    byte[] bytes = new byte[4];
    readFully(bytes, what);
    return (bytes[0] & 0xff) << 24
        | (bytes[1] & 0xff) << 16
        | (bytes[2] & 0xff) << 8
        | (bytes[3] & 0xff);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
