package io.trebuchet.storage;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What is asked of an external server before the first write. */
final class InfluxServer {
  private static final Pattern VERSION_ONE = Pattern.compile("v?(0|1\\.[0-7])\\.");

  private InfluxServer() {}

  /**
   * Checks that the server answers. A QuestDB, which answers as InfluxDB does but for its {@code
   * Server} header, gets our tables, so that it keeps nanoseconds and stores a repeated batch once.
   *
   * @throws StoreException if it does not answer or will not have us
   */
  static void check(InfluxSettings settings) throws StoreException {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(settings.timeout()).build()) {
      HttpResponse<String> ping = get(client, settings, "/ping");
      if (ping.statusCode() >= 400) {
        throw refused(settings, "/ping", ping);
      }
      String version = ping.headers().firstValue("X-Influxdb-Version").orElse("");
      if (VERSION_ONE.matcher(version).lookingAt()) {
        throw new StoreException(
            "%s is InfluxDB %s, which lacks the version 2 write protocol: use 1.8 or later"
                .formatted(settings.url(), version),
            null);
      }
      if (ping.headers().firstValue("Server").orElse("").startsWith("questDB")) {
        for (String statement : QuestDbTables.creation()) {
          HttpResponse<String> created =
              get(
                  client,
                  settings,
                  "/exec?query=" + URLEncoder.encode(statement, StandardCharsets.UTF_8));
          if (created.statusCode() != 200) {
            throw refused(settings, statement, created);
          }
        }
      }
    }
  }

  private static HttpResponse<String> get(HttpClient client, InfluxSettings settings, String path)
      throws StoreException {
    String base = settings.url().toString().replaceAll("/+$", "");
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(base + path)).timeout(settings.timeout());
      if (!settings.token().isEmpty()) {
        request.header("Authorization", "Token " + settings.token());
      }
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | IllegalArgumentException e) {
      throw unreachable(settings, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(settings, e);
    }
  }

  private static StoreException unreachable(InfluxSettings settings, Exception e) {
    return new StoreException(
        ("no InfluxDB or QuestDB answers at %s (%s): start it or check --influx-url;"
                + " --influx-token, --influx-org and --influx-bucket must fit it too")
            .formatted(settings.url(), e),
        e);
  }

  private static StoreException refused(
      InfluxSettings settings, String what, HttpResponse<String> response) {
    return new StoreException(
        "%s answered %s with status %d: check --influx-url and --influx-token (%s)"
            .formatted(settings.url(), what, response.statusCode(), response.body().strip()),
        null);
  }
}
