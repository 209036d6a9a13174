package io.trebuchet.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;

/** Says of which file it was that not all could be written. */
final class NamedStream extends FilterOutputStream {
  private final String name;

  NamedStream(String name, OutputStream stream) {
    super(stream);
    this.name = name;
  }

  private IOException named(IOException error) {
    FileSystemException named =
        new FileSystemException(name, null, "not all was written: " + error.getMessage());
    named.initCause(error);
    return named;
  }

  @Override
  public void write(int b) throws IOException {
    try {
      out.write(b);
    } catch (IOException e) {
      throw named(e);
    }
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    try {
      out.write(bytes, from, length);
    } catch (IOException e) {
      throw named(e);
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      throw named(e);
    }
  }
}
