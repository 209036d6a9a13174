package io.trebuchet.run;

import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.control.StopReason;
import io.trebuchet.durable.SweepJournal;
import io.trebuchet.durable.SweepState;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.RowCounts;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialSteps;
import io.trebuchet.process.StopSignal;
import io.trebuchet.storage.KeptEvents;
import io.trebuchet.storage.KeptSteps;
import io.trebuchet.storage.LastStored;
import io.trebuchet.storage.LedgerFile;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.Spool;
import io.trebuchet.storage.StopsFile;
import io.trebuchet.storage.StoreException;
import io.trebuchet.storage.StoredSteps;
import io.trebuchet.storage.TrialsFile;
import io.trebuchet.stores.EndedStore;
import io.trebuchet.stores.OpenStore;
import io.trebuchet.stores.StoreChoice;
import io.trebuchet.stores.StoreKind;
import io.trebuchet.trial.RaisedLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What earlier processes left of a run.
 *
 * @param noted what the journal says; null for a new run
 * @param ledger goes on with what is kept
 * @param stored the end of each trial's series
 * @param readable whether {@code stored} is known; if not, checkpoints are taken at their word
 * @param known results that need not be in the journal
 * @param losses what is not there any more and can be computed again
 * @param events state changes that are not there any more and are known from elsewhere
 */
public record EarlierRun(
    @Nullable SweepState noted,
    Ledger ledger,
    Map<String, LastStored> stored,
    boolean readable,
    List<TrialResult> known,
    List<LostSteps.Loss> losses,
    List<TrialEvent> events) {

  /** That of a new run. */
  static EarlierRun none(StoreKind kind) {
    return new EarlierRun(
        null, Ledger.create(kind.word()), Map.of(), true, List.of(), List.of(), List.of());
  }

  /** Who goes on with a run, and how. */
  record Going(
      SweepConfig config,
      StoreChoice choice,
      RaisedLimit raised,
      boolean recompute,
      StopSignal stop,
      Viewer viewer,
      Clock clock) {}

  /** Reads a run's files and its store, which may be another than before. */
  static EarlierRun read(
      RunDirectory run, Manifest manifest, SweepJournal journal, OpenStore store, Going going)
      throws IOException {
    SweepState noted = SweepState.create();
    LostEvents.Noted changes = new LostEvents.Noted();
    journal.read(
        entry -> {
          noted.apply(entry.event());
          changes.take(entry);
        });
    StoreKind kind = going.choice().kind();
    boolean same = kind.isOf(manifest);
    boolean neverStored = neverStored(run, manifest) || Spool.exists(run.spool());
    if (Spool.exists(run.spool())) {
      // Into the store that it was meant for.
      Ledger unused = Ledger.create(manifest.store());
      if (same) {
        EndedStore.push(run, store.store(), unused, going.viewer()::warn, going.stop());
      } else {
        EndedStore.of(List.of(), going.choice().trusted(), going.viewer()::warn)
            .pushSpool(run, unused, going.stop());
      }
    }
    if (!same) {
      move(run, manifest, store, going);
    }
    List<TrialResult> known = reopen(noted, known(run, manifest), going);
    Optional<KeptSteps> steps = store.steps(run, manifest.runId());
    if (steps.isEmpty()) {
      return new EarlierRun(noted, ledger(run, kind), Map.of(), false, known, List.of(), List.of());
    }
    SweepState ended = noted.copy();
    ended.learn(known, recorded(run, manifest));
    try (KeptSteps reader = steps.get()) {
      KeptTrials kept =
          KeptTrials.of(going.config(), ended, reader, going.viewer(), going.stop()::came);
      if (same && !neverStored && !going.recompute() && kept.nothing()) {
        throw MissingDatabase.empty(run, store.place(), kept.due());
      }
      kept.complaints().forEach(going.viewer()::warn);
      KeptEvents events = reader.events();
      List<TrialEvent> lost =
          LostEvents.of(
              going.config(),
              manifest.runId(),
              changes,
              ended,
              StopsFile.read(run.stops()),
              events,
              manifest.ended() != null,
              going.clock());
      Ledger ledger =
          Ledger.resumed(
              kind.word(),
              kept.rows(),
              ended.due(),
              events.rows() + lost.size(),
              reader.samples(),
              reader.refused());
      if (same) {
        ledger.lost(gone(run, manifest, ledger, kept.nothing(), going.viewer()));
      }
      return new EarlierRun(noted, ledger, reader.last(), true, known, kept.losses(), lost);
    }
  }

  /** Takes back the ends of trials that go on since the limit of steps is higher by now. */
  private static List<TrialResult> reopen(SweepState noted, List<TrialResult> known, Going going) {
    RaisedLimit raised = going.raised();
    Set<String> reopened = new LinkedHashSet<>();
    for (TrialSpec trial : going.config().trials()) {
      noted.result(trial.id()).filter(raised::reopens).ifPresent(r -> reopened.add(trial.id()));
    }
    List<TrialResult> kept = new ArrayList<>();
    for (TrialResult result : known) {
      boolean ended = !noted.started(result.trial()) || noted.result(result.trial()).isPresent();
      if (ended && raised.reopens(result)) {
        reopened.add(result.trial());
      } else {
        kept.add(result);
      }
    }
    reopened.forEach(trial -> noted.apply(new SweepJournal.TrialStarted(trial)));
    if (!reopened.isEmpty()) {
      going
          .viewer()
          .warn(
              String.format(
                  Locale.ROOT,
                  "%d %s ended at the limit of steps; the limit is %d now, and they go on",
                  reopened.size(),
                  reopened.size() == 1 ? "trial" : "trials",
                  raised.stop().maxSteps()));
    }
    return kept;
  }

  /** Whether the store took no row, so that one that is empty is the right one all the same. */
  private static boolean neverStored(RunDirectory run, Manifest manifest) throws IOException {
    return manifest.ended() != null
        && Files.exists(run.ledger())
        && LedgerFile.read(run.ledger()).step().stored() == 0;
  }

  /** Of a process that was killed the ledger says nothing: it is that of one before. */
  static Map<String, TrialSteps> recorded(RunDirectory run, Manifest manifest) throws IOException {
    return manifest.ended() == null || !Files.exists(run.ledger())
        ? Map.of()
        : LedgerFile.read(run.ledger()).recorded();
  }

  /**
   * Rows that were produced and are neither kept nor known from elsewhere. They stand in the ledger
   * before anything more is stored, which would hide them from whoever counts after a kill.
   *
   * @param anew whether the database is made anew: the engine's samples went with the old one
   */
  private static RowCounts gone(
      RunDirectory run, Manifest manifest, Ledger ledger, boolean anew, Viewer viewer)
      throws IOException {
    if (!Files.exists(run.ledger())) {
      return RowCounts.NONE;
    }
    Ledger.Balance before = LedgerFile.read(run.ledger());
    if (!before.sink().equals(manifest.store())) {
      return RowCounts.NONE;
    }
    Ledger.Balance now = ledger.balance();
    // Of a process that was killed it is known what was lost when it began.
    boolean killed = manifest.ended() == null;
    long events = gone(before.trial(), now.trial(), killed);
    long samples = anew ? 0 : gone(before.engine(), now.engine(), killed);
    if (events > 0) {
      say(
          viewer,
          "%,d state changes of trials are lost: they cannot be computed again, nor does the"
              + " journal know them",
          events);
    }
    if (samples > 0) {
      say(
          viewer,
          "%,d samples of the measurement engine are lost: nothing else knows them",
          samples);
    }
    Ledger.Count sampled = anew ? now.engine() : before.engine();
    Ledger.Balance known = before.with(before.trial().losing(events), sampled.losing(samples));
    if (!known.equals(before)) {
      LedgerFile.write(run.ledger(), known);
    }
    return new RowCounts(0, events, samples);
  }

  private static long gone(Ledger.Count before, Ledger.Count now, boolean killed) {
    return Math.max(killed ? before.dropped() : 0, before.produced() - now.produced());
  }

  private static void say(Viewer viewer, String what, long rows) {
    viewer.warn(String.format(Locale.ROOT, what, rows));
  }

  /** A store that cannot be asked is taken to hold what its ledger says. */
  private static Ledger ledger(RunDirectory run, StoreKind kind) throws IOException {
    if (Files.exists(run.ledger())) {
      Ledger.Balance balance = LedgerFile.read(run.ledger());
      if (balance.sink().equals(kind.word())) {
        Map<String, Long> rows = new TreeMap<>();
        balance.stepsByTrial().forEach((trial, steps) -> rows.put(trial, steps.rows()));
        return Ledger.resumed(
            kind.word(), rows, Map.of(), balance.trial().stored(), balance.engine().stored());
      }
    }
    return Ledger.create(kind.word());
  }

  /** The rows of trials.csv count if the run came to its end and lost nothing. */
  public static List<TrialResult> known(RunDirectory run, Manifest manifest) throws IOException {
    if (manifest.ended() == null
        || !Files.exists(run.trials())
        || !Files.exists(run.ledger())
        || !LedgerFile.read(run.ledger()).balances()) {
      return List.of();
    }
    return TrialsFile.read(run.trials()).stream()
        .filter(result -> result.outcome() != Outcome.FAILED)
        .filter(result -> !result.stopReason().equals(StopReason.INTERRUPTED.word()))
        .toList();
  }

  private static void move(RunDirectory run, Manifest manifest, OpenStore to, Going going)
      throws IOException {
    Viewer viewer = going.viewer();
    StoreKind kind = going.choice().kind();
    Optional<KeptSteps> target = to.steps(run, manifest.runId());
    Optional<StoredSteps> source =
        target.isEmpty() ? Optional.empty() : source(run, manifest, going);
    if (source.isEmpty()) {
      viewer.warn(
          String.format(
              Locale.ROOT,
              "what --store %s was given of this run so far is not in --store %s",
              manifest.store(),
              kind.word()));
      return;
    }
    viewer.warn(
        String.format(
            Locale.ROOT, "moving the steps from %s to %s ...", manifest.store(), kind.word()));
    try (StoredSteps from = source.get();
        StoredSteps reader = target.get()) {
      Map<String, LastStored> last = reader.last();
      for (String trial : from.stepsByTrial().keySet()) {
        copy(from, trial, last.getOrDefault(trial, LastStored.NONE).step(), to.store());
      }
    }
  }

  private static Optional<StoredSteps> source(RunDirectory run, Manifest manifest, Going going)
      throws IOException {
    EndedStore stored = EndedStore.of(List.of(), going.choice().trusted(), going.viewer()::warn);
    return StoreKind.of(manifest.store()).keeps()
        ? Optional.of(stored.open(run))
        : Optional.empty();
  }

  private static void copy(StoredSteps from, String trial, long after, MetricStore to)
      throws StoreException {
    StoreException[] failed = {null};
    from.read(
        trial,
        block -> {
          if (failed[0] == null && block.step(block.rows() - 1) > after) {
            try {
              to.write(to.encode(List.of(after(block, after))));
            } catch (StoreException e) {
              failed[0] = e;
            }
          }
        });
    if (failed[0] != null) {
      throw failed[0];
    }
  }

  private static MetricBlock after(MetricBlock block, long step) {
    int first = 0;
    while (block.step(first) <= step) {
      first++;
    }
    return block.from(first);
  }
}
