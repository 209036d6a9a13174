package io.trebuchet.bench;

import io.trebuchet.config.SweepConfig;
import io.trebuchet.data.DataFolders;
import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.storage.Batch;
import io.trebuchet.storage.DeferredStore;
import io.trebuchet.storage.EmbeddedQuestDb;
import io.trebuchet.storage.InfluxStore;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.storage.NoStore;
import io.trebuchet.storage.PortChoice;
import io.trebuchet.storage.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What storing costs training, and what a store costs that is far too slow. */
public final class StreamOverhead {
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

  /**
   * Wall time of a sweep with an embedded QuestDB of its own, from before that is opened until it
   * is closed, against {@code --store none}. They take turns at going first.
   */
  public void compare(SweepConfig config, int rounds) throws IOException {
    List<Double> none = new ArrayList<>();
    List<Stored> stored = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      Stored with;
      double without;
      if (round % 2 == 0) {
        without = unstored(config);
        with = stored(config, round);
      } else {
        with = stored(config, round);
        without = unstored(config);
      }
      double ratio = with.wall() / without;
      out.accept(
          String.format(
              Locale.ROOT,
              "%s %s: none %.2f s, questdb %.2f s, %+.1f%% (%,d steps)",
              config.name(),
              round == 0 ? "warm-up" : "round " + round,
              without,
              with.wall(),
              100 * (ratio - 1),
              with.steps()));
      if (round > 0) {
        none.add(without);
        stored.add(with);
        ratios.add(ratio);
      }
    }
    out.accept(
        String.format(
            Locale.ROOT,
            "%s: storing costs %+.1f%% of wall time (median); of it %.2f s to close the database,"
                + " which took %.2f s to open beside the training; none takes %.2f s",
            config.name(),
            100 * (SampleMedian.of(ratios) - 1),
            SampleMedian.of(stored.stream().map(Stored::closing).toList()),
            SampleMedian.of(stored.stream().map(Stored::opening).toList()),
            SampleMedian.of(none)));
  }

  private double unstored(SweepConfig config) throws IOException {
    try (MetricStore store = NoStore.create()) {
      return SweepWall.seconds(config, data, store, Ledger.create("none"));
    }
  }

  /** Seconds from first to last, of that until the database is open, and those to close it. */
  private record Stored(double wall, double opening, double closing, long steps) {}

  /** As {@code run} does it: the database opens beside the first steps. */
  private Stored stored(SweepConfig config, int round) throws IOException {
    Path directory =
        folder.resolve(String.format(Locale.ROOT, "overhead-%s-%d", config.name(), round));
    Ledger ledger = Ledger.create("questdb");
    long began = System.nanoTime();
    CompletableFuture<EmbeddedQuestDb> opened = new CompletableFuture<>();
    CompletableFuture<Double> opening =
        opened.thenApply(database -> (System.nanoTime() - began) / 1e9);
    new Thread(() -> open(directory, opened), "store-opening").start();
    long ended;
    try (MetricStore store = DeferredStore.of("questdb", opened.thenApply(InfluxStore::embedded))) {
      SweepWall.seconds(config, data, store, ledger);
      ended = System.nanoTime();
      opened.join().awaitApplied();
    } finally {
      opened.join().close();
    }
    long closed = System.nanoTime();
    return new Stored(
        (closed - began) / 1e9,
        opening.join(),
        (closed - ended) / 1e9,
        ledger.balance().step().stored());
  }

  private static void open(Path directory, CompletableFuture<EmbeddedQuestDb> opened) {
    PortChoice any = PortChoice.preferred(0);
    try {
      opened.complete(EmbeddedQuestDb.start(directory, any, any));
    } catch (Throwable e) { // whoever waits must hear of it, whatever it is
      opened.completeExceptionally(e);
    }
  }

  /** A store that takes a tenth of what the trainers make: what happens to memory and to rows. */
  public void slowStore(SweepConfig config) throws IOException {
    Ledger free = Ledger.create("none");
    double seconds = SweepWall.seconds(config, data, NoStore.create(), free);
    double rate = free.balance().step().produced() / seconds;
    out.accept(String.format(Locale.ROOT, "slow store: the trainers make %,.0f rows/s", rate));
    List<Long> resident = new ArrayList<>();
    Ledger ledger = Ledger.create("slow");
    Throttled slow = new Throttled(rate / SLOWNESS, resident);
    double throttled = SweepWall.seconds(config, data, slow, ledger);
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
