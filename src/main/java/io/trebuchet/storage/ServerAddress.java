package io.trebuchet.storage;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Where a database server is, and the login that was written into its address. Only the address
 * without it is stored or shown, and no message here repeats what was given.
 *
 * @param login {@code user:password} or a token; empty where there was none
 */
public record ServerAddress(URI url, String login) {
  private static final String HTTP = "http";
  private static final String HTTPS = "https";

  /**
   * An address as it is given.
   *
   * @throws IllegalArgumentException if it is none; the message does not hold it
   */
  public static ServerAddress of(String text) {
    URI given;
    try {
      given = new URI(text);
    } catch (URISyntaxException e) {
      throw refused();
    }
    if (given.getHost() == null
        || !List.of(HTTP, HTTPS).contains(scheme(given))
        || given.getRawQuery() != null
        || given.getRawFragment() != null) {
      throw refused();
    }
    String port = given.getPort() < 0 ? "" : ":" + given.getPort();
    String path = given.getRawPath() == null ? "" : given.getRawPath();
    return new ServerAddress(
        URI.create(scheme(given) + "://" + given.getHost() + port + path),
        given.getRawUserInfo() == null ? "" : decoded(given.getRawUserInfo()));
  }

  /** Scheme, host and port: what a login is bound to. */
  public static String origin(URI url) {
    int usual = scheme(url).equals(HTTPS) ? 443 : 80;
    return String.format(
        Locale.ROOT,
        "%s://%s:%d",
        scheme(url),
        String.valueOf(url.getHost()).toLowerCase(Locale.ROOT),
        url.getPort() < 0 ? usual : url.getPort());
  }

  /** How to give a login, for a server that wants one. */
  static String advice(URI url) {
    return String.format(
        Locale.ROOT,
        "give --influx-url %s with $INFLUX_TOKEN or --influx-token in one command, or write a"
            + " line '%s = TOKEN' into ~/.config/trebuchet/credentials",
        url,
        url);
  }

  private static IllegalArgumentException refused() {
    return new IllegalArgumentException(
        "write an address such as http://127.0.0.1:8086, or http://user:password@127.0.0.1:8086"
            + " with %40 for an @, %3A for a : and %2F for a / of the login; nothing comes after"
            + " ?");
  }

  private static String scheme(URI url) {
    return String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
  }

  private static String decoded(String login) {
    return URLDecoder.decode(login.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return url.toString();
  }
}
