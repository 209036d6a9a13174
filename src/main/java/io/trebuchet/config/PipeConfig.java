package io.trebuchet.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A config that comes through an open file of the process, as {@code <(…)} of a shell does: only
 * the user's own shell can have laid it. It includes nothing, since it lies beside nothing.
 */
final class PipeConfig {
  private static final Pattern NAME = Pattern.compile("/dev/stdin|/(dev|proc/self)/fd/[0-9]+");

  private PipeConfig() {}

  /** Whether a path names an open file of the process. */
  static boolean is(Path file) {
    return NAME.matcher(file.toString()).matches();
  }

  /** All that comes. */
  static String text(Path file, int mostBytes) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(mostBytes + 1);
      if (bytes.length > mostBytes) {
        throw new IOException(String.format(Locale.ROOT, "more than %d bytes come", mostBytes));
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
