package io.trebuchet.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.streams.SweepTap;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;

class PlainProgressTest {
  private static final Capability UNICODE = new Capability(false, true);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final FakeClock clock = new FakeClock();

  private PrintStream stream() {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private List<String> lines() {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static TrialResult result(Outcome outcome, String reason) {
    double none = Double.NaN;
    return Results.result(
        "s1-c2.1",
        1,
        2.1,
        outcome,
        reason,
        312,
        new double[] {0.49, 123.4, 3.1e-9},
        14,
        0.87,
        new double[] {1000, 710},
        new double[] {none, none, none, none});
  }

  private static TrialEvent ended(TrialResult result) {
    Series series = new Series("toy-20260101-000000", "toy", result.trial(), 1, result.c());
    return new TrialEvent(series, 0, TrialEvent.State.ENDED, "", result.steps(), result);
  }

  @Example
  void aLineSaysWhatBecameOfATrial() {
    assertThat(PlainProgress.line(result(Outcome.CONVERGED, "loss-change"), UNICODE))
        .isEqualTo(
            "s1-c2.1  converged (catapult)  312 steps  loss 0.490 → peak 123 at 14 → 3.10e-09"
                + "  ηλ_final 0.870  θ²/θ²_0 0.710");
    assertThat(PlainProgress.line(result(Outcome.CONVERGED, ""), Capability.PLAIN))
        .isEqualTo(
            "s1-c2.1  converged (catapult)  312 steps  loss 0.490 -> peak 123 at 14 -> 3.10e-09"
                + "  eta_lambda_final 0.870  norm_ratio 0.710");
    assertThat(PlainProgress.line(result(Outcome.DIVERGED, "doomed"), UNICODE))
        .contains("  diverged (doomed)  ");
    assertThat(PlainProgress.line(result(Outcome.FAILED, "no\nmemory"), UNICODE))
        .contains("  failed (no memory)  ");
    assertThat(PlainProgress.line(result(Outcome.DEAD, ""), UNICODE)).contains("  dead  ");
  }

  @Example
  void aLineOfATrialThatNeverBeganHoldsNoNumbersOfIt() {
    double none = Double.NaN;
    TrialResult stopped =
        Results.result(
            "s1-c2.1",
            1,
            2.1,
            Outcome.STOPPED,
            "user",
            0,
            new double[] {none, none, none},
            0,
            none,
            new double[] {none, none},
            new double[] {none, none, none, none});
    assertThat(PlainProgress.line(stopped, UNICODE)).isEqualTo("s1-c2.1  stopped (user)  0 steps");
  }

  private static void see(SweepTap tap, Progress progress, Emission emission) {
    tap.accept(emission);
    progress.accept(emission);
  }

  @Example
  void trialsAreCountedAsTheyEnd() {
    List<ToyTrial> trials = List.of(ToyTrial.create(1, 0.9, 300), ToyTrial.create(1, 3, 300));
    SweepTap tap = Boards.tap(trials.stream().map(ToyTrial::planned).toList(), clock);
    LiveBoard board = Boards.over(tap, clock);
    try (PlainProgress progress = PlainProgress.start(board, stream(), clock)) {
      for (ToyTrial trial : trials) {
        see(tap, progress, trial.started());
        while (!trial.over()) {
          see(tap, progress, trial.block());
        }
        see(tap, progress, trial.ended());
      }
      progress.say("done");
    }
    assertThat(lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("[1/2] s1-c0.9  converged (lazy)  "),
            line -> assertThat(line).startsWith("[2/2] s1-c3  converged (catapult)  "),
            line -> assertThat(line).isEqualTo("done"));
  }

  @Example
  void asciiStreamsGetAscii() {
    SweepTap tap = Boards.tap(List.of(Boards.planned("s1-c2.1", 2.1)), clock);
    LiveBoard board = Boards.over(tap, clock);
    PrintStream ascii = new PrintStream(bytes, true, StandardCharsets.US_ASCII);
    try (PlainProgress progress = PlainProgress.start(board, ascii, clock)) {
      see(tap, progress, ended(result(Outcome.CONVERGED, "")));
    }
    assertThat(lines().getFirst()).contains(" -> ").doesNotContain("?");
  }

  @Example
  void silenceIsBrokenAfterTenSeconds() {
    List<ToyTrial> trials = new ArrayList<>();
    for (int i = 1; i <= 7; i++) {
      trials.add(ToyTrial.create(1, i / 10.0, 300));
    }
    SweepTap tap = Boards.tap(trials.stream().map(ToyTrial::planned).toList(), clock);
    LiveBoard board = Boards.over(tap, clock);
    try (PlainProgress progress = PlainProgress.start(board, stream(), clock)) {
      clock.advance(Duration.ofSeconds(20));
      progress.tick();
      assertThat(lines()).isEmpty();

      trials.subList(0, 6).forEach(trial -> see(tap, progress, trial.started()));
      see(tap, progress, trials.getFirst().block());
      progress.tick();
      String line =
          "[0/7] 6 running: s1-c0.1 at step 15, s1-c0.2, s1-c0.3, s1-c0.4 and 2 more;"
              + " 6 points/s";
      assertThat(lines()).containsExactly(line);

      clock.advance(Duration.ofMillis(9_999));
      progress.tick();
      assertThat(lines()).hasSize(1);
      clock.advance(Duration.ofMillis(1));
      progress.tick();
      assertThat(lines()).hasSize(2);
    }
  }

  @Example
  void quietSaysNothingButCounts() {
    SweepTap tap = Boards.tap(List.of(Boards.planned("s1-c2.1", 2.1)), clock);
    LiveBoard board = Boards.over(tap, clock);
    try (Progress progress = Progress.open(board, Progress.Mode.QUIET)) {
      see(tap, progress, ended(result(Outcome.CONVERGED, "")));
    }
    assertThat(board.ended()).isEqualTo(1);
  }
}
