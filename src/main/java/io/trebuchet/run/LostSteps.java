package io.trebuchet.run;

import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.data.DataFolders;
import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.RowCounts;
import io.trebuchet.metrics.ShellWord;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.process.InterruptedRunException;
import io.trebuchet.process.StopSignal;
import io.trebuchet.storage.Held;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.storage.Quarantine;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.streams.Delivery;
import io.trebuchet.streams.DeliverySettings;
import io.trebuchet.streams.Rhythm;
import io.trebuchet.trial.Recomputation;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Steps that a store has lost are computed again and stored, several trials side by side; state
 * changes are stored again as they are known.
 */
final class LostSteps {
  private static final int BATCH_ROWS = 10_000;

  private final RunDirectory run;
  private final List<Loss> losses;
  private final List<TrialEvent> events;
  private final Recomputation recomputation;
  private final StopSignal stop;
  private final Consumer<String> notices;

  private LostSteps(
      RunDirectory run,
      List<Loss> losses,
      List<TrialEvent> events,
      Recomputation recomputation,
      StopSignal stop,
      Consumer<String> notices) {
    this.run = run;
    this.losses = losses;
    this.events = events;
    this.recomputation = recomputation;
    this.stop = stop;
    this.notices = notices;
  }

  /**
   * A trial that has lost steps.
   *
   * @param last the last step that has to be there
   * @param ended whether the trial ended with it
   * @param held what is there
   */
  record Loss(TrialSpec trial, long last, boolean ended, Held held) {}

  /**
   * Those of a run.
   *
   * @param events state changes that are missing beside the steps
   * @param limits other values that {@code stop.max-steps} has had
   * @param notices takes lines for people
   */
  static LostSteps of(
      RunDirectory run,
      String runId,
      SweepConfig config,
      DataFolders folders,
      List<Loss> losses,
      List<TrialEvent> events,
      List<Long> limits,
      StopSignal stop,
      Clock clock,
      Consumer<String> notices) {
    List<TrialSpec> trials = losses.stream().map(Loss::trial).toList();
    return new LostSteps(
        run,
        losses,
        events,
        Recomputation.of(config, trials, folders, runId, limits, clock),
        stop,
        notices);
  }

  /**
   * Fills the store.
   *
   * @param threads trials that are computed side by side
   * @return how many rows of it the store refused
   * @throws InterruptedRunException if a user interrupts it: what is there stays
   */
  RowCounts computeAgain(MetricStore store, int threads) throws IOException {
    if (losses.isEmpty() && events.isEmpty()) {
      return RowCounts.NONE;
    }
    // The sweep's own account knows these rows already.
    Ledger account = Ledger.create(store.kind());
    long rows;
    try (Delivery delivery =
        Delivery.start(
            store,
            null,
            Quarantine.in(run.quarantine()),
            account,
            DeliverySettings.usual(false),
            Rhythm.create(),
            notices)) {
      stop.onStop(delivery::hurry);
      Batches batches = new Batches(delivery);
      rows = losses.isEmpty() ? 0 : compute(batches, threads);
      for (TrialEvent event : events) {
        batches.take(event);
      }
      batches.end();
    }
    if (stop.came()) {
      throw new InterruptedRunException(
          "interrupted while lost steps were computed again; go on with: trebuchet resume "
              + ShellWord.of(run.root()));
    }
    if (!losses.isEmpty()) {
      notices.accept(
          String.format(
              Locale.ROOT,
              "%s lost %,d rows in the database; computed again",
              trials(losses.size()),
              rows));
    }
    if (!events.isEmpty()) {
      long trials = events.stream().map(event -> event.series().trial()).distinct().count();
      notices.accept(
          String.format(
              Locale.ROOT,
              "%,d state changes of %s were not in the database; stored again from the journal",
              events.size(),
              trials(trials)));
    }
    Ledger.Balance balance = account.balance();
    return new RowCounts(balance.step().quarantined(), balance.trial().quarantined(), 0);
  }

  private static String trials(long number) {
    return String.format(Locale.ROOT, "%d %s", number, number == 1 ? "trial" : "trials");
  }

  private long compute(Batches batches, int threads) throws IOException {
    ExecutorService workers =
        Executors.newFixedThreadPool(
            Math.min(threads, losses.size()),
            task -> {
              Thread thread = new Thread(task, "lost-steps");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<Long>> tasks = new ArrayList<>();
      for (Loss loss : losses) {
        tasks.add(workers.submit(() -> compute(loss, batches)));
      }
      long rows = 0;
      for (Future<Long> task : tasks) {
        rows += result(task);
      }
      return rows;
    } finally {
      workers.shutdownNow();
    }
  }

  private long compute(Loss loss, Batches batches) throws IOException {
    return recomputation.compute(
        loss.trial(),
        loss.last(),
        loss.ended(),
        loss.held().present(),
        () -> stop.came() || Thread.currentThread().isInterrupted(),
        batches);
  }

  private static long result(Future<Long> task) throws IOException {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while lost steps were computed again", e);
    } catch (ExecutionException e) {
      throw cause(e.getCause() == null ? e : e.getCause());
    }
  }

  private static IOException cause(Throwable cause) {
    return switch (cause) {
      case IOException known -> known;
      case CompletionException wrapped when wrapped.getCause() instanceof IOException known ->
          known;
      case RuntimeException unexpected -> throw unexpected;
      case Error error -> throw error;
      default -> new IOException(cause);
    };
  }

  /** Gathers rows of several trials into batches, which are delivered one at a time. */
  private static final class Batches implements Recomputation.Sink {
    private final Delivery delivery;
    private final List<Emission> emissions = new ArrayList<>();
    private int rows;

    Batches(Delivery delivery) {
      this.delivery = delivery;
    }

    @Override
    public void take(MetricBlock block) throws IOException {
      take((Emission) block);
    }

    synchronized void take(Emission emission) throws IOException {
      delivery.ledger().produced(emission);
      emissions.add(emission);
      rows += emission.rows();
      if (rows >= BATCH_ROWS) {
        flush();
      }
    }

    private void flush() throws IOException {
      join(delivery.offer(delivery.store().encode(List.copyOf(emissions))));
      emissions.clear();
      rows = 0;
    }

    synchronized void end() throws IOException {
      if (rows > 0) {
        flush();
      }
      delivery.complete();
      join(delivery.drained());
    }

    private static void join(java.util.concurrent.CompletionStage<?> stage) throws IOException {
      try {
        stage.toCompletableFuture().join();
      } catch (CompletionException e) {
        throw cause(e.getCause() == null ? e : e.getCause());
      }
    }
  }
}
