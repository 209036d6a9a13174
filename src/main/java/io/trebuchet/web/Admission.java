package io.trebuchet.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who may ask: under names that a rebound DNS entry cannot have, no page of another origin, and
 * whoever shows the token.
 */
final class Admission {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9a-fA-F:.]+\\]");
  private static final Pattern ORIGIN = Pattern.compile("https?://(.+)");

  private final boolean loopback;
  private final Set<String> own;
  private final Set<String> proxies;
  private final byte[] token;
  private final Standing everybody;

  private Admission(
      boolean loopback, Set<String> own, Set<String> proxies, String token, Standing everybody) {
    this.loopback = loopback;
    this.own = own;
    this.proxies = proxies;
    this.token = token.getBytes(StandardCharsets.UTF_8);
    this.everybody = everybody;
  }

  /**
   * For a server.
   *
   * @param loopback whether only this machine can reach it
   * @param host the address or name that it listens on
   * @param names of proxies before it
   * @param openReading whether reading needs no token
   */
  static Admission of(
      boolean loopback, String host, List<String> names, String token, boolean openReading) {
    if (token.isEmpty()) {
      throw new IllegalArgumentException("a server needs a token");
    }
    Set<String> own = new HashSet<>(LOOPBACK);
    own.add(host.contains(":") ? "[" + lower(host) + "]" : lower(host));
    Set<String> proxies = new HashSet<>();
    names.forEach(name -> proxies.add(lower(name)));
    return new Admission(
        loopback, own, proxies, token, openReading ? Standing.READER : Standing.STRANGER);
  }

  /**
   * What is looked at; empty texts for headers that are not there.
   *
   * @param host the header {@code Host}, with its port
   * @param origin the header of this name
   * @param fetchSite the header {@code Sec-Fetch-Site}
   * @param changes whether the request changes anything
   * @param token as given in the header {@code Authorization}
   */
  record Caller(String host, String origin, String fetchSite, boolean changes, String token) {
    @Override
    public String toString() {
      return "a caller of " + host;
    }
  }

  /** Why a request is refused. */
  record Refused(int status, String why) {}

  /** Empty if a request comes under one of our names and from a page of ours, or from no page. */
  Optional<Refused> check(Caller caller) {
    if (!knows(hostName(caller.host()))) {
      return Optional.of(
          new Refused(
              403,
              String.format(
                  Locale.ROOT,
                  "this server is not known as %s: use its own address, or start it with --web-name"
                      + " if that is a proxy's name",
                  caller.host())));
    }
    if (!caller.origin().isEmpty() && !isOurs(caller.origin(), caller.host())) {
      return Optional.of(new Refused(403, "requests of other origins are not served"));
    }
    boolean foreign = Set.of("cross-site", "same-site").contains(caller.fetchSite());
    if (caller.changes() && foreign) {
      return Optional.of(new Refused(403, "requests of other sites are not served"));
    }
    return Optional.empty();
  }

  /** What a caller has shown; the token is compared in constant time. */
  Standing standing(Caller caller) {
    boolean same = MessageDigest.isEqual(token, caller.token().getBytes(StandardCharsets.UTF_8));
    return same ? Standing.OWNER : everybody;
  }

  /** Empty if what a caller has shown is enough. */
  Optional<Refused> check(Caller caller, Standing wanted) {
    Standing standing = standing(caller);
    if (standing.atLeast(wanted)) {
      return Optional.empty();
    }
    String where = "open the link that the command printed, or send the token in its credentials";
    String why =
        switch (standing) {
          case STRANGER -> caller.token().isEmpty() ? "this needs a token" : "the token is wrong";
          case READER -> "reading is open here, but control needs the token";
          case OWNER -> throw new IllegalStateException("nothing needs more than the token");
        };
    return Optional.of(new Refused(401, why + ": " + where));
  }

  private boolean knows(String name) {
    if (own.contains(name) || proxies.contains(name)) {
      return true;
    }
    // A DNS name can be made to point here; an address cannot.
    return !loopback && ADDRESS.matcher(name).matches();
  }

  /** A proxy may speak TLS on a port of its own, and change the host on the way. */
  private boolean isOurs(String origin, String host) {
    if (origin.equals("http://" + host)) {
      return true;
    }
    Matcher parts = ORIGIN.matcher(lower(origin));
    return parts.matches() && proxies.contains(hostName(parts.group(1)));
  }

  private static String hostName(String header) {
    String lower = lower(header);
    int colon = lower.lastIndexOf(':');
    return colon > lower.lastIndexOf(']') ? lower.substring(0, colon) : lower;
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
