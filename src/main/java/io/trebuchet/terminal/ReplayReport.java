package io.trebuchet.terminal;

import io.trebuchet.control.ControlRule;
import io.trebuchet.control.StopTally;
import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jline.utils.AttributedString;

/** What {@code replay} says. */
public record ReplayReport(Path run, ControlRule rule, List<Line> trials) {
  /**
   * A trial.
   *
   * @param verdict the rule's; empty if it let the trial end by itself
   * @param failure of the rule, if it failed
   * @param censored whether the run itself has stopped the trial
   */
  public record Line(
      TrialResult result,
      StopTally.Truth truth,
      Optional<Verdict.Halt> verdict,
      Optional<String> failure,
      boolean censored) {
    StopTally tally() {
      return StopTally.of(truth, verdict);
    }

    boolean differs() {
      return tally().steps() < truth.steps();
    }

    private String judgement() {
      StopTally tally = tally();
      if (censored) {
        return "cannot be told: the run stopped it";
      }
      return tally.falseKills() > 0
          ? "false kill"
          : tally.falseConvergences() > 0
              ? "wrong: it does not converge"
              : truth.outcome() == Outcome.DIVERGED || truth.outcome() == Outcome.CONVERGED
                  ? "right"
                  : "was " + truth.outcome().word();
    }
  }

  /** Copies the list. */
  public ReplayReport {
    trials = List.copyOf(trials);
  }

  /** The lines to print. */
  public List<AttributedString> lines(int width, Capability capability) {
    List<String> head = new ArrayList<>();
    StopTally all = StopTally.EMPTY;
    long wall = 0;
    double wallSaved = 0;
    for (Line line : trials) {
      if (line.censored()) {
        continue;
      }
      StopTally tally = line.tally();
      all = all.plus(tally);
      wall += line.result().wallMillis();
      wallSaved += line.result().wallMillis() * Math.max(0, tally.savedOfNone());
    }
    head.add(
        String.format(
            Locale.ROOT,
            "%s on %s: %d trials, %d converged, %d diverged, %d undecided",
            rule.settings().isEmpty() ? rule.name() : rule.name() + " { " + rule.settings() + " }",
            run,
            all.trials(),
            all.converged(),
            all.divergent(),
            all.undecided()));
    head.add(
        String.format(
            Locale.ROOT, "false kills          %s", falseKills(all, sweepsThatConverge())));
    if (all.falseConvergences() > 0) {
      head.add(String.format(Locale.ROOT, "wrongly converged    %d", all.falseConvergences()));
    }
    head.add(
        String.format(
            Locale.ROOT,
            "divergent stopped    %d of %d while all numbers were finite%s; missed %d",
            all.divergentStopped(),
            all.divergent(),
            all.divergentStopped() == 0
                ? ""
                : String.format(
                    Locale.ROOT, ", %.1f steps before the first that is not", all.meanLead()),
            all.divergent() - all.divergentStopped()));
    head.add(
        String.format(
            Locale.ROOT,
            "steps                %,d of %,d (%s saved; %s of those until the first non-finite)",
            all.steps(),
            all.stepsNone(),
            share(all.savedOfNone()),
            share(all.savedOfNonFinite())));
    head.add(
        String.format(
            Locale.ROOT,
            "time                 about %,d of %,d ms saved",
            Math.round(wallSaved),
            wall));
    List<AttributedString> lines = new ArrayList<>();
    head.addAll(notes());
    head.forEach(text -> lines.add(TextTable.cut(new AttributedString(text), width, capability)));
    table(width, capability, lines);
    return lines;
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    long censored = trials.stream().filter(Line::censored).count();
    if (censored > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%d trials do not count, for the run itself stopped them: make one with --set"
                  + " control.rule=none",
              censored));
    }
    if (rule.name().equals("certified")) {
      notes.add("basins are left out: their constants are not on record");
    }
    trials.stream()
        .filter(line -> line.failure().isPresent())
        .limit(3)
        .forEach(
            line ->
                notes.add(
                    String.format(
                        Locale.ROOT,
                        "the rule failed in %s: it %s",
                        line.result().trial(),
                        line.failure().orElseThrow())));
    return notes;
  }

  private void table(int width, Capability capability, List<AttributedString> lines) {
    List<Line> stopped = trials.stream().filter(Line::differs).toList();
    if (stopped.isEmpty()) {
      lines.add(new AttributedString("no trial ends earlier"));
      return;
    }
    TextTable table =
        TextTable.create(
            List.of(
                TextTable.Column.left("trial", 20),
                TextTable.Column.left("outcome", 18),
                TextTable.Column.right("steps", 17),
                TextTable.Column.right("stopped at", 19),
                TextTable.Column.left("", 16),
                TextTable.Column.left("evidence", 5)));
    for (Line line : stopped) {
      Verdict.Halt halt = line.verdict().orElseThrow();
      table.add(
          List.of(
              new AttributedString(line.result().trial()),
              new AttributedString(line.truth().outcome().word()),
              new AttributedString(Long.toString(line.truth().steps())),
              new AttributedString(Long.toString(halt.step())),
              new AttributedString(line.judgement()),
              new AttributedString(Compact.oneLine(halt.evidence()))));
    }
    lines.addAll(table.fit(width, capability).lines());
  }

  /** Trials of one seed share their initial weights: together they are one piece of evidence. */
  private long sweepsThatConverge() {
    return trials.stream()
        .filter(line -> !line.censored() && line.tally().converged() > 0)
        .map(line -> line.result().params() + " " + line.result().seed())
        .distinct()
        .count();
  }

  private static String falseKills(StopTally all, long sweeps) {
    if (all.converged() == 0) {
      return "none, as no trial converges";
    }
    return all.falseKills() == 0
        ? String.format(
            Locale.ROOT,
            "0 of %d (in below %s of sweeps, with 95%% confidence from %d)",
            all.converged(),
            share(StopTally.rateBound(sweeps)),
            sweeps)
        : String.format(
            Locale.ROOT,
            "%d of %d (%s)",
            all.falseKills(),
            all.converged(),
            share(all.falseKillRate()));
  }

  private static String share(double value) {
    return Double.isNaN(value) ? "0%" : String.format(Locale.ROOT, "%.1f%%", 100 * value);
  }
}
