package io.trebuchet.run;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.storage.Batch;
import io.trebuchet.storage.ForwardingStore;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.storage.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long after the command a run's first step was computed, and how long until it was stored;
 * both go to the run's log. Thread-safe.
 */
public final class StartupTimes {
  /** What the launcher sets to the time it was called: seconds since the epoch, with decimals. */
  static final String BEGAN = "trebuchet.began";

  /** How the log says it; {@code bench startup} reads these words back. */
  public static final String COMPUTED = "first step computed";

  public static final String STORED = "first step stored";

  private static final Logger LOG = LoggerFactory.getLogger(StartupTimes.class);

  private final Instant began;
  private final InstantSource clock;
  private boolean computed;
  private boolean stored;

  private StartupTimes(InstantSource clock) {
    this.clock = clock;
    began = began(System.getProperty(BEGAN), clock);
  }

  /** Times since this process, or the launcher that became it, was called. */
  static StartupTimes create(InstantSource clock) {
    return new StartupTimes(clock);
  }

  /** Without the launcher the process itself says when it began, to about ten milliseconds. */
  static Instant began(@Nullable String launcher, InstantSource clock) {
    if (launcher != null) {
      try {
        // Bash writes the decimals as its locale does.
        double seconds = Double.parseDouble(launcher.replace(',', '.'));
        return Instant.EPOCH.plus((long) (seconds * 1e6), ChronoUnit.MICROS);
      } catch (NumberFormatException e) {
        return clock.instant();
      }
    }
    return ProcessHandle.current().info().startInstant().orElseGet(clock::instant);
  }

  /** Takes an element of the metric stream. */
  synchronized void accept(Emission emission) {
    if (!computed && emission instanceof MetricBlock block) {
      computed = true;
      log(COMPUTED, Instant.EPOCH.plusNanos(block.timestamp(0)));
    }
  }

  private synchronized void acknowledged(Batch batch) {
    if (!stored && batch.rows().steps() > 0) {
      stored = true;
      log(STORED, clock.instant());
    }
  }

  private void log(String what, Instant when) {
    double seconds = Duration.between(began, when).toNanos() / 1e9;
    LOG.info(String.format(Locale.ROOT, "%s %.3f s after the command", what, seconds));
  }

  /** The same store, its first acknowledged steps noted. */
  MetricStore watching(MetricStore store) {
    return new ForwardingStore(store) {
      @Override
      public void write(Batch batch) throws StoreException {
        super.write(batch);
        acknowledged(batch);
      }
    };
  }
}
