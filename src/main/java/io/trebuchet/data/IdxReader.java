package io.trebuchet.data;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a gzip-compressed IDX file from front to back. Every error is an {@link IOException} that
 * names the file and the byte, counted in the uncompressed content, where it goes wrong.
 */
final class IdxReader implements Closeable {
  static final int IMAGES = 0x0803;
  static final int LABELS = 0x0801;

  private final Path file;
  private final String checksum;
  private final InputStream in;
  private long offset;

  private IdxReader(Path file, byte[] compressed) throws IOException {
    this.file = file;
    this.checksum = Sha256.of(compressed);
    try {
      this.in = new GZIPInputStream(new ByteArrayInputStream(compressed), 1 << 16);
    } catch (ZipException | EOFException e) {
      throw damaged(0, "it is not a gzip file", e);
    }
  }

  static IdxReader open(Path file) throws IOException {
    return new IdxReader(file, Files.readAllBytes(file));
  }

  /** SHA-256 of the compressed file. */
  String checksum() {
    return checksum;
  }

  /** Reads the magic number. */
  void requireMagic(int expected) throws IOException {
    int magic = readInt("the magic number");
    if (magic != expected) {
      throw damaged(0, "magic number 0x%08x where 0x%08x belongs".formatted(magic, expected), null);
    }
  }

  /** Reads a big-endian number that must lie in [min, max]. */
  int readSize(String what, int min, int max) throws IOException {
    long at = offset;
    int value = readInt(what);
    if (value < min || value > max) {
      throw damaged(at, "%s is %d, not %d to %d".formatted(what, value, min, max), null);
    }
    return value;
  }

  /** Fills {@code into}. */
  void readFully(byte[] into, String what) throws IOException {
    int done = 0;
    while (done < into.length) {
      int got;
      try {
        got = in.read(into, done, into.length - done);
      } catch (ZipException | EOFException e) {
        throw damaged(offset, "corrupt or truncated gzip data within " + what, e);
      }
      if (got < 0) {
        throw damaged(offset, "it ends within " + what, null);
      }
      done += got;
      offset += got;
    }
  }

  /** Checks that nothing follows, the gzip check sum included. */
  void requireEnd() throws IOException {
    int next;
    try {
      next = in.read();
    } catch (ZipException | EOFException e) {
      throw damaged(offset, "corrupt or truncated gzip data at the end", e);
    }
    if (next >= 0) {
      throw damaged(offset, "it goes on after its last item", null);
    }
  }

  /** An error at byte {@code at}. */
  IOException damaged(long at, String problem, @Nullable Throwable cause) {
    return new IOException(
        "%s is damaged at byte %d of its uncompressed content: %s. Fetch it again."
            .formatted(file, at, problem),
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
