package io.trebuchet.storage;

import io.trebuchet.storage.StoreException.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Plain HTTP calls to a database server. */
final class HttpCalls implements AutoCloseable {
  private final InfluxSettings settings;
  private final HttpClient client;
  private final String base;

  private HttpCalls(InfluxSettings settings, HttpClient client) {
    this.settings = settings;
    this.client = client;
    this.base = settings.url().toString().replaceAll("/+$", "");
  }

  static HttpCalls to(InfluxSettings settings) {
    return new HttpCalls(
        settings,
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            // Logins go where they were sent, and nowhere on from there.
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.timeout())
            .build());
  }

  /** A path with a query of the given parameters. */
  static String path(String path, Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(
            entry ->
                entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&", path + "?", ""));
  }

  /** Where they go. */
  String address() {
    return base;
  }

  HttpResponse<String> get(String path) throws StoreException {
    return send(request(path).GET(), HttpResponse.BodyHandlers.ofString());
  }

  /** An answer of any length, which is given up only when nothing more of it comes. */
  HttpResponse<InputStream> stream(String path) throws StoreException {
    HttpResponse.BodyHandler<InputStream> watched =
        info ->
            HttpResponse.BodySubscribers.mapping(
                HttpResponse.BodySubscribers.ofInputStream(),
                body -> WatchedStream.of(body, settings.timeout()));
    return send(request(path).GET(), watched);
  }

  HttpResponse<String> post(String path, byte[] body) throws StoreException {
    return post(path, body, Map.of());
  }

  HttpResponse<String> post(String path, byte[] body, Map<String, String> headers)
      throws StoreException {
    HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    return send(request, HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) throws StoreException {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(base + path)).timeout(settings.timeout());
      settings.authorization().ifPresent(value -> request.header("Authorization", value));
      return request;
    } catch (IllegalArgumentException e) {
      throw unreachable(e);
    }
  }

  /** The time limit is for the whole answer: the client's own ends with its headers. */
  private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler)
      throws StoreException {
    CompletableFuture<HttpResponse<T>> answer = client.sendAsync(request.build(), handler);
    try {
      return answer.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw unreachable(e.getCause() instanceof Exception cause ? cause : e);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw unreachable(
          new IOException("no whole answer within " + settings.timeout().toSeconds() + " s", e));
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw unreachable(e);
    }
  }

  private StoreException unreachable(Exception e) {
    return new StoreException(
        Fault.UNREACHABLE,
        String.format(
            Locale.ROOT,
            "no InfluxDB or QuestDB answers at %s (%s): start it or check --influx-url;"
                + " --influx-token, --influx-org and --influx-bucket must fit it too",
            settings.url(),
            e),
        e);
  }

  /** What to say of an answer that should not be. */
  StoreException refused(String what, int status, String body) {
    if (status == 401 || status == 403) {
      return new StoreException(
          Fault.REFUSED,
          String.format(
              Locale.ROOT,
              "%s wants %s (status %d): %s",
              settings.url(),
              settings.token().isEmpty() ? "a login" : "another login",
              status,
              ServerAddress.advice(settings.url())),
          null);
    }
    return new StoreException(
        status >= 500 ? Fault.UNREACHABLE : Fault.REFUSED,
        String.format(
            Locale.ROOT,
            "%s answered %s with status %d: check --influx-url and --influx-token (%s)",
            settings.url(),
            what,
            status,
            body.strip()),
        null);
  }

  /** What to say of an answer that is none; what it holds is not repeated. */
  StoreException garbled(String what, RuntimeException cause) {
    return new StoreException(
        Fault.REFUSED,
        String.format(
            Locale.ROOT,
            "%s answered %s with what no InfluxDB or QuestDB says: check --influx-url",
            settings.url(),
            what),
        cause);
  }

  @Override
  public void close() {
    // Not close(), which waits for a server that may never answer.
    client.shutdownNow();
  }
}
