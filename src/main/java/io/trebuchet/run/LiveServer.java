package io.trebuchet.run;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.storage.Credentials;
import io.trebuchet.storage.EndpointFile;
import io.trebuchet.web.ServedSweep;
import io.trebuchet.web.SweepCatalog;
import io.trebuchet.web.WebServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The API of a run, and its page unless that is withheld. It starts on a thread of its own once the
 * first steps are computed and the store is open, so that it delays neither, or after a moment if
 * they are long in coming: whoever asks meanwhile is told that the sweep has not begun. A sweep
 * that ends before then has none.
 */
final class LiveServer implements AutoCloseable {
  private static final Duration MOMENT = Duration.ofSeconds(2);

  private final CountDownLatch underWay = new CountDownLatch(2);
  private final AtomicBoolean stepsCame = new AtomicBoolean();
  private final Path folder;
  private final EndpointFile endpoint;
  private @Nullable WebServer server;
  private volatile @Nullable ServedSweep sweep;
  private boolean closed;

  private LiveServer(Path folder, EndpointFile endpoint) {
    this.folder = folder;
    this.endpoint = endpoint;
  }

  /**
   * A server that is to come.
   *
   * @param settings null for none
   * @param folder whose credentials have its token
   * @param endpoint is told its port
   * @param say prints a line for people
   */
  static LiveServer begin(
      WebServer.@Nullable Settings settings,
      Path folder,
      EndpointFile endpoint,
      Consumer<String> say) {
    LiveServer live = new LiveServer(folder, endpoint);
    if (settings != null) {
      Thread.ofPlatform().name("web").daemon().start(() -> live.start(settings, say));
    }
    return live;
  }

  /** Takes an element of the metric stream. */
  void accept(Emission emission) {
    if (emission instanceof MetricBlock && !stepsCame.get() && !stepsCame.getAndSet(true)) {
      underWay.countDown();
    }
  }

  /** Serves a sweep whose store is open. */
  void serve(ServedSweep running) {
    sweep = running;
    underWay.countDown();
  }

  private void start(WebServer.Settings settings, Consumer<String> say) {
    try {
      boolean unused = underWay.await(MOMENT.toMillis(), TimeUnit.MILLISECONDS);
      if (isClosed()) {
        return;
      }
      WebServer started = WebServer.start(settings, Credentials.in(folder).token(), new Catalog());
      if (!keep(started)) {
        started.close();
        return;
      }
      endpoint.update(known -> known.withWebPort(started.port()));
      if (settings.page()) {
        say.accept("page: " + started.link());
      }
    } catch (IOException | RuntimeException e) {
      // The sweep matters more than who watches it.
      say.accept("no page, and no control but Ctrl-C: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The one sweep, once it has begun. */
  private final class Catalog implements SweepCatalog {
    @Override
    public boolean begun() {
      return sweep != null;
    }

    @Override
    public List<ServedSweep> sweeps() {
      ServedSweep running = sweep;
      return running == null ? List.of() : List.of(running);
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
    underWay.countDown();
    underWay.countDown();
    if (server != null) {
      server.close();
    }
  }
}
