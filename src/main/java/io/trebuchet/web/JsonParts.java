package io.trebuchet.web;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.pekko.util.ByteString;

/** One JSON value as stretches of bytes, each written when it is asked for. */
final class JsonParts implements Iterator<ByteString> {
  private static final int STRETCH = 1 << 15;

  private final Iterator<ApiJson.Body> parts;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final JsonGenerator out = ApiJson.generator(bytes);

  private JsonParts(Iterator<ApiJson.Body> parts) {
    this.parts = parts;
  }

  /** Parts that together write one value. */
  static JsonParts of(Iterator<ApiJson.Body> parts) {
    return new JsonParts(parts);
  }

  @Override
  public boolean hasNext() {
    return parts.hasNext();
  }

  @Override
  public ByteString next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    try {
      while (parts.hasNext() && bytes.size() < STRETCH) {
        parts.next().write(out);
        out.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ByteString stretch = ByteString.fromArrayUnsafe(bytes.toByteArray());
    bytes.reset();
    return stretch;
  }
}
