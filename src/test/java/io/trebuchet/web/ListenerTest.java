package io.trebuchet.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.trebuchet.storage.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that misbehave, over real connections. */
final class ListenerTest {
  private static final String TOKEN = "a-token-of-tests";
  private static final String HEAD = "Host: 127.0.0.1\r\nAuthorization: Bearer " + TOKEN + "\r\n";
  private static final Duration PATIENCE = Duration.ofMillis(600);
  private final SampleSweep sweep = SampleSweep.of("watched", 1, 64);
  private final List<Socket> sockets = new ArrayList<>();
  private WebServer server;

  @BeforeEach
  void start() throws StoreException {
    sweep.train(0, 0, 10);
    server =
        WebServer.start(
            WebServer.Settings.local(0, "", "test"),
            TOKEN,
            () -> List.of(sweep),
            new WebServer.Limits(
                new Listener.Limits(
                    Map.of(Standing.STRANGER, 8, Standing.READER, 8, Standing.OWNER, 8),
                    PATIENCE,
                    2000),
                new LiveStreams.Limits(2, Duration.ofMillis(10), Duration.ofSeconds(5))));
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    server.close();
  }

  private Socket connect(String text) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(20_000);
    sockets.add(socket);
    write(socket, text);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  /** Whether the server ended a connection; reads what it still said. */
  private static boolean ended(Socket socket) throws IOException {
    try (InputStream in = socket.getInputStream()) {
      in.readAllBytes();
      return true;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private String first(Socket socket) throws IOException {
    byte[] bytes = new byte[12];
    int read = socket.getInputStream().readNBytes(bytes, 0, bytes.length);
    return new String(bytes, 0, read, StandardCharsets.US_ASCII);
  }

  /** Each byte comes well within any idle time. */
  @Test
  void whoDripsHasSomeTimeInAll() throws Exception {
    Socket dripping = connect("GET /health HTTP/1.1\r\nX: ");
    long began = System.nanoTime();
    try {
      while (System.nanoTime() - began < 20 * PATIENCE.toNanos()) {
        write(dripping, "x");
        LockSupport.parkNanos(10_000_000);
      }
      fail("the connection was never ended");
    } catch (IOException e) {
      assertThat(System.nanoTime() - began).isGreaterThan(PATIENCE.toNanos() / 2);
    }
  }

  @Test
  void whoShowsNothingSendsLittle() throws Exception {
    assertThat(ended(connect("GET /health HTTP/1.1\r\nX: " + "x".repeat(3000)))).isTrue();
  }

  @Test
  void aConnectionWithTheTokenOutlivesAllStrangers() throws Exception {
    Socket owner = connect("GET /api/sweeps HTTP/1.1\r\n" + HEAD + "\r\n");
    assertThat(first(owner)).isEqualTo("HTTP/1.1 200");
    List<Socket> strangers = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      strangers.add(connect("GET /health HTTP/1.1\r\n"));
    }
    assertThat(first(connect("GET /api/sweeps HTTP/1.1\r\n" + HEAD + "\r\n")))
        .isEqualTo("HTTP/1.1 200");
    for (Socket stranger : strangers) {
      assertThat(ended(stranger)).isTrue();
    }
    owner.getInputStream().skipNBytes(owner.getInputStream().available());
    write(owner, "GET /health HTTP/1.1\r\n" + HEAD + "\r\n");
    String rest = "";
    while (!rest.endsWith("HTTP/1.1 200")) {
      int next = owner.getInputStream().read();
      assertThat(next).isNotNegative();
      rest += (char) next;
    }
  }

  @Test
  void abortedViewersCountForNothing() throws Exception {
    String live = "GET /api/sweeps/run-1/live HTTP/1.1\r\n" + HEAD + "\r\n";
    for (int i = 0; i < 20; i++) {
      Socket gone = connect(live);
      // A reset, some before the answer is begun, some in its midst.
      gone.setSoLinger(true, 0);
      if (i % 3 == 0) {
        assertThat(first(gone)).startsWith("HTTP/1.1 ");
      }
      gone.close();
    }
    long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    Socket viewer = connect(live);
    while (!first(viewer).equals("HTTP/1.1 200")) {
      assertThat(System.nanoTime()).isLessThan(until);
      LockSupport.parkNanos(20_000_000);
      viewer = connect(live);
    }
    for (Socket other : sockets.subList(0, sockets.size() - 1)) {
      other.close();
    }
    while (server.connections() > 1) {
      assertThat(System.nanoTime()).isLessThan(until);
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** What was asked for is still answered. */
  @Test
  void theServerEndsInOrder() throws Exception {
    Socket idle = connect("");
    assertThat(
            first(
                connect(
                    "POST /api/sweeps/run-1/stop HTTP/1.1\r\n"
                        + HEAD
                        + "Content-Length: 0\r\n\r\n")))
        .isEqualTo("HTTP/1.1 202");
    server.close();
    assertThat(ended(idle)).isTrue();
    assertThat(sweep.wishes).containsExactly("stop all");
  }
}
