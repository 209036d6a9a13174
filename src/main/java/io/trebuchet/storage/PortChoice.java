package io.trebuchet.storage;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Locale;
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

  /** Takes a port by binding it: whether it is free is known only then. */
  @FunctionalInterface
  interface Binding<T> {
    T at(int port) throws BindException;
  }

  /**
   * Binds the port, or else another free one that the system chooses.
   *
   * @throws StoreException if it is taken and no other will do
   */
  <T> T bind(Binding<T> binding) throws StoreException {
    // Between its bind and its listen a second one would bind the same port, and never hear of it.
    synchronized (PortChoice.class) {
      return bindNext(binding);
    }
  }

  private <T> T bindNext(Binding<T> binding) throws StoreException {
    try {
      return binding.at(port);
    } catch (BindException e) {
      if (option != null) {
        throw taken(e);
      }
      try {
        return binding.at(0);
      } catch (BindException none) {
        throw new StoreException("no port of 127.0.0.1 is free: " + none.getMessage(), none);
      }
    }
  }

  /**
   * Complains early of a port that is taken although no other will do.
   *
   * @throws StoreException if it is
   */
  public void check() throws StoreException {
    if (port != 0 && option != null && !isFree()) {
      throw taken(null);
    }
  }

  private StoreException taken(@Nullable Exception cause) {
    return new StoreException(
        String.format(
            Locale.ROOT,
            "port %d is in use by another program: choose another with %s, or leave it out to take"
                + " any",
            port,
            option),
        cause);
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
