package io.trebuchet.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A proxy that puts a path before a server's own, as JupyterHub does: it takes the path away, says
 * the name that the browser asked for, and passes on all else as it comes, a request a connection.
 */
final class PathProxy implements AutoCloseable {
  private final ServerSocket socket;
  private final String prefix;
  private final int port;
  private final List<String> outside = new CopyOnWriteArrayList<>();
  private final List<String> inside = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private PathProxy(ServerSocket socket, String prefix, int port) {
    this.socket = socket;
    this.prefix = prefix;
    this.port = port;
  }

  /**
   * Puts a path before a server of this machine.
   *
   * @param prefix such as {@code /user/me}
   */
  static PathProxy before(int port, String prefix) throws IOException {
    PathProxy proxy =
        new PathProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), prefix, port);
    proxy.threads.execute(proxy::accept);
    return proxy;
  }

  int port() {
    return socket.getLocalPort();
  }

  /** What was asked for past the path. */
  List<String> outside() {
    return outside;
  }

  /** What was asked for under it, without it. */
  List<String> inside() {
    return inside;
  }

  private void accept() {
    try {
      while (true) {
        Socket browser = socket.accept();
        open.add(browser);
        threads.execute(() -> serve(browser));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private void serve(Socket browser) {
    try (browser) {
      List<String> head = head(browser.getInputStream());
      if (head.isEmpty()) {
        return;
      }
      String[] request = head.getFirst().split(" ", -1);
      if (request[1].equals("/favicon.ico")) {
        // Of a refusal, which names no icon, a browser asks for one by itself.
        answer(browser, "204 No Content");
        return;
      }
      if (!request[1].startsWith(prefix + "/")) {
        outside.add(request[1]);
        answer(browser, "404 Not Found");
        return;
      }
      String path = request[1].substring(prefix.length());
      inside.add(path);
      head.set(0, request[0] + " " + path + " " + request[2]);
      head.removeIf(line -> line.toLowerCase(Locale.ROOT).startsWith("connection:"));
      head.add("Connection: close");
      try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
        open.add(server);
        OutputStream out = server.getOutputStream();
        out.write((String.join("\r\n", head) + "\r\n\r\n").getBytes(ISO_8859_1));
        threads.execute(() -> pass(browser, server));
        server.getInputStream().transferTo(browser.getOutputStream());
      }
    } catch (IOException gone) {
      return;
    }
  }

  private static void answer(Socket browser, String status) throws IOException {
    String text = "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    browser.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  private static void pass(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException gone) {
      return;
    }
  }

  private static List<String> head(InputStream in) throws IOException {
    List<String> lines = new ArrayList<>();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next != '\n') {
        line.write(next);
      } else if (line.size() == 1) {
        return lines;
      } else {
        lines.add(line.toString(ISO_8859_1).strip());
        line.reset();
      }
    }
    return List.of();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket each : open) {
      each.close();
    }
    threads.close();
  }
}
