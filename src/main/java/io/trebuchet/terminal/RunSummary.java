package io.trebuchet.terminal;

import io.trebuchet.control.StopReason;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.ShellWord;
import io.trebuchet.metrics.TrialResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What {@code run} says at its end.
 *
 * @param planned how many trials the sweep has, finished or not
 * @param ledger of the store
 * @param directory of the run, as the user would type it
 * @param steps where the steps are, in words, such as {@code embedded QuestDB in runs/…/db}
 */
public record RunSummary(
    String sweep,
    List<TrialResult> results,
    int planned,
    Ledger.Balance ledger,
    Path directory,
    String steps,
    Duration wall) {
  private static final int MOST_GROUPS = 12;
  private static final int MOST_FAILURES = 3;

  /** What a ledger calls a store that keeps nothing. */
  private static final String NOTHING = "none";

  /** Copies the list. */
  public RunSummary {
    results = List.copyOf(results);
  }

  /** The lines to print. */
  public List<String> lines(Capability capability) {
    List<String> lines = failures();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s: %d of %d trials ended in %s",
            Compact.oneLine(sweep),
            results.size(),
            planned,
            Compact.duration(wall)));
    if (!results.isEmpty()) {
      lines.add("  " + outcomes());
    }
    lines.addAll(boundaries(capability));
    lines.add(account());
    if (kept() && ledger.computedSteps() > ledger.step().produced()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "record  %,d of %,d steps computed (record.mode)",
              ledger.step().produced(),
              ledger.computedSteps()));
    }
    lines.add("trials  " + directory.resolve("trials.csv"));
    lines.add("steps   " + Compact.oneLine(steps));
    lines.addAll(nextCommands());
    return lines;
  }

  private String outcomes() {
    return OutcomeWord.count(results).entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining(", "));
  }

  private List<String> failures() {
    List<TrialResult> failed =
        results.stream().filter(result -> result.outcome() == Outcome.FAILED).toList();
    List<String> lines = new ArrayList<>();
    if (!failed.isEmpty()) {
      lines.add(
          String.format(Locale.ROOT, "%d of %d trials FAILED:", failed.size(), results.size()));
    }
    failed.stream()
        .limit(MOST_FAILURES)
        .map(r -> "  failed: " + r.trial() + ": " + Compact.oneLine(r.stopReason()))
        .forEach(lines::add);
    if (failed.size() > MOST_FAILURES) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  and %d more: trebuchet show %s --filter outcome=failed",
              failed.size() - MOST_FAILURES,
              argument()));
    }
    return lines;
  }

  private List<String> boundaries(Capability capability) {
    Map<String, List<TrialResult>> groups =
        results.stream()
            .collect(
                Collectors.groupingBy(RunSummary::group, LinkedHashMap::new, Collectors.toList()));
    List<String> lines = new ArrayList<>();
    groups.entrySet().stream()
        .limit(MOST_GROUPS)
        .forEach(
            entry -> {
              lines.add(entry.getKey() + ": " + boundary(entry.getValue()));
              String bounds = bounds(entry.getValue(), capability);
              if (!bounds.isEmpty()) {
                lines.add("  bounds in c: " + bounds);
              }
            });
    if (groups.size() > MOST_GROUPS) {
      lines.add(
          String.format(Locale.ROOT, "and %d more groups of trials", groups.size() - MOST_GROUPS));
    }
    return lines;
  }

  private static String group(TrialResult result) {
    String seed = "seed " + result.seed();
    return result.params().isEmpty() ? seed : result.params() + ", " + seed;
  }

  /** Trials that were stopped, failed or ran out of steps decide nothing. */
  private static String boundary(List<TrialResult> results) {
    Optional<TrialResult> last =
        results.stream()
            .filter(result -> result.outcome() == Outcome.CONVERGED)
            .max(Comparator.comparingDouble(TrialResult::c));
    Optional<TrialResult> first =
        results.stream()
            .filter(result -> decidedAgainst(result.outcome()))
            .min(Comparator.comparingDouble(TrialResult::c));
    return last.map(result -> "last c that converged " + Compact.c(result.c()))
            .orElse("none converged")
        + first
            .map(
                result ->
                    String.format(
                        Locale.ROOT,
                        ", first that did not %s (%s)",
                        Compact.c(result.c()),
                        result.outcome().word()))
            .orElse("");
  }

  private static boolean decidedAgainst(Outcome outcome) {
    return switch (outcome) {
      case DIVERGED, DEAD -> true;
      case CONVERGED, OSCILLATING, INCOMPLETE, STOPPED, FAILED -> false;
    };
  }

  private static String bounds(List<TrialResult> results, Capability capability) {
    List<String> parts = new ArrayList<>();
    bound(results, TrialResult::boundOnePointC)
        .ifPresent(c -> parts.add("one point " + c + " (converges below)"));
    bound(results, TrialResult::boundMethod1C).ifPresent(c -> parts.add("method 1 " + c));
    bound(results, TrialResult::boundMethod2C).ifPresent(c -> parts.add("method 2 " + c));
    bound(results, TrialResult::boundDoomedC)
        .ifPresent(c -> parts.add("doomed " + c + " (cannot converge above)"));
    return String.join(capability.dot(), parts);
  }

  /** All trials of a group start from the same state, so any of them tells the bound. */
  private static Optional<String> bound(
      List<TrialResult> results, ToDoubleFunction<TrialResult> bound) {
    return results.stream()
        .mapToDouble(bound)
        .filter(c -> !Double.isNaN(c))
        .boxed()
        .findFirst()
        .map(Compact::number);
  }

  private boolean kept() {
    return !ledger.sink().equals(NOTHING);
  }

  private String account() {
    if (!kept()) {
      return String.format(
          Locale.ROOT, "ledger  %,d steps produced, none kept", ledger.step().produced());
    }
    String text =
        String.format(
            Locale.ROOT,
            "ledger  %s: steps %s; events %s",
            ledger.sink(),
            account(ledger.step()),
            account(ledger.trial()));
    return ledger.balances() ? text : text + "  DOES NOT BALANCE: metrics were lost";
  }

  private static String account(Ledger.Count count) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%,d produced %s %,d stored",
            count.produced(),
            count.balances() ? "=" : "!=",
            count.stored()));
    if (count.spooled() > 0) {
      text.append(String.format(Locale.ROOT, " + %,d spooled", count.spooled()));
    }
    if (count.dropped() > 0) {
      text.append(String.format(Locale.ROOT, " + %,d dropped", count.dropped()));
    }
    return text.toString();
  }

  private List<String> nextCommands() {
    List<String> lines = new ArrayList<>();
    String dir = argument();
    lines.add("next:");
    if (!complete()) {
      lines.add("  trebuchet resume " + dir);
    }
    if (kept()) {
      lines.add("  trebuchet serve " + dir);
    }
    lines.add("  trebuchet show " + dir);
    lines.add("  trebuchet export " + dir + " --what " + (kept() ? "steps" : "trials"));
    if (kept()) {
      lines.add("  trebuchet verify " + dir);
    }
    return lines;
  }

  /** Whether no trial is left to go on with. */
  private boolean complete() {
    return results.size() == planned
        && results.stream()
            .noneMatch(result -> result.stopReason().equals(StopReason.INTERRUPTED.word()));
  }

  private String argument() {
    return ShellWord.of(directory);
  }
}
