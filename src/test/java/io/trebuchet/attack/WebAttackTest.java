package io.trebuchet.attack;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.sun.net.httpserver.HttpServer;
import io.trebuchet.web.Chromium;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another user of the machine, a page of another site, and clients that misbehave. */
@Attack
final class WebAttackTest {
  private static final Duration AT_ONCE = Duration.ofSeconds(2);
  @TempDir private static Path folder;
  private static WatchedSweep sweep;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    sweep = WatchedSweep.start(folder);
  }

  @AfterAll
  static void stop() throws IOException, InterruptedException {
    if (sweep != null) {
      sweep.close();
    }
  }

  /** The status that another user of the machine gets, and the text after it. */
  private static String asForeigner(WatchedSweep asked, String method, String path)
      throws IOException, InterruptedException {
    Launched.Said said =
        Launched.asForeigner(
            Path.of("/"),
            "curl",
            "-s",
            "-m",
            "10",
            "-X",
            method,
            "-w",
            "\n%{http_code}",
            asked.address(path));
    List<String> lines = said.text().lines().toList();
    return lines.getLast() + " " + String.join("\n", lines);
  }

  private static String state(WatchedSweep asked, String trial)
      throws IOException, InterruptedException {
    return asked
        .get(asked.sweep() + "/trials/" + trial)
        .body()
        .replaceAll(".*\"state\":\"(\\w+)\".*", "$1");
  }

  /** Another user stops, pauses and continues trials through the API. */
  @Test
  void anotherUserControlsNothing() throws Exception {
    for (String path : List.of("/trials/s1-c1/pause", "/trials/s1-c1/stop", "/stop", "/pause")) {
      assertThat(asForeigner(sweep, "POST", sweep.sweep() + path)).as(path).startsWith("401 ");
    }
    assertThat(state(sweep, "s1-c1")).isEqualTo("running");
  }

  /** Another user reads what is computed. */
  @Test
  void anotherUserReadsNothing() throws Exception {
    for (String path : List.of("", "/trials", "/live", "/stops", "/steps?trial=s1-c1")) {
      assertThat(asForeigner(sweep, "GET", sweep.sweep() + path)).as(path).startsWith("401 ");
    }
    assertThat(asForeigner(sweep, "GET", "/api/sweeps")).startsWith("401 ");
    for (String path : List.of("/health", "/metrics", "/")) {
      assertThat(asForeigner(sweep, "GET", path))
          .startsWith("200 ")
          .doesNotContain("fig01", sweep.id(), folder.toString());
    }
  }

  /** Reading was opened on purpose, so another user tries to control. */
  @Test
  void readingThatIsOpenIsNotControl(@TempDir Path other) throws Exception {
    try (WatchedSweep open = WatchedSweep.start(other, "--web-open")) {
      assertThat(asForeigner(open, "GET", open.sweep())).startsWith("200 ");
      assertThat(asForeigner(open, "POST", open.sweep() + "/trials/s1-c1/stop")).startsWith("401 ");
      assertThat(state(open, "s1-c1")).isEqualTo("running");
    }
  }

  /** A page of another site asks in the name of whoever has the sweep's page open beside it. */
  @Test
  void aPageOfAnotherSiteNeitherReadsNorControls() throws Exception {
    HttpServer site =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    site.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          byte[] html = "<title>evil</title>".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, html.length);
          exchange.getResponseBody().write(html);
          exchange.close();
        });
    site.start();
    try (Chromium chromium = Chromium.start()) {
      var context = chromium.browser().newContext();
      Page victim = context.newPage();
      victim.navigate(sweep.address("/#token=" + sweep.token()));
      assertThat(victim.locator("#status")).containsText("trials ended");
      Page evil = context.newPage();
      evil.navigate("http://127.0.0.1:" + site.getAddress().getPort() + "/");
      Object read =
          evil.evaluate(
              """
              async ([target, sweep]) => {
                const said = [];
                const tries = [
                  () => fetch(target + '/api/sweeps').then((r) => r.text()),
                  () => fetch(target + '/api/sweeps', { credentials: 'include' }).then((r) => r.text()),
                  () => fetch(target + '/health').then((r) => r.text()),
                  () => new Promise((yes, no) => {
                    const s = new EventSource(target + sweep + '/live');
                    s.onmessage = (e) => yes(e.data);
                    s.onerror = () => no();
                  }),
                  () => fetch(target + sweep + '/trials/s1-c3/stop', { method: 'POST', mode: 'no-cors' }).then((r) => r.text()),
                  () => fetch(target + sweep + '/stop', { method: 'POST', mode: 'no-cors', body: '' }).then((r) => r.text()),
                  () => new Promise((yes) => {
                    const f = document.createElement('form');
                    f.method = 'POST'; f.action = target + sweep + '/trials/s1-c3/stop'; f.target = 'hidden';
                    const i = document.createElement('iframe');
                    i.name = 'hidden'; i.onload = () => yes(''); document.body.append(i, f); f.submit();
                  }),
                  async () => { const w = window.open(target + '/'); await new Promise((r) => setTimeout(r, 300)); return w.sessionStorage.getItem('token'); },
                ];
                for (const attempt of tries) said.push(await attempt().catch(() => ''));
                return said.join('');
              }\
              """,
              List.of(sweep.address(""), sweep.sweep()));
      assertThat(read).isEqualTo("");
      assertThat(state(sweep, "s1-c3")).isEqualTo("running");
    } finally {
      site.stop(0);
    }
  }

  /** Whoever reads cookies, referrers or logs looks for the token there. */
  @Test
  void theTokenIsNowhereButInTheLinkAndItsFile() throws Exception {
    assertThat(sweep.token()).hasSizeGreaterThanOrEqualTo(32);
    List<String> sent = new ArrayList<>();
    try (Chromium chromium = Chromium.start()) {
      var context = chromium.browser().newContext();
      Page page = context.newPage();
      List<Request> requests = new ArrayList<>();
      page.onRequest(requests::add);
      page.navigate(sweep.launched().awaitLine("page: ").replaceFirst(".*page: ", ""));
      assertThat(page.locator("#status")).containsText("trials ended");
      assertThat(page.url()).doesNotContain(sweep.token());
      assertThat(context.cookies()).isEmpty();
      for (Request request : requests) {
        sent.add(request.url());
        request.headers().entrySet().stream()
            .filter(header -> !header.getKey().equals("authorization"))
            .forEach(header -> sent.add(header.toString()));
      }
    }
    assertThat(sent).isNotEmpty().noneMatch(text -> text.contains(sweep.token()));
    try (var files = Files.walk(sweep.run())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        boolean holds = Files.readString(file, StandardCharsets.ISO_8859_1).contains(sweep.token());
        assertThat(holds).as(file.toString()).isEqualTo(file.endsWith("credentials"));
      }
    }
  }

  /** Viewers that go before they are answered fill the places of others. */
  @Test
  void abortedViewersFillNoPlaces() throws Exception {
    String live = sweep.head(sweep.sweep() + "/live?columns=trial");
    for (int i = 0; i < 40; i++) {
      Socket gone = sweep.begin(live);
      gone.setSoLinger(true, 0);
      gone.close();
    }
    long until = System.nanoTime() + 10 * AT_ONCE.toNanos();
    String status;
    do {
      try (Socket viewer = sweep.begin(live)) {
        status = new String(viewer.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      }
    } while (!status.equals("HTTP/1.1 200") && System.nanoTime() < until);
    assertThat(status).isEqualTo("HTTP/1.1 200");
  }

  /** Connections that never finish a request fill the places of others. */
  @Test
  void drippingConnectionsBlockNobody() throws Exception {
    List<Socket> dripping = new ArrayList<>();
    try {
      for (int i = 0; i < 140; i++) {
        dripping.add(sweep.begin("GET /api/sweeps HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "));
      }
      for (String path : List.of("/", "/api/sweeps")) {
        long began = System.nanoTime();
        assertThat(sweep.get(path).statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(AT_ONCE);
      }
    } finally {
      for (Socket socket : dripping) {
        socket.close();
      }
    }
  }

  /** A short question asks for a huge answer. */
  @Test
  void aColumnNamedThousandsOfTimesIsRefused() throws Exception {
    for (String question :
        List.of(
            "/trials?columns=" + "c,".repeat(7000) + "c",
            "/live?columns=" + "c,".repeat(7000) + "c",
            "/steps?trial=s1-c1&metrics=" + "loss,".repeat(50) + "loss",
            "/trials?" + "filter=c%3E0&".repeat(600))) {
      HttpResponse<String> answer = sweep.get(sweep.sweep() + question);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body().length()).isLessThan(1000);
    }
  }

  /** The same through {@code serve}, whose token survives it. */
  @Test
  void theTokenOfAServedFolderSurvivesRestarts(@TempDir Path root) throws Exception {
    List<String> links = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      try (Launched serve = Launched.start(root, Map.of(), "serve", "--root", root.toString())) {
        String line = serve.awaitLine("page: ");
        links.add(line.replaceFirst(".*#token=", ""));
        String port = line.replaceFirst(".*127\\.0\\.0\\.1:(\\d+)/.*", "$1");
        assertThat(
                Launched.asForeigner(
                        Path.of("/"),
                        "curl",
                        "-s",
                        "-o",
                        "/dev/null",
                        "-w",
                        "%{http_code}",
                        "http://127.0.0.1:" + port + "/api/sweeps")
                    .text())
            .isEqualTo("401");
        serve.interrupt();
      }
    }
    assertThat(links.get(0)).isEqualTo(links.get(1)).isEqualTo(WatchedSweep.token(root));
  }
}
