package io.trebuchet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that control a sweep, while somebody is in their way or in its place. */
@Attack
final class ControlAttackTest {
  @TempDir private Path folder;

  /** Connections that begin a request and leave it there, at every port of the process. */
  @Test
  void aHalfOpenConnectionHoldsUpNoStop() throws Exception {
    try (WatchedSweep sweep = WatchedSweep.start(folder)) {
      List<Socket> half = new ArrayList<>();
      Matcher ports =
          Pattern.compile("_port\" : ([1-9]\\d*)")
              .matcher(Files.readString(sweep.run().resolve("endpoint.json")));
      while (ports.find()) {
        Socket socket =
            new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(ports.group(1)));
        socket
            .getOutputStream()
            .write(
                "POST /control/stop HTTP/1.1\r\nHost: 127.0".getBytes(StandardCharsets.US_ASCII));
        half.add(socket);
      }
      assertThat(half).isNotEmpty();
      long began = System.nanoTime();
      Launched.Said said = Launched.trebuchet(folder, "stop", sweep.run().toString(), "s1-c1");
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      assertThat(said.code()).as(said.text()).isZero();
      assertThat(took).isLessThan(Duration.ofSeconds(15));
      sweep.launched().awaitLine("s1-c1");
      for (Socket socket : half) {
        socket.close();
      }
    }
  }

  /** A listener in the place of a process that is gone. */
  private static final class Impostor implements AutoCloseable {
    private final ServerSocket socket;
    private final List<String> heard = new CopyOnWriteArrayList<>();

    Impostor() throws IOException {
      socket = new ServerSocket();
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Thread.ofPlatform().daemon().start(this::listen);
    }

    private void listen() {
      while (!socket.isClosed()) {
        try (Socket caller = socket.accept()) {
          caller.setSoTimeout(500);
          byte[] bytes = new byte[4000];
          int read = caller.getInputStream().read(bytes);
          heard.add(new String(bytes, 0, Math.max(0, read), StandardCharsets.US_ASCII));
          caller
              .getOutputStream()
              .write(
                  "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                      .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
          // The next caller, or the end.
        }
      }
    }

    int port() {
      return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /**
   * A run was killed; its pid is somebody's again (in a container it is always 1), and so are its
   * ports.
   */
  @Test
  void anImpostorHearsNothingOfTheToken() throws Exception {
    Path run;
    try (WatchedSweep sweep = WatchedSweep.start(folder)) {
      run = sweep.run();
    }
    Path endpoint = run.resolve("endpoint.json");
    assertThat(endpoint).exists();
    try (Impostor impostor = new Impostor()) {
      for (String pid : List.of("1", Long.toString(ProcessHandle.current().pid()))) {
        Files.writeString(
            endpoint,
            "{\"pid\": %s, \"web_port\": %d, \"http_port\": %d, \"pg_port\": 0, \"control_port\": %d}"
                .formatted(pid, impostor.port(), impostor.port(), impostor.port()));
        for (String wish : List.of("stop", "pause")) {
          Launched.Said said = Launched.trebuchet(folder, wish, run.toString());
          assertThat(said.code()).isEqualTo(2);
          assertThat(said.text()).contains("no process works on");
        }
      }
      assertThat(impostor.heard).isEmpty();
    }
  }

  /** The same of a folder that was served: a run would send its steps to the impostor. */
  @Test
  void anImpostorGetsNoSteps() throws Exception {
    try (Impostor impostor = new Impostor()) {
      Files.writeString(
          folder.resolve("endpoint.json"),
          "{\"pid\": 1, \"web_port\": %d, \"http_port\": %d, \"pg_port\": 0, \"control_port\": 0}"
              .formatted(impostor.port(), impostor.port()));
      Launched.Said said =
          Launched.trebuchet(
              folder,
              "run",
              WatchedSweep.config(),
              "--out",
              folder.resolve("run").toString(),
              "--quiet",
              "--set",
              "model.n=50",
              "--set",
              "learning-rates.c=[1,3]");
      assertThat(said.code()).as(said.text()).isZero();
      assertThat(folder.resolve("run/db")).exists();
      assertThat(impostor.heard).isEmpty();
    }
  }
}
