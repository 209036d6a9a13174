package io.trebuchet.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Watches a running sweep and reads one byte a second of what it is told. */
public final class SlowViewer implements AutoCloseable {
  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
  private static final long POLL_NANOS = 50_000_000;
  private static final long SECOND = 1_000_000_000;

  private final Thread thread;
  private volatile boolean closed;
  private final AtomicLong bytesRead = new AtomicLong();

  private SlowViewer(Path run, int port, BooleanSupplier over) {
    thread = Thread.ofPlatform().name("slow-viewer").daemon().start(() -> read(run, port, over));
  }

  /** Watches a run as soon as the API at a port answers, until closed. */
  public static SlowViewer watch(Path run, int port, BooleanSupplier over) {
    return new SlowViewer(run, port, over);
  }

  private void read(Path run, int port, BooleanSupplier over) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (!closed && !over.getAsBoolean()) {
        watch(client, run, port);
      }
    }
  }

  private void watch(HttpClient client, Path run, int port) {
    try {
      String shown = "Bearer " + WatchedRun.token(run).orElse("");
      String id = id(client, port, shown);
      try (Socket socket = new Socket()) {
        // Before the connection, or the kernel takes in megabytes for us.
        socket.setReceiveBufferSize(2048);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        OutputStream out = socket.getOutputStream();
        String path = "/api/sweeps/" + id + "/live?trial=s1-c4&trial=s1-c2.5";
        String request =
            "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: " + shown + "\r\n\r\n";
        out.write(request.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        while (!closed && socket.getInputStream().read() >= 0) {
          bytesRead.incrementAndGet();
          LockSupport.parkNanos(SECOND);
        }
      }
    } catch (IOException e) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** What it has read so far. */
  long bytesRead() {
    return bytesRead.get();
  }

  private static String id(HttpClient client, int port, String shown) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/sweeps"))
            .header("Authorization", shown)
            .build();
    try {
      Matcher id = ID.matcher(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
      if (!id.find()) {
        throw new IOException("no sweep yet");
      }
      return id.group(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
