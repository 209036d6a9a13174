package io.trebuchet.storage;

import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.TrialSteps;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/**
 * A ledger held against what is kept: every row and every value of it.
 *
 * @param ledger the account of the run
 * @param foundSteps rows of {@code step} that are kept, each step once
 * @param foundEvents rows of {@code trial}
 * @param foundSamples rows of {@code engine}
 * @param differences trials whose rows differ, by id
 * @param unvouched trials of which nobody knows more than how many rows there were, by id
 * @param known ends of trials that are not kept and that the journal knows
 * @param twice how many rows of a trial stand there once more, with the same values, by id
 */
public record Verification(
    Ledger.Balance ledger,
    long foundSteps,
    long foundEvents,
    long foundSamples,
    List<Difference> differences,
    List<String> unvouched,
    long known,
    Map<String, Long> twice) {
  /** Copies the map, in its order. */
  public Verification {
    twice = Collections.unmodifiableMap(new TreeMap<>(twice));
  }

  /**
   * A trial that has other rows in the store than it produced.
   *
   * @param flaws what is odd about single rows
   */
  public record Difference(String trial, long produced, long found, List<String> flaws) {
    /** Copies the list. */
    public Difference {
      flaws = List.copyOf(flaws);
    }

    String line() {
      long missing = produced - found;
      String what =
          missing == 0
              ? String.format(
                  Locale.ROOT, "%d rows produced and found, but with other values", produced)
              : String.format(
                  Locale.ROOT,
                  "%d rows produced, %d found, %d %s",
                  produced,
                  found,
                  Math.abs(missing),
                  missing > 0 ? "missing" : "too many");
      return trial + ": " + what + (flaws.isEmpty() ? "" : "; " + String.join("; ", flaws));
    }
  }

  /**
   * Reads all that is kept.
   *
   * @param ended trials of which the run's journal knows an end, by id
   * @param progress is told of rows as they are read
   */
  public static Verification of(
      Ledger.Balance ledger, StoredSteps steps, Set<String> ended, LongConsumer progress)
      throws StoreException {
    KeptEvents events = steps.events();
    TreeSet<String> trials = new TreeSet<>(ledger.stepsByTrial().keySet());
    Map<String, Long> counted = steps.stepsByTrial();
    trials.addAll(counted.keySet());
    long found = 0;
    List<Difference> differences = new ArrayList<>();
    List<String> unvouched = new ArrayList<>();
    Map<String, Long> twice = new TreeMap<>();
    for (String trial : trials) {
      TrialSteps produced = ledger.stepsByTrial().getOrDefault(trial, new TrialSteps(0, null));
      // A trial without a row need not be asked for.
      Held held =
          counted.containsKey(trial)
              ? Held.of(steps, trial, produced, progress)
              : Held.nothing(trial, produced);
      found += held.rows();
      if (held.twice() > 0) {
        twice.put(trial, held.twice());
      }
      if (!held.whole()) {
        differences.add(new Difference(trial, produced.rows(), held.rows(), held.flaws()));
      } else if (produced.checksum() == null) {
        unvouched.add(trial);
      }
    }
    return new Verification(
        ledger,
        found,
        events.rows(),
        steps.samples(),
        List.copyOf(differences),
        List.copyOf(unvouched),
        ended.stream().filter(trial -> !events.ended().contains(trial)).count(),
        twice);
  }

  /**
   * Whether the ledger balances and the store holds every row that was produced, and no other. What
   * is lost of state changes and samples for good is told, but nothing that a trial computed.
   */
  public boolean ok() {
    return ledger.balances()
        && differences.isEmpty()
        && foundSteps == ledger.step().produced()
        && known == 0
        && foundEvents == ledger.trial().produced() - ledger.trial().dropped()
        && foundSamples == ledger.engine().produced() - ledger.engine().dropped();
  }

  /** Whether nothing is left, so that the database may be another one. */
  public boolean nothing() {
    return foundSteps == 0 && ledger.step().produced() > 0;
  }

  /** Whether something is missing that a run which goes on would make good. */
  public boolean lacks() {
    return known > 0 || differences.stream().anyMatch(each -> each.found() < each.produced());
  }

  /** The result for people, a fact a line. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(line("step", ledger.step(), foundSteps));
    lines.add(line("trial", ledger.trial(), foundEvents));
    lines.add(line("engine", ledger.engine(), foundSamples));
    differences.forEach(difference -> lines.add(difference.line()));
    for (String trial : unvouched) {
      lines.add(
          String.format(
                  Locale.ROOT,
                  "%s: its rows are counted, not compared: they are of a process that was killed,"
                      + " and",
                  trial)
              + " nothing has gone on with them (trebuchet resume)");
    }
    twice.forEach(
        (trial, rows) ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "%s: %d rows stand twice, with the same values; a step counts once"
                        + " (trebuchet verify --repair removes them)",
                    trial,
                    rows)));
    long lost = ledger.trial().dropped() + ledger.engine().dropped();
    lines.add(
        String.format(
                Locale.ROOT,
                !ok()
                    ? "%s does not hold what was produced"
                    : lost == 0
                        ? "%s holds every row that was produced"
                        : "%s holds every step that was produced",
                ledger.sink())
            + (ok() && unvouched.isEmpty() ? ", with the values that it had" : ""));
    if (ok() && lost > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "lost for good: state changes of trials %d, samples of the engine %d",
              ledger.trial().dropped(),
              ledger.engine().dropped()));
    }
    return List.copyOf(lines);
  }

  private static String line(String measurement, Ledger.Count count, long found) {
    return String.format(
        Locale.ROOT,
        "%s: %d produced = %d stored + %d spooled%s + %d dropped%s; %d found",
        measurement,
        count.produced(),
        count.stored(),
        count.spooled(),
        count.quarantined() == 0
            ? ""
            : String.format(Locale.ROOT, " + %d quarantined", count.quarantined()),
        count.dropped(),
        count.balances() ? "" : " (does not balance)",
        found);
  }
}
