package io.trebuchet.terminal;

import io.trebuchet.metrics.PlainText;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Standard output or error as everything in the process sees it, libraries too: what would steer
 * the terminal is shown instead, and a line printed is one line. Our own tables and bars go around
 * it, see {@link #raw}.
 */
public final class PlainStream extends PrintStream {
  private static final String TAB = " ".repeat(8);

  private static @Nullable NotingStream output;

  private final PrintStream raw;

  private PlainStream(PrintStream raw) {
    super(new Escaping(raw), true, raw.charset());
    this.raw = raw;
  }

  /** Has the process print through such streams from now on. */
  public static void install() {
    NotingStream out = new NotingStream(new FileOutputStream(FileDescriptor.out));
    output = out;
    System.setOut(over(new PrintStream(new BufferedOutputStream(out), true, System.out.charset())));
    System.setErr(over(System.err));
  }

  /**
   * Why not all of standard output could be written, if so; whoever reads, such as head, may have
   * enough.
   */
  public static Optional<IOException> failure() {
    System.out.flush();
    return Optional.ofNullable(output)
        .map(NotingStream::failure)
        .filter(error -> !String.valueOf(error.getMessage()).contains("Broken pipe"));
  }

  /** A stream that shows what it is given on another. */
  public static PrintStream over(PrintStream raw) {
    return raw instanceof PlainStream ? raw : new PlainStream(raw);
  }

  /** For those who draw: whatever of a text is not theirs, they escape themselves. */
  public static PrintStream raw(PrintStream stream) {
    return stream instanceof PlainStream plain ? plain.raw : stream;
  }

  @Override
  public void println(String line) {
    super.println(PlainText.shown(String.valueOf(line).replace("\t", TAB)));
  }

  @Override
  public void println(Object line) {
    println(String.valueOf(line));
  }

  /** Escapes all but ends of lines and tabs; bytes of a character may come apart. */
  private static final class Escaping extends OutputStream {
    private final PrintStream out;
    private final Charset charset;
    private final CharsetDecoder decoder;
    private ByteBuffer rest = ByteBuffer.allocate(0);

    Escaping(PrintStream out) {
      this.out = out;
      this.charset = out.charset();
      this.decoder =
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPLACE)
              .onUnmappableCharacter(CodingErrorAction.REPLACE);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) throws IOException {
      if (!rest.hasRemaining() && isPlain(bytes, from, length)) {
        out.write(bytes, from, length);
        return;
      }
      ByteBuffer in = ByteBuffer.allocate(rest.remaining() + length);
      in.put(rest).put(bytes, from, length).flip();
      CharBuffer text = CharBuffer.allocate(in.remaining() + 1);
      decoder.decode(in, text, false);
      rest = in;
      String shown =
          text.flip()
              .codePoints()
              .collect(StringBuilder::new, Escaping::append, StringBuilder::append)
              .toString();
      byte[] escaped = shown.getBytes(charset);
      out.write(escaped, 0, escaped.length);
    }

    private static boolean isPlain(byte[] bytes, int from, int length) {
      for (int i = from; i < from + length; i++) {
        if ((bytes[i] < ' ' && bytes[i] != '\n') || bytes[i] == 0x7f) {
          return false;
        }
      }
      return true;
    }

    private static void append(StringBuilder shown, int point) {
      if (point == '\n' || point == '\t') {
        shown.append((char) point);
      } else if (PlainText.steers(point)) {
        shown.append(PlainText.shown(Character.toString(point)));
      } else {
        shown.appendCodePoint(point);
      }
    }

    @Override
    public void flush() {
      out.flush();
    }
  }
}
