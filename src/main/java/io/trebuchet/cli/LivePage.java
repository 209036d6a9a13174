package io.trebuchet.cli;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.storage.StoreException;
import io.trebuchet.web.ServedSweep;
import io.trebuchet.web.WebServer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The page of a running sweep. Its server starts on a thread of its own once the first steps are
 * computed, so that it never delays them; a sweep that ends before then has no page.
 */
final class LivePage implements AutoCloseable {
  private final CountDownLatch stepsCame = new CountDownLatch(1);
  private @Nullable WebServer server;
  private boolean closed;

  private LivePage() {}

  /** A page that is not served yet, and perhaps never will be. */
  static LivePage create() {
    return new LivePage();
  }

  /** Takes an element of the metric stream. */
  void accept(Emission emission) {
    if (emission instanceof MetricBlock) {
      stepsCame.countDown();
    }
  }

  /**
   * Serves the sweep as soon as it has steps.
   *
   * @param say prints a line for people
   * @param listening is told the port
   */
  synchronized void serve(
      WebServer.Settings settings, ServedSweep sweep, Consumer<String> say, IntConsumer listening) {
    if (!closed) {
      Thread.ofPlatform().name("page").daemon().start(() -> start(settings, sweep, say, listening));
    }
  }

  private void start(
      WebServer.Settings settings, ServedSweep sweep, Consumer<String> say, IntConsumer listening) {
    try {
      stepsCame.await();
      if (isClosed()) {
        return;
      }
      WebServer started = WebServer.start(settings, () -> List.of(sweep));
      if (!keep(started)) {
        started.close();
        return;
      }
      listening.accept(started.port());
      say.accept("page: " + started.link());
    } catch (StoreException | RuntimeException e) {
      // The sweep matters more than who watches it.
      say.accept("no page: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized boolean keep(WebServer started) {
    if (!closed) {
      server = started;
    }
    return !closed;
  }

  /** Does not wait for a server that is only starting: that one sees that it came too late. */
  @Override
  public synchronized void close() {
    closed = true;
    stepsCame.countDown();
    if (server != null) {
      server.close();
    }
  }
}
