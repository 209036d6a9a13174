package io.trebuchet.run;

import io.trebuchet.config.RecordSettings;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.durable.SweepState;
import io.trebuchet.metrics.TrialSteps;
import io.trebuchet.process.InterruptedRunException;
import io.trebuchet.storage.Held;
import io.trebuchet.storage.KeptSteps;
import io.trebuchet.storage.LastStored;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** What is kept of a sweep's trials, held against what they recorded. */
final class KeptTrials {
  private final SweepConfig config;
  private final SweepState ended;
  private final KeptSteps steps;
  private final Map<String, LastStored> last;
  private final Map<String, Long> rows = new TreeMap<>();
  private final List<LostSteps.Loss> losses = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();

  private KeptTrials(
      SweepConfig config, SweepState ended, KeptSteps steps, Map<String, LastStored> last) {
    this.config = config;
    this.ended = ended;
    this.steps = steps;
    this.last = last;
  }

  /**
   * Reads all rows.
   *
   * @param ended which trials need no more computing, and what they recorded
   * @param viewer sees how far it is
   * @param cancelled is asked between trials whether to give up
   */
  static KeptTrials of(
      SweepConfig config,
      SweepState ended,
      KeptSteps steps,
      Viewer viewer,
      BooleanSupplier cancelled)
      throws IOException {
    Map<String, TrialSteps> due = ended.due();
    KeptTrials kept = new KeptTrials(config, ended, steps, steps.last());
    long total = kept.last.values().stream().mapToLong(LastStored::rows).sum();
    try (Viewer.Counting progress = viewer.counting("rows", total)) {
      for (TrialSpec trial : config.trials()) {
        if (cancelled.getAsBoolean()) {
          throw new InterruptedRunException("interrupted before any trial went on");
        }
        TrialSteps recorded = due.get(trial.id());
        if (recorded == null) {
          kept.unfinished(trial, progress);
        } else {
          kept.ended(trial, recorded, progress);
        }
      }
    }
    return kept;
  }

  private void ended(TrialSpec trial, TrialSteps recorded, Viewer.Counting progress)
      throws IOException {
    Held held = held(trial, recorded, progress);
    rows.put(trial.id(), recorded.rows());
    if (held.whole()) {
      return;
    }
    if (held.readable() && held.rows() < recorded.rows()) {
      long lastStep = ended.result(trial.id()).orElseThrow().steps();
      losses.add(new LostSteps.Loss(trial, lastStep, true, held));
    } else {
      complaints.add(
          String.format(
              Locale.ROOT,
              "%s: what is stored is not what was computed%s; trebuchet verify tells all of it",
              trial.id(),
              held.flaws().isEmpty()
                  ? ""
                  : String.format(Locale.ROOT, " (%s)", held.flaws().getFirst())));
    }
  }

  /** Nobody knows how many rows there should be, but that none is missing between two. */
  private void unfinished(TrialSpec trial, Viewer.Counting progress) throws IOException {
    LastStored end = last.get(trial.id());
    if (end == null) {
      return;
    }
    Held held = held(trial, new TrialSteps(end.rows(), null), progress);
    boolean all = config.record().mode() == RecordSettings.Mode.ALL;
    if (all && held.readable() && !held.present().unbroken()) {
      long lastStep = held.present().last();
      losses.add(new LostSteps.Loss(trial, lastStep, false, held));
      rows.put(trial.id(), lastStep + 1);
    } else {
      rows.put(trial.id(), held.rows());
    }
  }

  private Held held(TrialSpec trial, TrialSteps recorded, Viewer.Counting progress)
      throws IOException {
    return last.containsKey(trial.id())
        ? Held.of(steps, trial.id(), recorded, progress::add)
        : Held.nothing(trial.id(), recorded);
  }

  /** Whether rows were recorded, and there is none. */
  boolean nothing() {
    return last.isEmpty() && due().rows() > 0;
  }

  /** What all trials recorded that need no more computing. */
  MissingDatabase.Due due() {
    return MissingDatabase.Due.of(ended.due());
  }

  /** Rows that there are, or will be once the losses are made good, by trial. */
  Map<String, Long> rows() {
    return rows;
  }

  List<LostSteps.Loss> losses() {
    return losses;
  }

  /** What cannot be made good, in lines. */
  List<String> complaints() {
    return complaints;
  }
}
