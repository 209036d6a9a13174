package io.trebuchet.storage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.jspecify.annotations.Nullable;

/**
 * A port on 127.0.0.1.
 *
 * @param port the wanted port; 0 for any free one
 * @param option the option that asked for it; null if another free one will do as well
 */
public record PortChoice(int port, @Nullable String option) {
  /** This port if it is free, otherwise any other. */
  public static PortChoice preferred(int port) {
    return new PortChoice(port, null);
  }

  /** This port and no other, because an option such as {@code --web-port} says so. */
  public static PortChoice required(int port, String option) {
    return new PortChoice(port, option);
  }

  /**
   * The port to bind, which was free a moment ago; 0 leaves the choice to the system.
   *
   * @throws StoreException if it is taken and no other will do
   */
  public int resolve() throws StoreException {
    if (port == 0 || isFree()) {
      return port;
    }
    if (option == null) {
      return 0;
    }
    throw new StoreException(
        "port %d is in use by another program: choose another with %s, or leave it out to take any"
            .formatted(port, option),
        null);
  }

  private boolean isFree() {
    try (ServerSocket socket = new ServerSocket()) {
      // A connection of an earlier server that is still winding down must not count.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
