package io.trebuchet.cli.bench;

import io.trebuchet.actors.SweepEngine;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.data.DataFolders;
import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.storage.Batch;
import io.trebuchet.storage.EmbeddedQuestDb;
import io.trebuchet.storage.InfluxStore;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.storage.NoStore;
import io.trebuchet.storage.PortChoice;
import io.trebuchet.storage.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What storing costs training, and what a store costs that is far too slow. */
public final class StreamOverhead {
  private static final int PARALLELISM = 2;
  private static final double SLOWNESS = 10;

  private final Path folder;
  private final DataFolders data;
  private final Consumer<String> out;

  private StreamOverhead(Path folder, DataFolders data, Consumer<String> out) {
    this.folder = folder;
    this.data = data;
    this.out = out;
  }

  /** A measurement with databases in a folder. */
  public static StreamOverhead create(Path folder, DataFolders data, Consumer<String> out) {
    return new StreamOverhead(folder, data, out);
  }

  /** Wall time of a sweep with an embedded QuestDB, against {@code --store none}. */
  public void compare(SweepConfig config, int rounds) throws IOException {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      double none;
      try (MetricStore store = NoStore.create()) {
        none = sweep(config, store, Ledger.create("none"), "none" + round);
      }
      Ledger ledger = Ledger.create("questdb");
      double stored = stored(config, ledger, round);
      out.accept(
          String.format(
              Locale.ROOT,
              "%s %s: none %.2f s, questdb %.2f s, %+.1f%% (%,d steps)",
              config.name(),
              round == 0 ? "warm-up" : "round " + round,
              none,
              stored,
              100 * (stored / none - 1),
              ledger.balance().step().stored()));
      if (round > 0) {
        ratios.add(stored / none);
      }
    }
    out.accept(
        String.format(
            Locale.ROOT,
            "%s: storing costs %+.1f%% of wall time (median)",
            config.name(),
            100 * (Median.of(ratios) - 1)));
  }

  /** The database is there only while it is used: an idle one costs something, too. */
  private double stored(SweepConfig config, Ledger ledger, int round) throws IOException {
    PortChoice any = PortChoice.preferred(0);
    Path directory = folder.resolve("overhead-%s-%d".formatted(config.name(), round));
    try (EmbeddedQuestDb database = EmbeddedQuestDb.start(directory, any, any);
        MetricStore store = InfluxStore.embedded(database)) {
      return sweep(config, store, ledger, "stored");
    }
  }

  /** A store that takes a tenth of what the trainers make: what happens to memory and to rows. */
  public void slowStore(SweepConfig config) throws IOException {
    Ledger free = Ledger.create("none");
    double seconds = sweep(config, NoStore.create(), free, "free");
    double rate = free.balance().step().produced() / seconds;
    out.accept(String.format(Locale.ROOT, "slow store: the trainers make %,.0f rows/s", rate));
    List<Long> resident = new ArrayList<>();
    Ledger ledger = Ledger.create("slow");
    Throttled slow = new Throttled(rate / SLOWNESS, resident);
    double throttled = sweep(config, slow, ledger, "slow");
    Ledger.Balance balance = ledger.balance();
    int half = resident.size() / 2;
    out.accept(
        String.format(
            Locale.ROOT,
            "slow store: it takes a tenth of that, the sweep takes %.1f times as long;"
                + " resident memory at most %d MiB in the first half, %d MiB in the second;"
                + " %,d produced = %,d stored + %,d dropped",
            throttled / seconds,
            most(resident.subList(0, half)) >> 20,
            most(resident.subList(half, resident.size())) >> 20,
            balance.step().produced(),
            balance.step().stored(),
            balance.step().dropped()));
  }

  private static long most(List<Long> bytes) {
    return bytes.stream().mapToLong(x -> x).max().orElse(0);
  }

  private double sweep(SweepConfig config, MetricStore store, Ledger ledger, String runId) {
    long began = System.nanoTime();
    try (SweepEngine engine =
        SweepEngine.start(
            config,
            new SweepEngine.Options(runId, PARALLELISM, 0),
            data,
            store,
            ledger,
            emission -> {},
            InstantSource.system())) {
      SweepEngine.Ending ending = engine.ending().toCompletableFuture().join();
      if (ending.storeFailure() != null || !ledger.balance().balances()) {
        throw new IllegalStateException("metrics were lost", ending.storeFailure());
      }
      return (System.nanoTime() - began) / 1e9;
    }
  }

  /** Takes as many rows a second as it is told to. */
  private static final class Throttled implements MetricStore {
    private final double rowsPerSecond;
    private final List<Long> resident;
    private final CountDownLatch never = new CountDownLatch(1);

    Throttled(double rowsPerSecond, List<Long> resident) {
      this.rowsPerSecond = rowsPerSecond;
      this.resident = resident;
    }

    @Override
    public String kind() {
      return "slow";
    }

    @Override
    public Batch encode(List<Emission> emissions) {
      return Batch.of("", emissions);
    }

    @Override
    public void write(Batch batch) throws StoreException {
      try {
        resident.add(ProcessFigures.resident());
        long nanos = (long) (batch.rows().total() / rowsPerSecond * 1e9);
        boolean unused = never.await(nanos, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoreException("interrupted", e);
      } catch (IOException e) {
        throw new StoreException("cannot read /proc", e);
      }
    }

    @Override
    public void close() {}
  }
}
