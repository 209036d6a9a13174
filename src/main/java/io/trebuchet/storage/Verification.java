package io.trebuchet.storage;

import io.trebuchet.metrics.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A ledger held against what its store gives back.
 *
 * @param ledger the account of the run
 * @param foundSteps rows of {@code step} in the store
 * @param foundEvents rows of {@code trial} in the store
 * @param foundSamples rows of {@code engine} in the store
 * @param differences trials whose rows differ, by id
 */
public record Verification(
    Ledger.Balance ledger,
    long foundSteps,
    long foundEvents,
    long foundSamples,
    List<Difference> differences) {

  /** A trial that has other rows in the store than it produced. */
  public record Difference(String trial, long produced, long found) {}

  /** Counts what the store holds. */
  public static Verification of(Ledger.Balance ledger, StoredSteps steps) throws StoreException {
    Map<String, Long> produced = ledger.stepsByTrial();
    Map<String, Long> found = steps.stepsByTrial();
    TreeSet<String> trials = new TreeSet<>(produced.keySet());
    trials.addAll(found.keySet());
    List<Difference> differences = new ArrayList<>();
    for (String trial : trials) {
      long expected = produced.getOrDefault(trial, 0L);
      long actual = found.getOrDefault(trial, 0L);
      if (expected != actual) {
        differences.add(new Difference(trial, expected, actual));
      }
    }
    return new Verification(
        ledger,
        found.values().stream().mapToLong(Long::longValue).sum(),
        steps.events(),
        steps.samples(),
        List.copyOf(differences));
  }

  /** Whether the ledger balances and the store holds every row that was produced, and no other. */
  public boolean ok() {
    return ledger.balances()
        && differences.isEmpty()
        && foundSteps == ledger.step().produced()
        && foundEvents == ledger.trial().produced()
        && foundSamples == ledger.engine().produced();
  }

  /** The result for people, a fact a line. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(line("step", ledger.step(), foundSteps));
    lines.add(line("trial", ledger.trial(), foundEvents));
    lines.add(line("engine", ledger.engine(), foundSamples));
    for (Difference difference : differences) {
      long missing = difference.produced() - difference.found();
      lines.add(
          "%s: %d rows produced, %d found, %d %s"
              .formatted(
                  difference.trial(),
                  difference.produced(),
                  difference.found(),
                  Math.abs(missing),
                  missing > 0 ? "missing" : "too many"));
    }
    lines.add(
        ok()
            ? "%s holds every row that was produced".formatted(ledger.sink())
            : "%s does not hold what was produced".formatted(ledger.sink()));
    return List.copyOf(lines);
  }

  private static String line(String measurement, Ledger.Count count, long found) {
    return "%s: %d produced = %d stored + %d spooled + %d dropped%s; %d found"
        .formatted(
            measurement,
            count.produced(),
            count.stored(),
            count.spooled(),
            count.dropped(),
            count.balances() ? "" : " (does not balance)",
            found);
  }
}
