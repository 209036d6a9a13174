package io.trebuchet.storage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Stands between a client and a server and spoils writes, at random but the same each time. */
public final class FaultyProxy implements AutoCloseable {
  /** What becomes of a write. */
  public enum Fate {
    /** It passes. */
    PASS,
    /** It does not reach the server: 500. */
    STATUS_500,
    /** It does not reach the server: 429. */
    STATUS_429,
    /** The connection is cut before the server has it. */
    CUT,
    /** The server takes it, but its answer is lost. */
    CUT_AFTER,
    /** It takes its time. */
    DELAY,
    /** It does not reach the server: somebody's page says 200. */
    STRANGER_200,
    /** It does not reach the server: 400, whatever it is. */
    STATUS_400,
    /** The answer's headers come, its body never does. */
    STALLED_BODY
  }

  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final URI target;
  private final List<Fate> fates;
  private final Random random = new Random(11);
  private final Map<Fate, Integer> counts = new EnumMap<>(Fate.class);
  private volatile long delayNanos = TimeUnit.MILLISECONDS.toNanos(100);
  private volatile boolean spoiling = true;
  private volatile long mostBytes = Long.MAX_VALUE;
  private volatile @Nullable String refusedPart;
  private volatile boolean greeting;
  private volatile boolean holding;
  private volatile @Nullable HttpRequest heldRequest;
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch stalled = new CountDownLatch(1);

  private FaultyProxy(HttpServer server, URI target, List<Fate> fates) {
    this.server = server;
    this.target = target;
    this.fates = fates;
  }

  /** Each write meets one of the fates, which may be given several times. */
  public static FaultyProxy start(URI target, List<Fate> fates) throws Exception {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    HttpServer server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
    FaultyProxy proxy = new FaultyProxy(server, target, fates);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", proxy::handle);
    server.start();
    return proxy;
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public void delay(long millis) {
    delayNanos = TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** Longer bodies are answered 413, as nginx does by default above one megabyte. */
  public void limit(long bytes) {
    mostBytes = bytes;
  }

  /** Bodies that hold this are answered 422, however they are sent. */
  public void refuse(String part) {
    refusedPart = part;
  }

  /** The next write is taken, kept and not answered. */
  public void hold() {
    holding = true;
  }

  /** Waits until a write is held. */
  public void awaitHeld() throws InterruptedException {
    held.await();
  }

  /** The server gets the write that was held. */
  public void deliver() throws IOException, InterruptedException {
    HttpRequest request = heldRequest;
    if (request == null) {
      throw new IllegalStateException("nothing is held");
    }
    int status = client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    if (status != 204) {
      throw new IllegalStateException("the server answered " + status);
    }
  }

  /**
   * From now on rows by which a run knows its server again pass, whatever becomes of the others.
   */
  public void spareGreetings() {
    greeting = true;
  }

  /** From now on everything passes. */
  public void spare() {
    spoiling = false;
  }

  /** From now on writes meet their fates, as at the start. */
  public void spoil() {
    spoiling = true;
  }

  public synchronized Map<Fate, Integer> counts() {
    return Map.copyOf(counts);
  }

  private synchronized Fate fate(HttpExchange exchange) {
    boolean write = exchange.getRequestURI().getPath().endsWith("/write");
    Fate fate = write && spoiling ? fates.get(random.nextInt(fates.size())) : Fate.PASS;
    if (write) {
      counts.merge(fate, 1, Integer::sum);
    }
    return fate;
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    // Closing without an answer cuts the connection.
    try (exchange) {
      if (body.length > mostBytes) {
        exchange.sendResponseHeaders(413, -1);
        return;
      }
      String part = refusedPart;
      if (part != null && new String(body, StandardCharsets.UTF_8).contains(part)) {
        byte[] words = "we do not like it".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(422, words.length);
        exchange.getResponseBody().write(words);
        return;
      }
      if (holding && exchange.getRequestURI().getPath().endsWith("/write")) {
        holding = false;
        heldRequest = request(exchange, body);
        held.countDown();
        stalled.await();
        return;
      }
      if (greeting && new String(body, StandardCharsets.UTF_8).startsWith(Schema.RUN + ",")) {
        answer(exchange, forward(exchange, body));
        return;
      }
      switch (fate(exchange)) {
        case PASS -> answer(exchange, forward(exchange, body));
        case STATUS_500 -> exchange.sendResponseHeaders(500, -1);
        case STATUS_429 -> exchange.sendResponseHeaders(429, -1);
        case CUT -> {
          return;
        }
        case CUT_AFTER -> forward(exchange, body);
        case STRANGER_200 -> {
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          byte[] page = "<html>please log in</html>".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
        }
        case STATUS_400 -> exchange.sendResponseHeaders(400, -1);
        case STALLED_BODY -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().flush();
          stalled.await();
        }
        case DELAY -> {
          LockSupport.parkNanos(delayNanos);
          answer(exchange, forward(exchange, body));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    return client.send(request(exchange, body), HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpRequest request(HttpExchange exchange, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target.resolve(exchange.getRequestURI().toString()))
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    for (String header : List.of("Authorization", "Content-Encoding")) {
      String value = exchange.getRequestHeaders().getFirst(header);
      if (value != null) {
        request.header(header, value);
      }
    }
    return request.build();
  }

  private static void answer(HttpExchange exchange, HttpResponse<byte[]> answer)
      throws IOException {
    for (String header : List.of("X-Influxdb-Version", "Server", "Content-Type")) {
      answer
          .headers()
          .firstValue(header)
          .ifPresent(value -> exchange.getResponseHeaders().set(header, value));
    }
    byte[] body = answer.body();
    exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    stalled.countDown();
    server.stop(0);
    client.shutdownNow();
  }
}
