package io.trebuchet.storage;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lines with their offsets; a last line without its end does not count. */
final class CsvLines {
  private static final int LONGEST_LINE = 1 << 20;

  private final InputStream bytes;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long offset;

  CsvLines(FileChannel file, long offset, int buffer) throws IOException {
    // Each reader moves the channel's position: only the newest may be used.
    bytes = new BufferedInputStream(Channels.newInputStream(file.position(offset)), buffer);
    this.offset = offset;
  }

  long offset() {
    return offset;
  }

  @Nullable String next() throws IOException {
    line.reset();
    for (int b = bytes.read(); b >= 0; b = bytes.read()) {
      if (b == '\n') {
        offset += line.size() + 1L;
        return line.toString(StandardCharsets.UTF_8);
      }
      line.write(b);
      if (line.size() > LONGEST_LINE) {
        throw new IOException(
            String.format(Locale.ROOT, "a line longer than %d bytes", LONGEST_LINE));
      }
    }
    return null;
  }
}
