package io.trebuchet.run;

import io.trebuchet.config.ConfigException;
import io.trebuchet.control.StopReason;
import io.trebuchet.durable.JournalFile;
import io.trebuchet.durable.SweepState;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.ShellWord;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.storage.LedgerFile;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.TrialsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How far a run has come that no process works on: what its files say if the last process came to
 * its end, else what its journal says.
 *
 * @param results of the trials that have one
 * @param trials the ids of all
 * @param unfinished ids of those whose steps are not all there
 * @param spooled rows that wait in the spool
 * @param dropped rows that were given up
 */
public record RunState(
    RunDirectory run,
    Manifest manifest,
    List<TrialResult> results,
    List<String> trials,
    Set<String> unfinished,
    long spooled,
    long dropped) {

  public static RunState of(RunDirectory run) throws IOException {
    Manifest manifest = Manifest.read(run.manifest());
    Ledger.Balance ledger =
        Files.exists(run.ledger()) ? LedgerFile.read(run.ledger()) : Ledger.create("").balance();
    boolean ended = manifest.ended() != null && Files.exists(run.trials());
    List<TrialResult> results = ended ? TrialsFile.read(run.trials()) : noted(run);
    List<String> trials = trials(run, results);
    Set<String> whole =
        results.stream()
            .filter(result -> !result.stopReason().equals(StopReason.INTERRUPTED.word()))
            .map(TrialResult::trial)
            .collect(Collectors.toSet());
    Set<String> unfinished =
        trials.stream().filter(trial -> !whole.contains(trial)).collect(Collectors.toSet());
    return new RunState(
        run,
        manifest,
        results,
        trials,
        unfinished,
        ended ? ledger.spooled() : 0,
        ended ? ledger.step().dropped() : 0);
  }

  /** What a killed process noted of trials that ended. */
  private static List<TrialResult> noted(RunDirectory run) throws IOException {
    SweepState state = SweepState.create();
    if (JournalFile.exists(run.journal())) {
      JournalFile.look(run.journal(), entry -> state.apply(entry.event()));
    }
    List<TrialResult> results = new ArrayList<>();
    for (String trial : trials(run, List.of())) {
      state.result(trial).ifPresent(results::add);
    }
    return results;
  }

  /** A config that cannot be read any more says nothing of trials that have no result. */
  private static List<String> trials(RunDirectory run, List<TrialResult> results)
      throws IOException {
    try {
      return EarlierConfig.trials(run);
    } catch (ConfigException e) {
      return results.stream().map(TrialResult::trial).toList();
    }
  }

  /** Whether every trial has come to its end, and none of its rows is still to come. */
  public boolean complete() {
    return manifest.ended() != null && unfinished.isEmpty() && spooled == 0 && dropped == 0;
  }

  /** What there is of it, in a line. */
  public String line() {
    List<String> parts = new ArrayList<>();
    parts.add(
        String.format(
            Locale.ROOT,
            "%d of %d trials ended",
            trials.size() - unfinished.size(),
            trials.size()));
    if (manifest.ended() == null) {
      parts.add("it was interrupted in attempt " + manifest.attempt());
    }
    if (spooled > 0) {
      parts.add(String.format(Locale.ROOT, "%,d rows wait in its spool", spooled));
    }
    if (dropped > 0) {
      parts.add(String.format(Locale.ROOT, "%,d rows were dropped", dropped));
    }
    return String.format(
        Locale.ROOT, "%s is not complete: %s", run.root(), String.join("; ", parts));
  }

  /** What a user can do about it. */
  public String advice() {
    return spooled > 0 && unfinished.isEmpty() && manifest.ended() != null
        ? "send them with: trebuchet verify " + ShellWord.of(run.root())
        : "go on with it: trebuchet resume " + ShellWord.of(run.root());
  }

  /** The trials in the order of the config, with c where it is known. */
  public Map<String, Double> rates() {
    Map<String, Double> known =
        results.stream().collect(Collectors.toMap(TrialResult::trial, TrialResult::c));
    Map<String, Double> rates = new java.util.LinkedHashMap<>();
    trials.forEach(trial -> rates.put(trial, known.getOrDefault(trial, Double.NaN)));
    return rates;
  }
}
