package io.trebuchet.run;

import io.trebuchet.actors.SweepEngine;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.LiveSource;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.ReducedSteps;
import io.trebuchet.metrics.TrialState;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.StopsFile;
import io.trebuchet.storage.StoreException;
import io.trebuchet.storage.StoredSteps;
import io.trebuchet.streams.Delivery;
import io.trebuchet.streams.SweepTap;
import io.trebuchet.web.Control;
import io.trebuchet.web.ServedSweep;
import io.trebuchet.web.StoredSweep;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sweep that this process runs, as the page sees it. */
final class LiveSweep implements ServedSweep, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveSweep.class);

  private final About about;
  private final RunDirectory directory;
  private final SweepTap tap;
  private final Ledger ledger;
  private final Running running;
  private @Nullable StoredSteps reader;

  private LiveSweep(
      About about, RunDirectory directory, SweepTap tap, Ledger ledger, Running running) {
    this.about = about;
    this.directory = directory;
    this.tap = tap;
    this.ledger = ledger;
    this.running = running;
  }

  /**
   * What works on the sweep.
   *
   * @param delivery to its store
   * @param stored opens a reader of what its store has already, when it is first needed
   * @param pointsPerSecond rows produced, over the last few seconds
   */
  record Running(
      SweepEngine engine,
      Delivery delivery,
      StoredSweep.Steps stored,
      DoubleSupplier pointsPerSecond) {}

  static LiveSweep of(
      SweepConfig config,
      Manifest manifest,
      RunDirectory directory,
      SweepTap tap,
      Ledger ledger,
      Running running) {
    return new LiveSweep(
        new About(
            manifest.runId(),
            manifest.name(),
            Progress.RUNNING,
            manifest.started(),
            null,
            manifest.store(),
            directory.root().toString(),
            "",
            config.resolved()),
        directory,
        tap,
        ledger,
        running);
  }

  @Override
  public About about() {
    return about;
  }

  @Override
  public LiveSource live() {
    return tap;
  }

  @Override
  public Optional<ReducedSteps> stored(
      String trial, List<Metric> metrics, long from, long to, int buckets) throws StoreException {
    try {
      Optional<StoredSteps> stored = reader();
      if (stored.isEmpty()) {
        return Optional.empty();
      }
      ReducedSteps reduced = ReducedSteps.create(buckets);
      stored.get().read(trial, metrics, from, to, block -> reduced.add(block, metrics, from, to));
      return Optional.of(reduced);
    } catch (StoreException e) {
      if (e.fault() != StoreException.Fault.UNREACHABLE) {
        throw e;
      }
      // A sweep outlives an outage of its store, and so does the view of it.
      LOG.debug("steps of {} cannot be read now", trial, e);
      return Optional.empty();
    }
  }

  private synchronized Optional<StoredSteps> reader() throws StoreException {
    if (reader == null) {
      reader = running.stored().open().orElse(null);
    }
    return Optional.ofNullable(reader);
  }

  @Override
  public synchronized void close() throws StoreException {
    if (reader != null) {
      reader.close();
    }
  }

  @Override
  public List<StopsFile.Stop> stops() throws StoreException {
    return ServedSweep.stopsOf(directory);
  }

  @Override
  public Engine engine() {
    Ledger.Balance balance = ledger.balance();
    long active = tap.trials().stream().filter(t -> t.stage() == TrialState.Stage.RUNNING).count();
    return new Engine(
        (int) active,
        running.pointsPerSecond().getAsDouble(),
        open(balance.step()) + open(balance.trial()),
        running.engine().gauges().credits(),
        running.delivery().hasSpool() ? running.delivery().spoolBytes() : null,
        balance);
  }

  private static long open(Ledger.Count count) {
    return Math.max(0, count.produced() - count.settled());
  }

  @Override
  public Optional<Controls> controls() {
    return Optional.of(this::ask);
  }

  /** Has trials stopped, held or let go on; all if none is named. */
  CompletionStage<?> ask(Control wish, List<String> trials) {
    SweepEngine engine = running.engine();
    return switch (wish) {
      case PAUSE -> engine.pause(trials).thenAccept(safe -> tap.hold(trials, true));
      case CONTINUE -> engine.resume(trials).thenAccept(safe -> tap.hold(trials, false));
      case STOP -> {
        engine.stop(trials);
        yield CompletableFuture.completedFuture(wish);
      }
    };
  }
}
