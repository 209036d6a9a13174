package io.trebuchet.storage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Whether writes are compressed on their way to a server. */
public enum Gzip {
  /** To another machine: within one the time that it takes buys nothing. */
  AUTO,
  /** Always. */
  ON,
  /** Never, as for a server or proxy that does not know it. */
  OFF;

  /** The header that says so. */
  static final String HEADER = "Content-Encoding";

  /** Its value. */
  static final String WORD = "gzip";

  private static final int BUFFER = 1 << 16;

  /** Whether it is done with a server. */
  public boolean isFor(URI server) {
    return switch (this) {
      case AUTO -> !isHere(server);
      case ON -> true;
      case OFF -> false;
    };
  }

  /** A name that cannot be found now is not this machine's. */
  private static boolean isHere(URI server) {
    String host = server.getHost();
    if (host == null || host.toLowerCase(Locale.ROOT).equals("localhost")) {
      return true;
    }
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** A text at the level that is worth its time: higher ones take more than a fast network. */
  static byte[] of(byte[] text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length / 3 + BUFFER);
    try (GZIPOutputStream out =
        new GZIPOutputStream(bytes, BUFFER) {
          {
            def.setLevel(Deflater.BEST_SPEED);
          }
        }) {
      out.write(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
