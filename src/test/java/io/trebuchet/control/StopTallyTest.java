package io.trebuchet.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.metrics.Outcome;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StopTallyTest {
  private static StopTally of(Outcome truth, long steps, Outcome said, StopReason why, long at) {
    return StopTally.of(
        new StopTally.Truth(truth, steps, 100), Optional.of(new Verdict.Halt(said, why, at, "")));
  }

  @Test
  void tellsRightFromWrong() {
    StopTally killed = of(Outcome.CONVERGED, 50, Outcome.STOPPED, StopReason.THRESHOLD, 5);
    assertThat(killed.falseKills()).isEqualTo(1);
    assertThat(killed.steps()).isEqualTo(5);
    StopTally saved = of(Outcome.DIVERGED, 12, Outcome.DIVERGED, StopReason.DOOMED, 4);
    assertThat(saved.divergentStopped()).isEqualTo(1);
    assertThat(saved.leadSteps()).isEqualTo(8);
    assertThat(saved.falseKills()).isZero();
    StopTally overflow = of(Outcome.DIVERGED, 12, Outcome.DIVERGED, StopReason.OVERFLOW, 12);
    assertThat(overflow.divergentStopped()).isZero();
    StopTally early = of(Outcome.CONVERGED, 50, Outcome.CONVERGED, StopReason.BASIN, 40);
    assertThat(early.falseKills()).isZero();
    assertThat(early.steps()).isEqualTo(40);
    StopTally wrong = of(Outcome.OSCILLATING, 100, Outcome.CONVERGED, StopReason.BASIN, 40);
    assertThat(wrong.falseConvergences()).isEqualTo(1);
    StopTally doomedWrongly = of(Outcome.CONVERGED, 50, Outcome.DIVERGED, StopReason.DOOMED, 0);
    assertThat(doomedWrongly.falseKills()).isEqualTo(1);
    StopTally undecided = of(Outcome.INCOMPLETE, 100, Outcome.STOPPED, StopReason.PATIENCE, 7);
    assertThat(undecided.undecidedStopped()).isEqualTo(1);

    StopTally all = killed.plus(saved).plus(overflow);
    assertThat(all.trials()).isEqualTo(3);
    assertThat(all.steps()).isEqualTo(5 + 4 + 12);
    assertThat(all.savedOfNonFinite()).isCloseTo(1 - 21 / 74.0, within(1e-12));
    assertThat(all.savedOfNone()).isCloseTo(1 - 21 / 300.0, within(1e-12));
    assertThat(all.meanLead()).isEqualTo(8);
  }

  /** (1 − 3/N)^N is 5%, nearly. */
  @Test
  void theRuleOfThree() {
    assertThat(Math.pow(1 - StopTally.rateBound(200), 200)).isCloseTo(0.05, within(0.003));
    assertThat(StopTally.rateBound(2)).isEqualTo(1);
  }
}
