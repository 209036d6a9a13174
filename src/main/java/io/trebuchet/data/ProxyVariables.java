package io.trebuchet.data;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The proxies of {@code http_proxy}, {@code https_proxy} and {@code all_proxy}, but for the hosts
 * of {@code no_proxy}; in small letters or capitals, as other programs read them. Properties of the
 * JVM go first.
 */
final class ProxyVariables extends ProxySelector {
  private static final List<String> PROPERTIES =
      List.of("http.proxyHost", "https.proxyHost", "socksProxyHost", "java.net.useSystemProxies");

  /** The JVM would not tell a proxy who asks before an encrypted connection. */
  private static final String REFUSED_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

  private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "::1");
  private static final int USUAL_PORT = 80;

  private final Optional<Door> http;
  private final Optional<Door> https;
  private final List<String> without;

  /** A proxy; the login may be empty. */
  private record Door(String host, int port, String login) {
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  private ProxyVariables(Optional<Door> http, Optional<Door> https, List<String> without) {
    this.http = http;
    this.https = https;
    this.without = without;
  }

  /**
   * Has a client ask through them.
   *
   * @throws FetchException if one of them names no proxy that can be used
   */
  static HttpClient.Builder onto(HttpClient.Builder client, Map<String, String> environment)
      throws FetchException {
    if (PROPERTIES.stream().anyMatch(name -> System.getProperty(name) != null)) {
      return client;
    }
    ProxyVariables proxies = of(environment);
    if (proxies.http.isEmpty() && proxies.https.isEmpty()) {
      return client;
    }
    if (proxies.hasLogin() && System.getProperty(REFUSED_SCHEMES) == null) {
      System.setProperty(REFUSED_SCHEMES, "");
    }
    client.proxy(proxies);
    return proxies.hasLogin() ? client.authenticator(proxies.new Logins()) : client;
  }

  static ProxyVariables of(Map<String, String> environment) throws FetchException {
    Optional<Door> all = door("all_proxy", environment);
    Optional<Door> http = door("http_proxy", environment);
    Optional<Door> https = door("https_proxy", environment);
    String no = value("no_proxy", environment).orElse("");
    return new ProxyVariables(
        http.or(() -> all),
        https.or(() -> all),
        Arrays.stream(no.toLowerCase(Locale.ROOT).split("[,\\s]+"))
            .filter(name -> !name.isEmpty())
            .toList());
  }

  private static Optional<String> value(String name, Map<String, String> environment) {
    return Optional.ofNullable(environment.get(name))
        .or(() -> Optional.ofNullable(environment.get(name.toUpperCase(Locale.ROOT))))
        .filter(text -> !text.isBlank())
        .map(String::strip);
  }

  private static Optional<Door> door(String name, Map<String, String> environment)
      throws FetchException {
    Optional<String> text = value(name, environment);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String whole = text.get().contains("://") ? text.get() : "http://" + text.get();
    try {
      URI address = URI.create(whole);
      if ("http".equalsIgnoreCase(address.getScheme()) && address.getHost() != null) {
        String login = address.getRawUserInfo();
        return Optional.of(
            new Door(
                bare(address.getHost()),
                address.getPort() < 0 ? USUAL_PORT : address.getPort(),
                login == null ? "" : login));
      }
    } catch (IllegalArgumentException e) {
      // As below: the text may hold a password, so nothing of it is repeated.
    }
    throw new FetchException(
        String.format(
            Locale.ROOT,
            "$%s names no proxy that can be used: write http://HOST:PORT, or unset it (other kinds"
                + " of proxies, such as socks5, are not known)",
            name));
  }

  private boolean hasLogin() {
    return http.filter(door -> !door.login().isEmpty()).isPresent()
        || https.filter(door -> !door.login().isEmpty()).isPresent();
  }

  @Override
  public List<Proxy> select(URI address) {
    Optional<Door> door = "https".equalsIgnoreCase(address.getScheme()) ? https : http;
    String host = bare(String.valueOf(address.getHost())).toLowerCase(Locale.ROOT);
    return door.filter(any -> !isWithout(host, address.getPort()))
        .map(
            proxy ->
                new Proxy(
                    Proxy.Type.HTTP,
                    InetSocketAddress.createUnresolved(proxy.host(), proxy.port())))
        .map(List::of)
        .orElse(List.of(Proxy.NO_PROXY));
  }

  /** A name stands for the hosts below it too, with or without a dot in front. */
  private boolean isWithout(String host, int port) {
    if (HERE.contains(host)) {
      return true;
    }
    return without.stream()
        .map(name -> name.endsWith(":" + port) ? name.substring(0, name.lastIndexOf(':')) : name)
        .map(name -> name.startsWith("*.") ? name.substring(1) : name)
        .map(name -> name.startsWith(".") ? name.substring(1) : bare(name))
        .anyMatch(name -> name.equals("*") || host.equals(name) || host.endsWith("." + name));
  }

  private static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  /** The client goes on with the next mirror, and says why. */
  @Override
  public void connectFailed(URI address, SocketAddress proxy, IOException why) {}

  private final class Logins extends Authenticator {
    @Override
    @SuppressWarnings("NullAway") // the library's word for nothing
    protected PasswordAuthentication getPasswordAuthentication() {
      if (getRequestorType() != RequestorType.PROXY) {
        return null;
      }
      return http.filter(this::isAsking)
          .or(() -> https.filter(this::isAsking))
          .map(door -> door.login().split(":", 2))
          .map(login -> new PasswordAuthentication(text(login[0]), password(login)))
          .orElse(null);
    }

    private boolean isAsking(Door door) {
      return door.host().equalsIgnoreCase(getRequestingHost())
          && door.port() == getRequestingPort();
    }

    private char[] password(String[] login) {
      return login.length < 2 ? new char[0] : text(login[1]).toCharArray();
    }

    private String text(String encoded) {
      return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
  }
}
