package io.trebuchet.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TournamentTest {
  /** Writes down what it is told; stops a trial at one of its reports. */
  private static final class Scribe implements ComparingRule {
    private final List<String> heard = new ArrayList<>();

    @Override
    public Optional<String> report(String trial, Verdict.Report report) {
      heard.add(trial + report.step());
      return report.loss() > 9 ? Optional.of("too high") : Optional.empty();
    }

    @Override
    public void ended(String trial, Outcome outcome) {
      heard.add(trial + " " + outcome.word());
    }
  }

  private static Tournament.Entry entry(String trial, Outcome outcome, long last, long... steps) {
    List<Verdict.Report> reports = new ArrayList<>();
    for (long step : steps) {
      reports.add(new Verdict.Report(Math.abs(step), 0, 0, step < 0 ? 10 : 1));
    }
    return new Tournament.Entry(trial, reports, outcome, last);
  }

  private static final List<Tournament.Entry> ENTRIES =
      List.of(
          entry("a", Outcome.CONVERGED, 5, 1, 4),
          entry("b", Outcome.CONVERGED, 9, 2, -3, 8),
          entry("c", Outcome.DIVERGED, 1, 0));

  private static List<String> play(int places) {
    Scribe scribe = new Scribe();
    ControlRule.Comparing rule =
        new ControlRule.Comparing(
            "scribe", "", StopReason.ASHA, trial -> (s, m) -> Verdict.CONTINUE, () -> scribe);
    assertThat(Tournament.play(rule, ENTRIES, places))
        .containsOnlyKeys("b")
        .hasEntrySatisfying(
            "b",
            halt -> {
              assertThat(halt.step()).isEqualTo(3);
              assertThat(halt.reason()).isEqualTo(StopReason.ASHA);
            });
    return scribe.heard;
  }

  @Test
  void oneAfterTheOther() {
    assertThat(play(1))
        .containsExactly("a1", "a4", "a converged", "b2", "b3", "b stopped", "c0", "c diverged");
  }

  @Test
  void sideBySideStepByStep() {
    // b's place is free at 3, so that c begins there and ends at 4, just after a's report.
    assertThat(play(2))
        .containsExactly("a1", "b2", "b3", "b stopped", "c0", "a4", "c diverged", "a converged");
  }
}
