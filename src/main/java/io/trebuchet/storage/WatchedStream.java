package io.trebuchet.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An answer that is read as it comes, and given up when nothing more comes for a while. */
final class WatchedStream extends FilterInputStream {
  private static final ScheduledThreadPoolExecutor WATCH = watch();

  private final Duration patience;
  private final ScheduledFuture<?> watching;
  private volatile long waitingSince;
  private volatile boolean stalled;

  private WatchedStream(InputStream answer, Duration patience) {
    super(answer);
    this.patience = patience;
    long period = Math.max(1, patience.toMillis() / 4);
    watching = WATCH.scheduleWithFixedDelay(this::look, period, period, TimeUnit.MILLISECONDS);
  }

  /** Watches over an answer. */
  static WatchedStream of(InputStream answer, Duration patience) {
    return new WatchedStream(answer, patience);
  }

  private static ScheduledThreadPoolExecutor watch() {
    ScheduledThreadPoolExecutor watch =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().name("answers-watch").daemon().unstarted(task));
    watch.setRemoveOnCancelPolicy(true);
    return watch;
  }

  private void look() {
    long since = waitingSince;
    if (since != 0 && System.nanoTime() - since > patience.toNanos()) {
      stalled = true;
      try {
        // Whoever waits in read() hears of it.
        in.close();
      } catch (IOException e) {
        watching.cancel(false);
      }
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    waitingSince = Math.max(1, System.nanoTime());
    try {
      int read = in.read(into, from, length);
      if (stalled) {
        throw stall(null);
      }
      return read;
    } catch (IOException e) {
      throw stalled ? stall(e) : e;
    } finally {
      waitingSince = 0;
    }
  }

  private IOException stall(@Nullable IOException cause) {
    return new IOException("nothing more came for " + patience.toSeconds() + " s", cause);
  }

  @Override
  public void close() throws IOException {
    watching.cancel(false);
    super.close();
  }
}
