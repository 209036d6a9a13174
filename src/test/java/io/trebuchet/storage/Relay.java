package io.trebuchet.storage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An address of 127.0.0.1 behind which servers change, and whose connections can be cut. */
public final class Relay implements AutoCloseable {
  private final ServerSocket listening;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private volatile int target;

  private Relay(ServerSocket listening, int target) {
    this.listening = listening;
    this.target = target;
  }

  /** Begins at a server's port. */
  public static Relay to(int port) throws IOException {
    Relay relay =
        new Relay(
            new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1})), port);
    Thread.ofPlatform().daemon().start(relay::accept);
    return relay;
  }

  /** From now on another server is here; nobody, if the port is 0. */
  public void moveTo(int port) throws IOException {
    target = port;
    hangUp();
  }

  /** Ends every connection, as servers and what is between do after a while. */
  public void hangUp() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
    open.clear();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort());
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        int port = target;
        if (port == 0) {
          client.close();
          continue;
        }
        Socket server = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        open.add(client);
        open.add(server);
        Thread.ofPlatform().daemon().start(() -> pump(client, server));
        Thread.ofPlatform().daemon().start(() -> pump(server, client));
      } catch (IOException e) {
        // Whoever connected sees it end.
      }
    }
  }

  private static void pump(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // Both ends are closed now.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    hangUp();
  }
}
