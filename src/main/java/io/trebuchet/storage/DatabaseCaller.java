package io.trebuchet.storage;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;

/**
 * Who asks the HTTP port of the embedded database, as its headers say; empty texts for those that
 * are not there.
 *
 * @param host the header {@code Host}, with its port
 * @param origin the header of this name, which browsers set
 * @param fetchSite the header {@code Sec-Fetch-Site}, which browsers set
 * @param authorization the header of this name
 */
record DatabaseCaller(String host, String origin, String fetchSite, String authorization) {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  /** What the user's own program or hand sends; every page is foreign, since there is none here. */
  private static final Set<String> OWN = Set.of("", "none");

  /**
   * Whether this is the owner, and not a web page that has the owner's browser ask: a page can
   * neither leave these headers out nor name this machine by one of its own addresses.
   */
  boolean isOwner(Credentials.Login owner) {
    return LOOPBACK.contains(hostName())
        && origin.isEmpty()
        && OWN.contains(fetchSite)
        && same(authorization, basic(owner.text()));
  }

  /** The header that a login is sent in. */
  static String basic(String login) {
    return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
  }

  /** Takes the same time wherever they differ. */
  static boolean same(String given, String expected) {
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
  }

  private String hostName() {
    String lower = host.toLowerCase(Locale.ROOT);
    int colon = lower.lastIndexOf(':');
    return colon > lower.lastIndexOf(']') ? lower.substring(0, colon) : lower;
  }
}
