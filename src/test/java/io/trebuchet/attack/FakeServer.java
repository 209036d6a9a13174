package io.trebuchet.attack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Passes for an InfluxDB and keeps what it is sent besides rows: lines and headers of requests. */
final class FakeServer implements AutoCloseable {
  private static final String DATABASES =
      "{\"results\":[{\"series\":[{\"columns\":[\"name\"],\"values\":[[\"trebuchet\"]]}]}]}";

  private final HttpServer server;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final String version;
  private final String elsewhere;
  private final boolean login;

  private FakeServer(HttpServer server, String version, String elsewhere, boolean login) {
    this.server = server;
    this.version = version;
    this.elsewhere = elsewhere;
    this.login = login;
  }

  /** One that takes everything, as InfluxDB 1 does where nobody logs in. */
  static FakeServer open() throws IOException {
    return start("1.6.7", "", false);
  }

  /** One that takes nothing. */
  static FakeServer wantingLogin() throws IOException {
    return start("1.6.7", "", true);
  }

  /** One that sends all but the first question to another. */
  static FakeServer leadingTo(String elsewhere, String version) throws IOException {
    return start(version, elsewhere, false);
  }

  private static FakeServer start(String version, String elsewhere, boolean login)
      throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    FakeServer fake = new FakeServer(http, version, elsewhere, login);
    http.createContext("/", fake::answer);
    http.start();
    return fake;
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.add(exchange.getRequestURI() + " " + exchange.getRequestHeaders().entrySet());
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().set("X-Influxdb-Version", version);
    String path = exchange.getRequestURI().getPath();
    if (!path.equals("/ping") && !elsewhere.isEmpty()) {
      exchange.getResponseHeaders().set("Location", elsewhere + exchange.getRequestURI());
      exchange.sendResponseHeaders(307, -1);
    } else if (path.equals("/query")) {
      byte[] body = DATABASES.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(login ? 401 : 200, body.length);
      exchange.getResponseBody().write(body);
    } else {
      exchange.sendResponseHeaders(login && !path.equals("/ping") ? 401 : 204, -1);
    }
    exchange.close();
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  /** The requests since this was last asked. */
  List<String> requests() {
    List<String> taken = List.copyOf(requests);
    requests.clear();
    return taken;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
