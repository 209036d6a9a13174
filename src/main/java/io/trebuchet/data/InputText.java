package io.trebuchet.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Text in UTF-8, with or without byte order marks: each program of Windows may put one before. */
final class InputText {
  private static final char MARK = '\uFEFF';

  private InputText() {}

  /**
   * The text of a file's bytes, without the marks.
   *
   * @throws IOException if they are none, saying what they are instead as far as that is known
   */
  static String of(byte[] bytes) throws IOException {
    String other = FileSignature.of(bytes).orElse(null);
    if (other != null) {
      throw new IOException(other);
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    if (decoder.decode(in, out, true).isError()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "line %d is not text in UTF-8, but in an older code page or no text: save it as"
                  + " UTF-8",
              line(bytes, in.position())));
    }
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "line %d holds zero bytes, as UTF-16 and binary files do: save it as text in UTF-8",
                line(bytes, i)));
      }
    }
    String text = out.flip().toString();
    int start = 0;
    while (start < text.length() && text.charAt(start) == MARK) {
      start++;
    }
    return text.substring(start);
  }

  private static int line(byte[] bytes, int at) {
    int line = 1;
    for (int i = 0; i < at; i++) {
      line += bytes[i] == '\n' ? 1 : 0;
    }
    return line;
  }
}
