package io.trebuchet.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A headless Chromium with one page, driven over its DevTools protocol. */
public final class DevTools implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final ScratchFolder profile;
  private final Answers answers;
  private final WebSocket socket;
  private final AtomicInteger next = new AtomicInteger();

  private DevTools(Process process, ScratchFolder profile, Answers answers, WebSocket socket) {
    this.process = process;
    this.profile = profile;
    this.answers = answers;
    this.socket = socket;
  }

  /** Starts the browser at a path. */
  public static DevTools start(Path chromium, int width, int height) throws IOException {
    ScratchFolder profile = ScratchFolder.create("trebuchet-chromium");
    Process process =
        new ProcessBuilder(
                chromium.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--remote-debugging-port=0",
                "--window-size=" + width + "," + height,
                "--user-data-dir=" + profile.path(),
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    String port = port(profile.path().resolve("DevToolsActivePort"));
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list")).build();
      JsonNode pages =
          JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
      String address = "";
      for (JsonNode page : pages) {
        if (page.path("type").asText().equals("page")) {
          address = page.path("webSocketDebuggerUrl").asText();
        }
      }
      Answers answers = new Answers();
      WebSocket socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .buildAsync(URI.create(address), answers)
              .join();
      return new DevTools(process, profile, answers, socket);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static String port(Path file) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.exists(file) || Files.readString(file).isBlank()) {
      if (System.nanoTime() > deadline) {
        throw new IOException("chromium does not start");
      }
      LockSupport.parkNanos(20_000_000);
    }
    return Files.readAllLines(file).getFirst();
  }

  /** Opens an address. */
  public void open(String url) throws IOException {
    call("Page.navigate", Map.of("url", url));
  }

  /** The value of an expression, awaited if it is a promise. */
  public JsonNode evaluate(String expression) throws IOException {
    JsonNode answer =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (answer.has("exceptionDetails")) {
      throw new IOException("the page failed: " + answer.get("exceptionDetails"));
    }
    return answer.path("result").path("value");
  }

  /** Waits until an expression is true; an expression that fails is not yet true. */
  public void await(String expression) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!evaluate(
            String.format(
                Locale.ROOT,
                "(() => { try { return Boolean(%s) } catch { return false } })()",
                expression))
        .asBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IOException("the page never came to: " + expression);
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  private JsonNode call(String method, Map<String, Object> parameters) throws IOException {
    int id = next.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.open.put(id, answer);
    socket
        .sendText(
            JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true)
        .join();
    return answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join().path("result");
  }

  @Override
  public void close() throws IOException {
    socket.abort();
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    profile.close();
  }

  private static final class Answers implements WebSocket.Listener {
    private final Map<Integer, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();
    private final StringBuilder text = new StringBuilder();

    @Override
    public @org.jspecify.annotations.Nullable CompletionStage<?> onText(
        WebSocket socket, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        try {
          JsonNode message = JSON.readTree(text.toString());
          CompletableFuture<JsonNode> waiting = open.remove(message.path("id").asInt(-1));
          if (waiting != null) {
            waiting.complete(message);
          }
        } catch (JsonProcessingException e) {
          open.values().forEach(waiting -> waiting.completeExceptionally(e));
        }
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }
}
