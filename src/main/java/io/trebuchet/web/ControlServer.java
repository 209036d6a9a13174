package io.trebuchet.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.trebuchet.actors.SweepEngine;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes {@code POST /control/pause}, {@code /continue} and {@code /stop} from this machine, with a
 * trial's id on each line of the body, or none for all. The JDK's own server, since it costs a run
 * nothing to start.
 */
public final class ControlServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
  private static final String PATH = "/control/";
  private static final String SCHEME = "Bearer ";
  private static final int MOST_BYTES = 1 << 20;

  private final HttpServer server;
  private final ExecutorService threads;
  private final ControlToken token;
  private volatile @Nullable Controlled controlled;

  private ControlServer(HttpServer server, ExecutorService threads, ControlToken token) {
    this.server = server;
    this.threads = threads;
    this.token = token;
  }

  /** A server on any free port, whose secret goes into a file. */
  public static ControlServer start(Path tokenFile) throws IOException {
    ControlToken token = ControlToken.create(tokenFile);
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService threads =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("control").factory());
    ControlServer server = new ControlServer(http, threads, token);
    http.setExecutor(threads);
    http.createContext(PATH, server::handle);
    http.start();
    return server;
  }

  /** Where it listens. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Hears of trials that are held or let go on; of all if none is named. */
  @FunctionalInterface
  public interface Holds {
    /** Called on the server's thread once the wish would survive the process. */
    void hold(List<String> trials, boolean paused);
  }

  private record Controlled(SweepEngine engine, Holds holds) {}

  /** What it controls from now on. */
  public void attach(SweepEngine running, Holds holds) {
    controlled = new Controlled(running, holds);
  }

  private record Answer(int status, String text) {}

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer;
      try {
        answer = answer(exchange);
      } catch (CompletionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        LOG.warn("control failed", cause);
        answer = new Answer(500, String.valueOf(cause.getMessage()));
      }
      byte[] bytes = (answer.text() + "\n").getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      exchange.sendResponseHeaders(answer.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    String shown = exchange.getRequestHeaders().getFirst("Authorization");
    if (shown == null
        || !shown.startsWith(SCHEME)
        || !token.matches(shown.substring(SCHEME.length()))) {
      return new Answer(401, "show the token of the run's control.token");
    }
    if (!"POST".equals(exchange.getRequestMethod())) {
      return new Answer(405, "POST it");
    }
    Control control =
        Control.ofWord(exchange.getRequestURI().getPath().substring(PATH.length())).orElse(null);
    if (control == null) {
      return new Answer(404, "pause, continue or stop");
    }
    Controlled running = controlled;
    if (running == null) {
      return new Answer(503, "the sweep has not begun yet: try again in a moment");
    }
    List<String> trials;
    try (InputStream body = exchange.getRequestBody()) {
      trials =
          new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8)
              .lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty())
              .toList();
    }
    List<String> unknown =
        trials.stream().filter(t -> !running.engine().trials().contains(t)).toList();
    if (!unknown.isEmpty()) {
      return new Answer(404, "no trial " + String.join(", ", unknown));
    }
    return new Answer(200, perform(running, control, trials));
  }

  private static String perform(Controlled running, Control control, List<String> trials) {
    SweepEngine engine = running.engine();
    String whom = trials.isEmpty() ? "all trials" : String.join(", ", trials);
    return switch (control) {
      case PAUSE -> {
        engine.pause(trials).toCompletableFuture().join();
        running.holds().hold(trials, true);
        yield "paused: " + whom;
      }
      case CONTINUE -> {
        engine.resume(trials).toCompletableFuture().join();
        running.holds().hold(trials, false);
        yield "continued: " + whom;
      }
      case STOP -> {
        engine.stop(trials);
        yield "stopping: " + whom;
      }
    };
  }

  @Override
  public void close() throws IOException {
    server.stop(0);
    threads.shutdownNow();
    token.close();
  }
}
