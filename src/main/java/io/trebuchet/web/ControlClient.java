package io.trebuchet.web;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Asks the API of another process of the same user; never another machine's. */
public final class ControlClient {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final int ACCEPTED = 202;

  private ControlClient() {}

  /**
   * What it answered.
   *
   * @param why it refused; empty if it did not
   */
  public record Reply(int status, String why) {
    /** Whether it does what was asked for. */
    public boolean accepted() {
      return status == ACCEPTED;
    }
  }

  /**
   * Asks and waits for the answer.
   *
   * @param port on 127.0.0.1, as a process wrote it that holds its lock
   * @param token that is shown
   * @param trials all if none is named
   * @throws java.net.ConnectException if nobody listens there
   * @throws IOException if the answer does not come
   */
  public static Reply ask(
      int port, String token, String sweep, Control control, List<String> trials)
      throws IOException {
    String address =
        String.format(
            Locale.ROOT,
            "http://127.0.0.1:%d/api/sweeps/%s/%s",
            port,
            URLEncoder.encode(sweep, StandardCharsets.UTF_8).replace("+", "%20"),
            control.word());
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofByteArray(ApiJson.textsObject("trials", trials)))
            .build();
    try (HttpClient client =
        HttpClient.newBuilder()
            .proxy(HttpClient.Builder.NO_PROXY)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build()) {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      return new Reply(
          response.statusCode(),
          response.statusCode() == ACCEPTED ? "" : ApiJson.errorOf(response.body()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
