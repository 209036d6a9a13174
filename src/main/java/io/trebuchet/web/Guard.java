package io.trebuchet.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask: names that a rebound DNS entry cannot have, no page of another origin, and on an
 * address that others can reach only those who know the token.
 */
final class Guard {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9a-fA-F:.]+\\]");

  private final boolean loopback;
  private final String host;
  private final @Nullable String token;

  private Guard(boolean loopback, String host, @Nullable String token) {
    this.loopback = loopback;
    this.host = host;
    this.token = token;
  }

  /** For a server that only this machine can reach. */
  static Guard loopback() {
    return new Guard(true, "127.0.0.1", null);
  }

  /** For a server that others can reach under {@code host}, an address or a name. */
  static Guard open(String host, String token) {
    if (token.isEmpty()) {
      throw new IllegalArgumentException("a server that others can reach needs a token");
    }
    return new Guard(false, host.toLowerCase(Locale.ROOT), token);
  }

  /**
   * What a guard looks at; empty texts for headers that are not there.
   *
   * @param host the header {@code Host}, with its port
   * @param origin the header of this name
   * @param fetchSite the header {@code Sec-Fetch-Site}
   * @param changes whether the request changes anything
   * @param token as given in the URL, the cookie or the header {@code Authorization}
   */
  record Caller(String host, String origin, String fetchSite, boolean changes, String token) {}

  /** Why a request is refused. */
  record Refused(int status, String why) {}

  /** Empty if the request may pass. */
  Optional<Refused> check(Caller caller) {
    if (!knows(hostName(caller.host()))) {
      return Optional.of(
          new Refused(
              403, "this server is not known as " + caller.host() + ": use its own address"));
    }
    if (!caller.origin().isEmpty() && !caller.origin().equals("http://" + caller.host())) {
      return Optional.of(new Refused(403, "requests of other origins are not served"));
    }
    boolean foreign = Set.of("cross-site", "same-site").contains(caller.fetchSite());
    if (caller.changes() && foreign) {
      return Optional.of(new Refused(403, "requests of other sites are not served"));
    }
    return admits(caller.token())
        ? Optional.empty()
        : Optional.of(new Refused(401, "open the link that the command printed: it has the token"));
  }

  /** Whether a token is asked for and this is it, compared in constant time. */
  boolean admits(String given) {
    return token == null
        || MessageDigest.isEqual(
            token.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  boolean asksForToken() {
    return token != null;
  }

  private boolean knows(String name) {
    if (LOOPBACK.contains(name)) {
      return true;
    }
    // A DNS name can be made to point here; an address cannot.
    return !loopback && (name.equals(host) || ADDRESS.matcher(name).matches());
  }

  private static String hostName(String header) {
    String lower = header.toLowerCase(Locale.ROOT);
    int colon = lower.lastIndexOf(':');
    return colon > lower.lastIndexOf(']') ? lower.substring(0, colon) : lower;
  }
}
