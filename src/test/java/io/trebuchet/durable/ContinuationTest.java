package io.trebuchet.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialResult;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ContinuationTest {
  private static TrialResult result(String trial, Outcome outcome, String reason) {
    return TrialResult.of(trial, 1)
        .at("", 2, 0.1)
        .ended(outcome, reason, 5)
        .loss(1, 2, 3, 4)
        .wallMillis(9)
        .build();
  }

  private static SweepState state() {
    SweepState state = SweepState.create();
    state.apply(new SweepJournal.TrialStarted("paused"));
    state.apply(new SweepJournal.TrialPaused("paused"));
    state.learn(
        List.of(
            result("stopped", Outcome.STOPPED, "user"),
            result("ended", Outcome.DIVERGED, "overflow")),
        Map.of());
    return state;
  }

  private static SweepState after(Continuation continuation) {
    SweepState state = state();
    continuation.events().forEach(state::apply);
    return state;
  }

  @Test
  void aStoppedTrialHasNoResultAnyMore() {
    Continuation continuation = Continuation.of(state(), List.of("stopped"));
    assertThat(continuation.ended()).isEmpty();
    SweepState state = after(continuation);
    assertThat(state.result("stopped")).isEmpty();
    assertThat(state.started("stopped")).isTrue();
    assertThat(state.paused("paused")).isTrue();
    // Nor does it get it back from trials.csv.
    assertThat(state.learn(List.of(result("stopped", Outcome.STOPPED, "user")), Map.of()))
        .isEmpty();
    assertThat(state.result("ended")).isPresent();
  }

  @Test
  void aPausedTrialIsPausedNoMore() {
    assertThat(after(Continuation.of(state(), List.of("paused"))).paused("paused")).isFalse();
    assertThat(after(Continuation.of(state(), List.of())).paused("paused")).isFalse();
  }

  @Test
  void aTrialThatEndedByItselfIsNamed() {
    Continuation continuation = Continuation.of(state(), List.of("ended", "stopped"));
    assertThat(continuation.ended()).containsOnlyKeys("ended");
  }

  @Test
  void aTrialThatWillGoOnAnywayNeedsNothing() {
    Continuation continuation = Continuation.of(state(), List.of("pending"));
    assertThat(continuation.events()).isEmpty();
    assertThat(continuation.ended()).isEmpty();
  }
}
