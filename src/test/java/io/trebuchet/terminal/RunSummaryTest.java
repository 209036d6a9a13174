package io.trebuchet.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunSummaryTest {
  private static final double NONE = Double.NaN;

  private static TrialResult result(
      long seed, double c, Outcome outcome, String reason, double... bounds) {
    return Results.result(
        "s" + seed + "-c" + Compact.c(c),
        seed,
        c,
        outcome,
        reason,
        10,
        new double[] {1, 2, 0.1},
        3,
        1.5,
        new double[] {10, 9},
        bounds);
  }

  private static TrialResult result(long seed, double c, Outcome outcome) {
    return result(seed, c, outcome, "", 2.61, NONE, 2.75, 5.2);
  }

  private static Ledger.Balance balance(Ledger.Count step) {
    return new Ledger.Balance("questdb", step, new Ledger.Count(8, 8, 0, 0), Map.of());
  }

  private static RunSummary summary(List<TrialResult> results, int planned, Ledger.Count step) {
    return new RunSummary(
        "fig01",
        results,
        planned,
        balance(step),
        Path.of("runs/fig01"),
        "embedded QuestDB in runs/fig01/db",
        Duration.ofMillis(12_300));
  }

  private static List<String> lines(RunSummary summary) {
    return summary.lines(new Capability(false, true));
  }

  @Test
  void aFinishedRun() {
    List<TrialResult> results =
        List.of(
            result(1, 1, Outcome.CONVERGED),
            result(1, 2.1, Outcome.CONVERGED),
            result(1, 3, Outcome.CONVERGED),
            result(1, 4, Outcome.DIVERGED));
    assertThat(lines(summary(results, 4, new Ledger.Count(123_456, 123_456, 0, 0))))
        .containsExactly(
            "fig01: 4 of 4 trials ended in 12 s",
            "  1 lazy, 2 catapult, 1 divergent",
            "seed 1: last c that converged 3, first that did not 4 (diverged)",
            "  bounds in c: one point 2.61 (converges below) · method 2 2.75 · doomed 5.20 (cannot"
                + " converge above)",
            "ledger  questdb: steps 123,456 produced = 123,456 stored; events 8 produced = 8"
                + " stored",
            "trials  runs/fig01/trials.csv",
            "steps   embedded QuestDB in runs/fig01/db",
            "next:",
            "  trebuchet serve runs/fig01",
            "  trebuchet show runs/fig01",
            "  trebuchet export runs/fig01 --what steps",
            "  trebuchet verify runs/fig01");
  }

  @Test
  void trialsThatDecideNothingAreNotTheBoundary() {
    List<TrialResult> results =
        List.of(
            result(2, 0.5, Outcome.STOPPED),
            result(2, 0.6, Outcome.FAILED),
            result(2, 0.7, Outcome.INCOMPLETE),
            result(1, 2.5, Outcome.CONVERGED),
            result(2, 3, Outcome.DEAD),
            result(2, 4, Outcome.DIVERGED));
    assertThat(lines(summary(results, 6, new Ledger.Count(1, 1, 0, 0))))
        .contains("seed 1: last c that converged 2.5")
        .contains("seed 2: none converged, first that did not 3 (dead)");
  }

  @Test
  void boundsThatDoNotApplyAreLeftOut() {
    List<TrialResult> results = List.of(result(1, 1, Outcome.DEAD, "", NONE, NONE, NONE, NONE));
    assertThat(lines(summary(results, 1, new Ledger.Count(1, 1, 0, 0))))
        .noneMatch(line -> line.contains("bounds"));
  }

  @Test
  void lossesAndUnfinishedTrialsSayWhatToDo() {
    List<TrialResult> results = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      results.add(result(1, i, Outcome.FAILED, "out of\nmemory", NONE, NONE, NONE, NONE));
    }
    assertThat(lines(summary(results, 45, new Ledger.Count(100, 60, 20, 5))))
        .startsWith("5 of 5 trials FAILED:")
        .contains("fig01: 5 of 45 trials ended in 12 s")
        .contains("  failed: s1-c1: out of memory")
        .contains("  and 2 more: trebuchet show runs/fig01 --filter outcome=failed")
        .contains(
            "ledger  questdb: steps 100 produced != 60 stored + 20 spooled + 5 dropped; events 8"
                + " produced = 8 stored  DOES NOT BALANCE: metrics were lost");
  }

  @Test
  void manySeedsAreCutShort() {
    List<TrialResult> results = new ArrayList<>();
    for (int seed = 1; seed <= 50; seed++) {
      results.add(result(seed, 1, Outcome.CONVERGED));
    }
    assertThat(lines(summary(results, 50, new Ledger.Count(1, 1, 0, 0))))
        .contains("and 38 more groups of trials")
        .hasSizeLessThan(45);
  }

  @Test
  void directoriesWithSpacesAreQuoted() {
    RunSummary summary =
        new RunSummary(
            "x",
            List.of(),
            0,
            balance(new Ledger.Count(0, 0, 0, 0)),
            Path.of("my runs/it's"),
            "",
            Duration.ZERO);
    assertThat(lines(summary)).contains("  trebuchet show 'my runs/it'\\''s'");
  }

  @Test
  void whatIsNotKeptIsNotClaimed() {
    Ledger.Balance none =
        new Ledger.Balance(
            "none", new Ledger.Count(1200, 1200, 0, 0), new Ledger.Count(2, 2, 0, 0), Map.of());
    RunSummary summary =
        new RunSummary(
            "fig01",
            List.of(result(1, 1, Outcome.CONVERGED)),
            1,
            none,
            Path.of("runs/fig01"),
            "not kept (--store none)",
            Duration.ofMillis(12));
    assertThat(lines(summary))
        .contains("ledger  1,200 steps produced, none kept")
        .endsWith(
            "next:", "  trebuchet show runs/fig01", "  trebuchet export runs/fig01 --what trials");
  }
}
