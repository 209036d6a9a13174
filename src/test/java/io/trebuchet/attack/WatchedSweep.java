package io.trebuchet.attack;

import io.trebuchet.storage.Credentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A long sweep of two trials, in a process of its own, and its API. */
record WatchedSweep(Launched launched, Path run, int port, String token, String id)
    implements AutoCloseable {
  private static final Pattern PORT = Pattern.compile("page: http://127\\.0\\.0\\.1:(\\d+)/");

  /** Starts it in a folder of another one. */
  static WatchedSweep start(Path folder, String... more) throws IOException, InterruptedException {
    Path run = folder.resolve("run");
    List<String> arguments = new ArrayList<>(List.of("run", config(), "--out", run.toString()));
    arguments.addAll(List.of("--set", "model.n=50", "--set", "learning-rates.c=[1,3]"));
    arguments.addAll(List.of("--set", "stop={ loss-change = 0, max-steps = 1000000 }"));
    arguments.addAll(List.of("--set", "control.rule=none", "--pace", "20"));
    arguments.addAll(List.of("--store", "none", "--plain"));
    arguments.addAll(List.of(more));
    Launched launched = Launched.start(folder, Map.of(), arguments.toArray(String[]::new));
    try {
      Matcher port = PORT.matcher(launched.awaitLine("page: "));
      if (!port.find()) {
        throw new AssertionError(launched.text());
      }
      return new WatchedSweep(launched, run, Integer.parseInt(port.group(1)), token(run), id(run));
    } catch (IOException | AssertionError e) {
      launched.close();
      throw e;
    }
  }

  static String config() {
    return Path.of("configs/fig01.conf").toAbsolutePath().toString();
  }

  /** Empty where there is none. */
  static String token(Path folder) throws IOException {
    Path file = folder.resolve(Credentials.FILE);
    return Files.exists(file) ? Credentials.read(file).token() : "";
  }

  private static String id(Path run) throws IOException {
    Matcher id =
        Pattern.compile("\"run_id\" : \"([^\"]+)\"")
            .matcher(Files.readString(run.resolve("manifest.json")));
    if (!id.find()) {
      throw new AssertionError("the manifest has no run id");
    }
    return id.group(1);
  }

  String address(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  /** Of its own in the API. */
  String sweep() {
    return "/api/sweeps/" + id;
  }

  /** Asks as the owner does. */
  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address(path)))
            .header("Authorization", "Bearer " + token)
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  /** Opens a connection and begins a request. */
  Socket begin(String text) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    return socket;
  }

  /** The head of the owner's request. */
  String head(String path) {
    return "GET "
        + path
        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
        + token
        + "\r\n\r\n";
  }

  @Override
  public void close() throws IOException, InterruptedException {
    launched.close();
  }
}
