package io.trebuchet.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trebuchet.storage.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The API over real connections. */
final class WebServerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TRIAL = SampleSweep.id(1);
  private static final SampleSweep SWEEP = SampleSweep.of("<script>alert(1)</script>", 6, 64);
  private static final String TOKEN = "a-token-of-tests";
  private static final String SHOWN = "Authorization: Bearer " + TOKEN + "\r\n";
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static WebServer server;

  @BeforeAll
  static void start() throws StoreException {
    SWEEP.train(1, 0, 3000);
    server =
        start(
            () -> List.of(SWEEP),
            new LiveStreams.Limits(2, Duration.ofMillis(10), Duration.ofMillis(300)));
  }

  private static WebServer start(SweepCatalog catalog, LiveStreams.Limits viewers)
      throws StoreException {
    return WebServer.start(
        WebServer.Settings.local(0, "", "test"),
        TOKEN,
        catalog,
        new WebServer.Limits(Listener.Limits.usual(), viewers));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpResponse<String> send(String method, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .header("Authorization", "Bearer " + TOKEN)
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = send("GET", path);
    assertThat(response.statusCode()).as("%s: %s", path, response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  @Test
  void theDocumentAndTheRoutesAreTheSame() throws Exception {
    JsonNode document = get("/api/openapi.json");
    List<String> documented =
        document.get("paths").properties().stream()
            .flatMap(
                path ->
                    path.getValue().properties().stream()
                        .map(m -> m.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey()))
            .toList();
    List<String> routed =
        new Api(() -> List.of(SWEEP), "test", LiveStreams.create(LiveStreams.Limits.usual()))
            .endpoints().stream()
                .map(endpoint -> endpoint.method() + " " + endpoint.template())
                .toList();
    assertThat(documented).containsExactlyInAnyOrderElementsOf(routed);
  }

  @Test
  void everyAnswerIsAsTheDocumentSays() throws Exception {
    JsonNode document = get("/api/openapi.json");
    for (var path : document.get("paths").properties()) {
      for (var method : path.getValue().properties()) {
        String url = path.getKey().replace("{sweep}", "run-1").replace("{trial}", TRIAL);
        boolean steps = path.getKey().endsWith("/steps");
        if (path.getKey().endsWith("/live") || path.getKey().equals("/metrics")) {
          continue;
        }
        HttpResponse<String> response =
            send(method.getKey().toUpperCase(Locale.ROOT), url + (steps ? "?trial=" + TRIAL : ""));
        JsonNode answers = method.getValue().get("responses");
        JsonNode answer = answers.get(String.valueOf(response.statusCode()));
        assertThat(answer).as("%s answers %s", url, response).isNotNull();
        JsonNode schema = Schemas.resolve(document, answer).at("/content/application~1json/schema");
        assertThat(Schemas.faults(document, schema, JSON.readTree(response.body()), "$"))
            .as(url)
            .isEmpty();
        for (var parameter : method.getValue().path("parameters")) {
          JsonNode known = Schemas.resolve(document, parameter);
          if (known.get("in").asText().equals("query") && known.has("example")) {
            String query =
                known.get("name").asText() + "=" + encoded(known.get("example").asText());
            assertThat(send("GET", url + "?" + (steps ? "trial=" + TRIAL + "&" : "") + query))
                .matches(r -> r.statusCode() == 200, query);
          }
        }
      }
    }
  }

  private static String encoded(String text) {
    return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Test
  void reducedStepsKeepTheSpikeAndZoomedOnesAreExact() throws Exception {
    String path = "/api/sweeps/run-1/steps?trial=" + TRIAL + "&metrics=loss";
    JsonNode wide = get(path + "&points=20").at("/series/0");
    assertThat(wide.get("exact").asBoolean()).isFalse();
    assertThat(wide.get("rows").asLong()).isEqualTo(3000);
    assertThat(wide.get("shown").asInt()).isBetween(10, 20);
    double top = 0;
    for (JsonNode max : wide.at("/metrics/loss/max")) {
      top = Math.max(top, max.asDouble());
    }
    assertThat(top).isEqualTo(SampleSweep.SPIKE);

    JsonNode near = get(path + "&from=770&to=790&points=100").at("/series/0");
    assertThat(near.get("exact").asBoolean()).isTrue();
    assertThat(near.get("rows").asLong()).isEqualTo(21);
    assertThat(near.at("/from/7").asLong()).isEqualTo(SampleSweep.SPIKE_AT);
    assertThat(near.at("/metrics/loss/value/7").asDouble()).isEqualTo(SampleSweep.SPIKE);
    assertThat(near.at("/metrics/loss/value/8").asDouble()).isEqualTo(1 + 1 / 779.0);
  }

  @Test
  void trialsAreSortedFilteredAndPaged() throws Exception {
    JsonNode page =
        get("/api/sweeps/run-1/trials?sort=-c&filter=c%3E1&limit=2&offset=1&columns=trial,c");
    assertThat(page.get("total").asInt()).isEqualTo(6);
    assertThat(page.get("matched").asInt()).isEqualTo(4);
    assertThat(page.at("/trials/c").toString()).isEqualTo("[2.5,2.0]");
    assertThat(page.at("/trials").size()).isEqualTo(2);
  }

  @Test
  void faultsAreExplained() throws Exception {
    for (String path :
        List.of(
            "/steps?trial=s1&points=0",
            "/steps?trial=none",
            "/steps",
            "/steps?trial=s1-c1.0&metrics=nothing",
            "/steps?trial=s1-c1.0&surprise=1",
            "/trials?sort=nothing",
            "/trials?filter=c~2",
            "/trials?limit=10001",
            "/trials/none")) {
      HttpResponse<String> response = send("GET", "/api/sweeps/run-1" + path);
      assertThat(response.statusCode()).as(path).isIn(400, 404);
      assertThat(JSON.readTree(response.body()).get("error").asText()).as(path).isNotEmpty();
    }
    assertThat(send("DELETE", "/api/sweeps").statusCode()).isEqualTo(405);
    assertThat(send("GET", "/assets/../application.conf").statusCode()).isEqualTo(404);
  }

  @Test
  void wishesReachTheSweep() throws Exception {
    for (String wish : List.of("pause", "continue", "stop")) {
      String path = "/api/sweeps/run-1/trials/" + TRIAL + "/" + wish;
      assertThat(send("POST", path).statusCode()).isEqualTo(202);
      assertThat(SWEEP.wishes).contains(wish + " " + TRIAL);
    }
  }

  @Test
  void onlyAStoppedTrialIsContinuedAfterItsEnd() throws Exception {
    SampleSweep ended = SampleSweep.finished("ended", 2);
    ended.stop(1);
    try (WebServer other = start(() -> List.of(ended), LiveStreams.Limits.usual())) {
      String trials = "http://127.0.0.1:" + other.port() + "/api/sweeps/run-1/trials/";
      List<Integer> answers = new java.util.ArrayList<>();
      for (String wish : List.of("0.5/continue", "1.0/continue", "1.0/pause", "1.0/stop")) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(trials + "s1-c" + wish))
                .header("Authorization", "Bearer " + TOKEN)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        answers.add(CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
      }
      assertThat(answers).containsExactly(409, 202, 409, 409);
      assertThat(ended.wishes).containsExactly("continue s1-c1.0");
    }
  }

  @Test
  void otherNamesAndOriginsAreRefused() throws Exception {
    String own = "http://127.0.0.1:" + server.port();
    String stop = "/api/sweeps/run-1/trials/" + SampleSweep.id(2) + "/stop";
    assertThat(send("POST", stop, "Origin", "http://evil.example").statusCode()).isEqualTo(403);
    assertThat(send("POST", stop, "Sec-Fetch-Site", "cross-site").statusCode()).isEqualTo(403);
    assertThat(send("GET", "/api/sweeps", "Origin", "null").statusCode()).isEqualTo(403);
    assertThat(SWEEP.wishes).doesNotContain("stop " + SampleSweep.id(2));
    assertThat(send("GET", "/api/sweeps", "Origin", own).statusCode()).isEqualTo(200);
    assertThat(raw("GET /api/sweeps HTTP/1.1\r\nHost: rebound.example\r\n\r\n"))
        .startsWith("HTTP/1.1 403");
  }

  @Test
  void everyAnswerCarriesThePolicy() throws Exception {
    for (String path : List.of("/", "/assets/app.js", "/api/sweeps", "/nothing")) {
      HttpResponse<String> response = send("GET", path);
      assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
          .startsWith("default-src 'none'; script-src 'self';")
          .doesNotContain("unsafe");
      assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }
  }

  @Test
  void aLargeBodyAndOddBytesDoNoHarm() throws Exception {
    String head = "POST /health HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\n";
    assertThat(raw(head + "x".repeat(200_000))).doesNotContain("HTTP/1.1 2");
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      StringBuilder path = new StringBuilder("/api/sweeps/run-1/");
      for (int k = random.nextInt(30); k > 0; k--) {
        path.append((char) (33 + random.nextInt(94)));
      }
      assertThat(
              raw(
                  "GET "
                      + path
                      + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                      + SHOWN
                      + "\r\n"))
          .as(path.toString())
          .matches("(?s)HTTP/1.1 (200|400|404).*");
    }
    assertThat(send("GET", "/health").statusCode()).isEqualTo(200);
  }

  @Test
  void aTokenIsAskedForOnEveryAddress() throws Exception {
    for (String host : List.of("127.0.0.1", "0.0.0.0")) {
      try (WebServer open =
          WebServer.start(
              new WebServer.Settings(host, 0, "", List.of(), true, false, "test"),
              TOKEN,
              () -> List.of(SWEEP))) {
        String address = "http://127.0.0.1:" + open.port();
        for (String path : List.of("", "/run-1", "/run-1/trials", "/run-1/live", "/run-1/stops")) {
          String url = address + "/api/sweeps" + path;
          assertThat(status(url, "X-None", "")).as(path).isEqualTo(401);
          assertThat(status(url, "Authorization", "Bearer wrong")).as(path).isEqualTo(401);
          assertThat(status(url, "Cookie", "token=" + TOKEN)).as(path).isEqualTo(401);
          assertThat(status(url + "?token=" + TOKEN, "X-None", "")).as(path).isEqualTo(401);
        }
        assertThat(status(address + "/api/sweeps", "Authorization", "Bearer " + TOKEN))
            .isEqualTo(200);
        for (String path : List.of("/", "/assets/app.js", "/health", "/metrics")) {
          assertThat(status(address + path, "X-None", "")).as(path).isEqualTo(200);
        }
        assertThat(open.link())
            .isEqualTo("http://%s:%d/#token=%s".formatted(host, open.port(), TOKEN));
      }
    }
  }

  @Test
  void whatStaysOpenSaysNothingOfTheData() throws Exception {
    String address = "http://127.0.0.1:" + server.port();
    HttpRequest open = HttpRequest.newBuilder(URI.create(address + "/metrics")).build();
    String text = CLIENT.send(open, HttpResponse.BodyHandlers.ofString()).body();
    assertThat(text).contains("trebuchet_viewers").doesNotContain("run-1", "sweep=");
    assertThat(send("GET", "/metrics").body())
        .contains("trebuchet_trials{sweep=\"run-1\",state=\"running\"} 1");
  }

  @Test
  void readingIsOpenedOnPurposeAndControlIsNot() throws Exception {
    SampleSweep shown = SampleSweep.of("shown", 2, 64);
    shown.train(0, 0, 10);
    try (WebServer open =
        WebServer.start(
            new WebServer.Settings("127.0.0.1", 0, "", List.of(), true, true, "test"),
            TOKEN,
            () -> List.of(shown))) {
      String sweep = "http://127.0.0.1:" + open.port() + "/api/sweeps/run-1";
      assertThat(status(sweep, "X-None", "")).isEqualTo(200);
      for (String path : List.of("/stop", "/trials/s1-c0.5/stop", "/pause", "/continue")) {
        HttpRequest post =
            HttpRequest.newBuilder(URI.create(sweep + path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(CLIENT.send(post, HttpResponse.BodyHandlers.discarding()).statusCode())
            .isEqualTo(401);
      }
      assertThat(shown.wishes).isEmpty();
    }
  }

  @Test
  void withoutItsPageTheApiAnswersAllTheSame() throws Exception {
    try (WebServer bare =
        WebServer.start(
            new WebServer.Settings("127.0.0.1", 0, "", List.of(), false, false, "test"),
            TOKEN,
            () -> List.of(SWEEP))) {
      String address = "http://127.0.0.1:" + bare.port();
      assertThat(status(address + "/", "X-None", "")).isEqualTo(404);
      assertThat(status(address + "/assets/app.js", "X-None", "")).isEqualTo(404);
      assertThat(status(address + "/api/sweeps", "Authorization", "Bearer " + TOKEN))
          .isEqualTo(200);
    }
  }

  /** Commands of the machine find it there, wherever else it listens. */
  @Test
  void anAddressOfItsOwnDoesNotTakeControlFromTheMachine() throws Exception {
    try (WebServer other =
        WebServer.start(
            new WebServer.Settings("127.0.0.2", 0, "", List.of(), true, false, "test"),
            TOKEN,
            () -> List.of(SWEEP))) {
      assertThat(other.link()).startsWith("http://127.0.0.2:");
      assertThat(status(other.link().replaceFirst("/#.*", "/health"), "X-None", "")).isEqualTo(200);
      assertThat(status("http://127.0.0.1:" + other.port() + "/health", "X-None", ""))
          .isEqualTo(200);
    }
  }

  @Test
  void whoeverAsksBeforeTheSweepBeginsIsTold() throws Exception {
    SweepCatalog early =
        new SweepCatalog() {
          @Override
          public boolean begun() {
            return false;
          }

          @Override
          public List<ServedSweep> sweeps() {
            return List.of();
          }
        };
    try (WebServer waiting = start(early, LiveStreams.Limits.usual())) {
      for (String path : List.of("/api/sweeps", "/api/sweeps/run-1", "/api/sweeps/run-1/live")) {
        String url = "http://127.0.0.1:" + waiting.port() + path;
        assertThat(status(url, "Authorization", "Bearer " + TOKEN)).as(path).isEqualTo(503);
      }
    }
  }

  private static int post(String path, String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  @Test
  void aListOfTrialsIsOneWishAndNoListMeansAll() throws Exception {
    String pause = "/api/sweeps/run-1/pause";
    String two = SampleSweep.id(2) + "\",\"" + SampleSweep.id(3);
    assertThat(post(pause, "{\"trials\":[\"" + two + "\"]}")).isEqualTo(202);
    assertThat(SWEEP.wishes).contains("pause " + two.replace("\"", ""));
    assertThat(post(pause, "")).isEqualTo(202);
    assertThat(SWEEP.wishes).contains("pause all");
    int wishes = SWEEP.wishes.size();
    for (String bad :
        List.of(
            "{\"trials\":[]}",
            "{\"trials\":[1]}",
            "{\"trials\":[\"s1-c1.0\",\"s1-c1.0\"]}",
            "{\"trials\":[\"s1-c1.0\"],\"more\":1}",
            "{\"trials\":[\"s1-c1.0\"]",
            "[\"s1-c1.0\"]",
            "s1-c1.0")) {
      assertThat(post(pause, bad)).as(bad).isEqualTo(400);
    }
    assertThat(post(pause, "{\"trials\":[\"s1-c1.0\",\"none\"]}")).isEqualTo(404);
    assertThat(SWEEP.wishes).hasSize(wishes);
  }

  @Test
  void noNameComesTwiceAndNoListIsLong() throws Exception {
    for (String path :
        List.of(
            "/trials?columns=c,c",
            "/live?columns=trial,c,trial",
            "/steps?trial=s1-c1.0&metrics=loss,loss",
            "/steps?trial=s1-c1.0&trial=s1-c1.0",
            "/trials?" + "filter=c%3E1&".repeat(33),
            "/steps?trial=s1-c1.0&points=20000&metrics="
                + String.join(
                    ",",
                    io.trebuchet.metrics.Metric.all().stream()
                        .limit(13)
                        .map(m -> m.column())
                        .toList()))) {
      assertThat(send("GET", "/api/sweeps/run-1" + path).statusCode()).as(path).isEqualTo(400);
    }
  }

  /** One that is long is made as it is taken, and no different. */
  @Test
  void aLongAnswerComesInParts() throws Exception {
    String path =
        "/api/sweeps/run-1/steps?trial=" + TRIAL + "&points=20000&metrics=loss,eta_lambda";
    HttpResponse<String> response = send("GET", path);
    assertThat(response.headers().firstValue("Transfer-Encoding")).hasValue("chunked");
    JsonNode series = JSON.readTree(response.body()).at("/series/0");
    assertThat(series.at("/metrics/loss/value")).hasSize(3000);
    assertThat(series.at("/metrics/loss/value/777").asDouble()).isEqualTo(SampleSweep.SPIKE);
    assertThat(series.at("/metrics/eta_lambda/value/2999").asDouble()).isEqualTo(1.0);
  }

  private static int status(String url, String header, String value)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).header(header, value).build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  @Test
  void aBusyPortIsTakenElsewhereOrIsAnError() throws Exception {
    try (ServerSocket busy = new ServerSocket()) {
      busy.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = busy.getLocalPort();
      try (WebServer other =
          WebServer.start(WebServer.Settings.local(port, "", "test"), TOKEN, List::of)) {
        assertThat(other.port()).isNotEqualTo(port);
      }
      assertThatThrownBy(
              () ->
                  WebServer.start(
                      WebServer.Settings.local(port, "--web-port", "t"), TOKEN, List::of))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("--web-port");
    }
  }

  /** A viewer that reads nothing more is let go, and makes room for another. */
  @Test
  void aSlowViewerIsDropped() throws Exception {
    SampleSweep busy = SampleSweep.of("busy", 200, 2000);
    try (WebServer slow =
        start(
            () -> List.of(busy),
            new LiveStreams.Limits(1, Duration.ofMillis(5), Duration.ofMillis(300)))) {
      try (Socket viewer = new Socket(InetAddress.getLoopbackAddress(), slow.port())) {
        viewer.setReceiveBufferSize(4096);
        send(viewer, "GET /api/sweeps/run-1/live HTTP/1.1\r\nHost: 127.0.0.1\r\n" + SHOWN + "\r\n");
        assertThat(viewer.getInputStream().readNBytes(100)).hasSize(100);
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        int step = 0;
        while (viewers(slow) > 0) {
          assertThat(System.nanoTime()).isLessThan(deadline);
          for (int trial = 0; trial < 200; trial++) {
            busy.train(trial, step, 1);
          }
          step++;
        }
      }
    }
  }

  /** Even if its next event is due only after connections would have been ended. */
  @Test
  void aViewerHearsOfTheEndBeforeTheServerGoes() throws Exception {
    SampleSweep ending = SampleSweep.of("ending", 1, 64);
    ending.train(0, 0, 10);
    WebServer last =
        start(
            () -> List.of(ending),
            new LiveStreams.Limits(1, Duration.ofMillis(700), Duration.ofSeconds(5)));
    try (Socket viewer = new Socket(InetAddress.getLoopbackAddress(), last.port())) {
      send(viewer, "GET /api/sweeps/run-1/live HTTP/1.1\r\nHost: 127.0.0.1\r\n" + SHOWN + "\r\n");
      InputStream in = viewer.getInputStream();
      assertThat(until(in, "\"over\":false")).isTrue();
      ending.end(0);
      CompletableFuture<Void> closing = CompletableFuture.runAsync(last::close);
      assertThat(until(in, "\"over\":true")).isTrue();
      closing.get(20, TimeUnit.SECONDS);
    }
  }

  /** Reads on until a text has come; false if the connection ends before. */
  private static boolean until(InputStream in, String text) {
    StringBuilder read = new StringBuilder();
    try {
      for (int next = in.read(); next >= 0; next = in.read()) {
        read.append((char) next);
        if (read.indexOf(text) >= 0) {
          return true;
        }
      }
    } catch (IOException e) {
      return false;
    }
    return false;
  }

  private static int viewers(WebServer server) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/metrics"))
            .build();
    String text = CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
    return Integer.parseInt(text.replaceAll("(?s).*\ntrebuchet_viewers (\\d+)\n.*", "$1"));
  }

  private static void send(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(5000);
      send(socket, request);
      InputStream in = socket.getInputStream();
      byte[] bytes = new byte[4000];
      int read = in.read(bytes);
      return read < 0 ? "" : new String(bytes, 0, read, StandardCharsets.ISO_8859_1);
    } catch (java.net.SocketException e) {
      return "";
    }
  }

  /** Behind a proxy the page may stand at any path. */
  @Test
  void thePageAsksForEverythingRelativeToItself() throws Exception {
    String page = send("GET", "/").body();
    List<String> parts = new ArrayList<>();
    Matcher names = Pattern.compile("(?:href|src)=\"([^\"#]+)\"").matcher(page);
    while (names.find()) {
      parts.add(names.group(1));
    }
    assertThat(parts).contains("assets/app.js", "assets/page.css");
    for (String part : parts) {
      assertThat(part).doesNotStartWith("/");
      assertThat(send("GET", "/" + part).statusCode()).isEqualTo(200);
    }
    for (String script : List.of("app", "api", "token", "engine-view", "trials-view", "key-form")) {
      String text = send("GET", "/assets/" + script + ".js").body();
      assertThat(text).doesNotContain("'/api", "`/api", "\"/api");
    }
    assertThat(send("GET", "/api/openapi.json").body()).contains("\"url\": \"..\"");
  }
}
