package io.trebuchet.web;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Asks a {@link ControlServer} of another process. */
public final class ControlClient {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private ControlClient() {}

  /** What it answered; anything but 200 is a refusal. */
  public record Reply(int status, String text) {}

  /**
   * Asks and waits for the answer.
   *
   * @throws ConnectException if nobody listens there
   * @throws IOException if the token cannot be read or the answer does not come
   */
  public static Reply ask(int port, Path tokenFile, Control control, List<String> trials)
      throws IOException {
    String token;
    try {
      token = Files.readString(tokenFile);
    } catch (NoSuchFileException e) {
      throw new ConnectException("there is no " + tokenFile);
    }
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d/control/%s".formatted(port, control.word())))
            .header("Authorization", "Bearer " + token.strip())
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofString(String.join("\n", trials)))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      return new Reply(response.statusCode(), response.body().strip());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
