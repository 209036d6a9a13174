package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.trebuchet.storage.StoreException.Fault;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server is who it is, not where it is. */
final class StoreIdentityTest {
  private static final PortChoice ANY = PortChoice.preferred(0);
  private static final String TRIAL = "s1-c2.1";

  @TempDir private Path folder;
  private final RunMarker marker = new RunMarker(Emissions.SWEEP, "/runs/a 'b' \"c\"", false);
  private long step;

  private void write(MetricStore store) throws StoreException {
    store.write(
        store.encode(List.of(Emissions.block(Emissions.series(TRIAL), step, 10, () -> 1.5))));
    step += 10;
  }

  private void isRefused(MetricStore store) {
    long before = step;
    assertThatThrownBy(() -> write(store))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.fault()).isEqualTo(Fault.UNREACHABLE))
        .hasMessageContaining("another server answers");
    step = before;
  }

  private static long rows(EmbeddedQuestDb database) throws StoreException {
    database.awaitApplied();
    return QuestDbSteps.of(database, Emissions.SWEEP).stepsByTrial().getOrDefault(TRIAL, 0L);
  }

  @Test
  void aDatabaseThatTookTheAddressOfAnotherGetsNothing() throws Exception {
    Credentials logins = Credentials.random();
    try (EmbeddedQuestDb ours = EmbeddedQuestDb.start(folder.resolve("a"), logins, ANY, ANY);
        EmbeddedQuestDb theirs = EmbeddedQuestDb.start(folder.resolve("b"), logins, ANY, ANY);
        Relay relay = Relay.to(ours.httpPort());
        MetricStore store = ExternalStore.open(settings(relay.url(), logins), marker)) {
      write(store);
      relay.moveTo(theirs.httpPort());
      isRefused(store);
      isRefused(store);
      relay.moveTo(ours.httpPort());
      write(store);
      assertThat(rows(theirs)).isZero();
      assertThat(rows(ours)).isEqualTo(20);
      assertThat(markers(ours)).containsExactly("1 /runs/a 'b' \"c\"");
    }
  }

  private static List<String> markers(EmbeddedQuestDb database) throws StoreException {
    List<String> markers = new ArrayList<>();
    database.query(
        "SELECT attempt, directory FROM run ORDER BY attempt",
        row -> markers.add(row.getLong(0) + " " + row.getVarcharA(1)));
    return markers;
  }

  @Test
  void ofTwoInfluxServersTheOtherGetsNothing() throws Exception {
    try (InfluxDaemon ours = InfluxDaemon.start(folder.resolve("a"));
        InfluxDaemon theirs = InfluxDaemon.start(folder.resolve("b"));
        Relay relay = Relay.to(ours.url().getPort())) {
      InfluxSettings settings = settings(relay.url(), ours.settings());
      InfluxSettings other = settings(theirs.url(), ours.settings());
      try (MetricStore same = ExternalStore.open(other);
          MetricStore store = ExternalStore.open(settings, marker)) {
        assertThat(same.keeps()).isTrue();
        write(store);
        relay.moveTo(theirs.url().getPort());
        isRefused(store);
        relay.moveTo(ours.url().getPort());
        write(store);
      }
      try (StoredSteps here = ExternalStore.read(settings, Emissions.SWEEP);
          StoredSteps there = ExternalStore.read(other, Emissions.SWEEP)) {
        assertThat(here.stepsByTrial()).containsEntry(TRIAL, 20L);
        assertThat(there.stepsByTrial()).isEmpty();
      }
    }
  }

  private void isTaken(InfluxSettings settings) {
    RunMarker copy = new RunMarker(Emissions.SWEEP, "/runs/copy", false);
    assertThatThrownBy(() -> ExternalStore.open(settings, copy))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.fault()).isEqualTo(Fault.TAKEN))
        .hasMessageContaining("last written from " + marker.directory())
        .hasMessageContaining("trebuchet resume /runs/copy --take-over");
  }

  private void goesOn(InfluxSettings settings, RunMarker from) throws StoreException {
    try (MetricStore store = ExternalStore.open(settings, from)) {
      write(store);
    }
  }

  @Test
  void aCopyBesideItsOriginalIsToldSo() throws Exception {
    Credentials logins = Credentials.random();
    RunMarker copy = new RunMarker(Emissions.SWEEP, "/runs/copy", false);
    try (InfluxDaemon influx = InfluxDaemon.start(folder.resolve("i"));
        EmbeddedQuestDb database = EmbeddedQuestDb.start(folder.resolve("a"), logins, ANY, ANY)) {
      URI questDb = URI.create("http://127.0.0.1:" + database.httpPort());
      for (InfluxSettings settings : List.of(influx.settings(), settings(questDb, logins))) {
        goesOn(settings, marker);
        goesOn(settings, marker);
        isTaken(settings);
        goesOn(settings, copy.takingOver());
        goesOn(settings, copy);
        assertThatThrownBy(() -> ExternalStore.open(settings, marker))
            .hasMessageContaining("last written from /runs/copy");
      }
    }
  }

  @Test
  void aConnectionClosedWhileIdleIsNoOutage() throws Exception {
    Credentials logins = Credentials.random();
    try (EmbeddedQuestDb database = EmbeddedQuestDb.start(folder.resolve("a"), logins, ANY, ANY);
        Relay relay = Relay.to(database.httpPort());
        MetricStore store = ExternalStore.open(settings(relay.url(), logins), marker)) {
      for (int i = 0; i < 5; i++) {
        write(store);
        relay.hangUp();
      }
      assertThat(rows(database)).isEqualTo(50);
    }
  }

  @Test
  void anEmbeddedDatabaseKnowsItsRunBeforeAnybodyCanAsk() throws Exception {
    for (int attempt = 1; attempt <= 2; attempt++) {
      try (EmbeddedQuestDb database =
              EmbeddedQuestDb.start(
                  DatabaseFolder.of(folder.resolve("a"), false),
                  Credentials.random(),
                  marker,
                  ANY,
                  ANY);
          MetricStore store = InfluxStore.embedded(database)) {
        assertThat(markers(database)).hasSize(attempt);
        write(store);
        assertThat(rows(database)).isEqualTo(step);
      }
    }
  }

  @Test
  void aServerThatClosesEveryConnectionIsWrittenTo() throws Exception {
    AtomicInteger writes = new AtomicInteger();
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          boolean query = exchange.getRequestURI().getPath().equals("/query");
          byte[] said =
              query
                  ? "{\"results\":[{\"series\":[{\"name\":\"run\",\"values\":[[0,1]]}]}]}"
                      .getBytes(StandardCharsets.UTF_8)
                  : new byte[0];
          exchange.getRequestBody().readAllBytes();
          writes.addAndGet(exchange.getRequestURI().getPath().endsWith("/write") ? 1 : 0);
          exchange.getResponseHeaders().add("X-Influxdb-Version", "v2.7.4");
          exchange.getResponseHeaders().add("Connection", "close");
          exchange.sendResponseHeaders(query ? 200 : 204, query ? said.length : -1);
          exchange.getResponseBody().write(said);
          exchange.close();
        });
    server.start();
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    try (MetricStore store =
        ExternalStore.open(InfluxSettings.of(url, "secret", "lab", "sweeps"), marker)) {
      write(store);
      write(store);
      assertThat(writes.get()).isEqualTo(3);
    } finally {
      server.stop(0);
    }
  }

  private static InfluxSettings settings(URI url, Credentials logins) {
    return InfluxSettings.of(url, logins.owner().text(), "x", "x");
  }

  private static InfluxSettings settings(URI url, InfluxSettings of) {
    return new InfluxSettings(url, of.token(), of.org(), of.bucket(), of.timeout());
  }
}
