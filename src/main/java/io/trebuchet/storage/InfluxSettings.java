package io.trebuchet.storage;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How to reach a server that speaks InfluxDB's version 2 write protocol.
 *
 * @param url its address, such as {@code http://127.0.0.1:8086}
 * @param token its API token, or {@code user:password}; empty for a server without authentication
 * @param org the organisation
 * @param bucket the bucket, which must exist
 * @param timeout how long to wait for a connection, and for an answer
 * @param gzip whether writes are compressed on their way
 */
public record InfluxSettings(
    URI url, String token, String org, String bucket, Duration timeout, boolean gzip) {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** A login in the address would be shown with it. */
  public InfluxSettings {
    if (url.getRawUserInfo() != null) {
      throw new IllegalArgumentException("an address with a login");
    }
  }

  /** Settings of a server that gets its writes as they are. */
  public InfluxSettings(URI url, String token, String org, String bucket, Duration timeout) {
    this(url, token, org, bucket, timeout, false);
  }

  /** Settings with the usual timeout. */
  public static InfluxSettings of(URI url, String token, String org, String bucket) {
    return new InfluxSettings(url, token, org, bucket, TIMEOUT);
  }

  /** Settings for an embedded QuestDB of this or another process, which knows no buckets. */
  public static InfluxSettings local(int port, Credentials.Login owner) {
    return of(URI.create("http://127.0.0.1:" + port), owner.text(), "trebuchet", "trebuchet");
  }

  /** The header that the token is sent in; empty without one. */
  Optional<String> authorization() {
    if (token.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(token.contains(":") ? DatabaseCaller.basic(token) : "Token " + token);
  }

  /** Leaves the token out, so that it cannot end up in a log. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "InfluxSettings[url=%s, org=%s, bucket=%s]", url, org, bucket);
  }

  /** The same with or without compression. */
  public InfluxSettings withGzip(boolean compressed) {
    return new InfluxSettings(url, token, org, bucket, timeout, compressed);
  }

  /** The same with another timeout. */
  InfluxSettings withTimeout(Duration other) {
    return new InfluxSettings(url, token, org, bucket, other, gzip);
  }
}
