package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.trebuchet.metrics.RowCounts;
import io.trebuchet.storage.StoreException.Fault;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server of this test's own, which answers writes with the statuses it is given. */
final class InfluxStoreTest {
  private static final Batch BATCH =
      new Batch("step,sweep=a,trial=b step=1i 5\n", new RowCounts(1, 0, 0));

  private final Deque<Integer> statuses = new ArrayDeque<>();
  private final List<String> bodies = new ArrayList<>();
  private final List<String> targets = new ArrayList<>();
  private volatile String version = "v2.7.4";
  private volatile String answer = "";
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(loopback(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          int status = 204;
          if (exchange.getRequestURI().getPath().equals("/api/v2/write")) {
            bodies.add(body);
            targets.add(
                exchange.getRequestURI().getQuery()
                    + " "
                    + exchange.getRequestHeaders().getFirst("Authorization")
                    + " "
                    + exchange.getRequestHeaders().getFirst("Content-Encoding"));
            status = statuses.isEmpty() ? 204 : statuses.remove();
          }
          exchange.getResponseHeaders().add("X-Influxdb-Version", version);
          byte[] said = status == 204 ? new byte[0] : answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, said.length == 0 ? -1 : said.length);
          exchange.getResponseBody().write(said);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void sendsTheSameBytesAndTellsWhatMayPass() throws Exception {
    statuses.addAll(List.of(503, 429, 500));
    try (MetricStore store = ExternalStore.open(settings())) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> store.write(BATCH))
            .isInstanceOfSatisfying(
                StoreException.class, e -> assertThat(e.fault()).isEqualTo(Fault.UNREACHABLE));
      }
      store.write(BATCH);
    }
    assertThat(bodies).hasSize(4).containsOnly(BATCH.text());
    assertThat(targets.getFirst())
        .contains("precision=ns", "org=lab", "bucket=sweeps", "Token secret")
        .doesNotContain("gzip");
  }

  @Test
  void tellsAFullDiskFromAPassingFault() throws Exception {
    statuses.add(500);
    answer = "{\"error\":\"engine: write /var/lib/influxdb/wal: no space left on device\"}";
    try (MetricStore store = ExternalStore.open(settings())) {
      assertThatThrownBy(() -> store.write(BATCH))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.fault()).isEqualTo(Fault.DISK_FULL))
          .hasMessageContaining("make room");
    }
  }

  @Test
  void doesNotInsistWhereItIsRefused() throws Exception {
    try (MetricStore store = ExternalStore.open(settings())) {
      for (var refusal : List.of(List.of(401, "--influx-token"), List.of(404, "--influx-bucket"))) {
        statuses.add((Integer) refusal.getFirst());
        assertThatThrownBy(() -> store.write(BATCH))
            .isInstanceOf(StoreException.class)
            .hasMessageContaining(String.valueOf(refusal.getLast()));
      }
    }
    assertThat(bodies).hasSize(2);
  }

  @Test
  void tellsTheProtocolByTheVersion() throws Exception {
    for (String old : List.of("1.6.7", "0.13.0", "v1.7.11", "1.8.10")) {
      version = old;
      try (HttpCalls calls = HttpCalls.to(settings())) {
        assertThat(ServerKind.ask(calls)).isEqualTo(ServerKind.INFLUXDB_1);
      }
    }
    for (String recent : List.of("v2.7.4", "2.0.0", "", "v10.1")) {
      version = recent;
      try (HttpCalls calls = HttpCalls.to(settings())) {
        assertThat(ServerKind.ask(calls)).isEqualTo(ServerKind.INFLUXDB_2);
      }
    }
  }

  @Test
  void saysWhatToDoWhereNobodyAnswers() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
      port = socket.getLocalPort();
    }
    InfluxSettings settings =
        new InfluxSettings(
            URI.create("http://127.0.0.1:" + port), "", "lab", "sweeps", Duration.ofSeconds(2));
    assertThatThrownBy(() -> ExternalStore.open(settings))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("--influx-url")
        .hasMessageContaining("--influx-token")
        .hasMessageContaining("--influx-bucket");
  }

  private InfluxSettings settings() {
    return InfluxSettings.of(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "secret", "lab", "sweeps");
  }

  private static InetAddress loopback() throws Exception {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }
}
