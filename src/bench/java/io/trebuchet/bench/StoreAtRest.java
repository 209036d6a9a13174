package io.trebuchet.bench;

import com.sun.management.OperatingSystemMXBean;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.data.DataFolders;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.storage.EmbeddedQuestDb;
import io.trebuchet.storage.InfluxStore;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.storage.PortChoice;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What an embedded database costs that nobody writes to: processor time and disk. */
public final class StoreAtRest {
  /** The compiler still works on what the sweep ran. */
  private static final Duration SETTLING = Duration.ofSeconds(5);

  private static final Duration IDLE = Duration.ofSeconds(30);

  private StoreAtRest() {}

  /** Stores a small sweep, then watches the database do nothing. */
  public static void measure(
      Path folder, SweepConfig config, DataFolders data, Consumer<String> out) throws IOException {
    Path directory = folder.resolve("rest");
    Ledger ledger = Ledger.create("questdb");
    PortChoice any = PortChoice.preferred(0);
    long created;
    long open;
    double load;
    try (EmbeddedQuestDb database = EmbeddedQuestDb.start(directory, any, any)) {
      created = bytes(directory);
      try (MetricStore store = InfluxStore.embedded(database)) {
        SweepWall.seconds(config, data, store, ledger);
      }
      open = bytes(directory);
      rest(SETTLING);
      long began = System.nanoTime();
      long processor = processorNanos();
      rest(IDLE);
      load = (double) (processorNanos() - processor) / (System.nanoTime() - began);
    }
    out.accept(
        String.format(
            Locale.ROOT,
            "at rest: an open database takes %.2f s of processor time a minute, %.2f%% of a core",
            60 * load,
            100 * load));
    out.accept(
        String.format(
            Locale.ROOT,
            "at rest: with no row %.1f MiB of files; with %,d rows of %s %.1f MiB, closed %.1f MiB",
            mebibytes(created),
            ledger.balance().step().stored(),
            config.name(),
            mebibytes(open),
            mebibytes(bytes(directory))));
  }

  private static double mebibytes(long bytes) {
    return bytes / (double) (1 << 20);
  }

  private static long processorNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  /** Lengths of files, for which QuestDB reserves the room. */
  private static long bytes(Path directory) throws IOException {
    long bytes = 0;
    try (var files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  private static void rest(Duration duration) throws IOException {
    try {
      boolean unused = new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
