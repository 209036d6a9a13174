package io.trebuchet.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialSteps;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SweepStateTest {
  private static final TrialSteps STEPS = new TrialSteps(7, "ab");

  private static TrialResult result(String trial, Outcome outcome, String reason) {
    return TrialResult.of(trial, 1)
        .at("", 2, 0.1)
        .ended(outcome, reason, 5)
        .loss(1, 2, 3, 4)
        .wallMillis(9)
        .build();
  }

  private static SweepState after(SweepJournal.Event... events) {
    SweepState state = SweepState.create();
    for (SweepJournal.Event event : events) {
      state.apply(event);
    }
    return state;
  }

  @Test
  void trialsThatNoEventSpeaksOfArePending() {
    SweepState state = SweepState.create();
    assertThat(state.started("a")).isFalse();
    assertThat(state.result("a")).isEmpty();
    assertThat(state.paused("a")).isFalse();
  }

  @Test
  void anEndedTrialHasItsResult() {
    TrialResult result = result("a", Outcome.CONVERGED, "loss-change");
    SweepState state =
        after(new SweepJournal.TrialStarted("a"), new SweepJournal.TrialEnded(result, STEPS));
    assertThat(state.result("a")).contains(result);
    assertThat(state.stopped("a")).isFalse();
  }

  @Test
  void aFailedTrialIsTriedAgain() {
    TrialResult result = result("a", Outcome.FAILED, "error: out of memory");
    assertThat(after(new SweepJournal.TrialEnded(result, STEPS)).result("a")).isEmpty();
  }

  @Test
  void aStoppedTrialCanGoOn() {
    TrialResult result = result("a", Outcome.STOPPED, "user");
    SweepState state =
        after(new SweepJournal.TrialStarted("a"), new SweepJournal.TrialStopped(result, STEPS));
    assertThat(state.result("a")).contains(result);
    assertThat(state.stopped("a")).isTrue();
    state.apply(new SweepJournal.TrialStarted("a"));
    assertThat(state.result("a")).isEmpty();
    assertThat(state.stopped("a")).isFalse();
  }

  @Test
  void aPauseOfTheSweepHoldsAllButThoseContinuedSince() {
    SweepState state =
        after(
            new SweepJournal.TrialContinued("b"),
            new SweepJournal.SweepPaused(),
            new SweepJournal.TrialContinued("a"));
    assertThat(state.sweepPaused()).isTrue();
    assertThat(state.paused("a")).isFalse();
    assertThat(state.paused("b")).isTrue();
    state.apply(new SweepJournal.TrialPaused("a"));
    assertThat(state.paused("a")).isTrue();
    state.apply(new SweepJournal.SweepContinued());
    assertThat(state.paused("a")).isFalse();
    assertThat(state.paused("b")).isFalse();
  }

  @Test
  void aCopyGoesItsOwnWay() {
    SweepState state = after(new SweepJournal.TrialPaused("a"));
    SweepState copy = state.copy();
    state.apply(new SweepJournal.TrialContinued("a"));
    assertThat(copy.paused("a")).isTrue();
  }

  @Test
  void aNewRunForgetsWhatCameBefore() {
    SweepState state =
        after(
            new SweepJournal.TrialEnded(result("a", Outcome.CONVERGED, "loss-change"), STEPS),
            new SweepJournal.SweepPaused(),
            new SweepJournal.SweepBegun("run-2"));
    assertThat(state.result("a")).isEmpty();
    assertThat(state.recorded()).isEmpty();
    assertThat(state.sweepPaused()).isFalse();
  }

  @Test
  void whatATrialRecordedIsKnownUntilItGoesOn() {
    TrialResult result = result("a", Outcome.FAILED, "error: out of memory");
    SweepState state = after(new SweepJournal.TrialEnded(result, STEPS));
    assertThat(state.recorded()).containsExactly(Map.entry("a", STEPS));
    assertThat(state.copy().recorded()).isEqualTo(state.recorded());
    state.apply(new SweepJournal.TrialStarted("a"));
    assertThat(state.recorded()).isEmpty();
    // One that did not get as far as a step cannot tell.
    state.apply(new SweepJournal.TrialEnded(result, null));
    assertThat(state.recorded()).isEmpty();
  }

  @Test
  void resultsFromElsewhereBringWhatTheyRecorded() {
    TrialResult result = result("a", Outcome.CONVERGED, "loss-change");
    SweepState state = SweepState.create();
    assertThat(state.learn(List.of(result), Map.of("a", STEPS, "b", STEPS)))
        .containsExactly(new SweepJournal.TrialEnded(result, STEPS));
    assertThat(state.recorded()).containsExactly(Map.entry("a", STEPS));
  }
}
