package io.trebuchet.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.config.TrialSpec;
import io.trebuchet.durable.SweepJournal;
import io.trebuchet.durable.SweepState;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialSteps;
import io.trebuchet.trial.NamedTrials;
import io.trebuchet.trial.ResultRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class SweepPlanTest {
  private static final List<TrialSpec> TRIALS = NamedTrials.of(1, 5);

  private static SweepPlan plan(int parallelism) {
    return SweepPlan.of(TRIALS, SweepState.create(), parallelism);
  }

  private static TrialSpec trial(int c) {
    return TRIALS.get(c - 1);
  }

  private static TrialResult row(TrialSpec trial, Outcome outcome, String reason) {
    return ResultRow.notStarted(trial, outcome, reason);
  }

  /** What a supervisor does with the plan: the trials that it starts, by id. */
  private static List<String> start(SweepPlan plan) {
    List<String> started = new ArrayList<>();
    for (Optional<TrialSpec> next = plan.next(); next.isPresent(); next = plan.next()) {
      String id = next.get().id();
      plan.happened(new SweepJournal.TrialStarted(id));
      started.add(id);
    }
    return started;
  }

  private static SweepPlan.Gone end(SweepPlan plan, TrialSpec trial, Outcome outcome, String why) {
    plan.ended(row(trial, outcome, why), null).ifPresent(plan::happened);
    return plan.gone(trial);
  }

  @Test
  void trialsStartInTheirOrderOnePerThread() {
    SweepPlan plan = plan(2);
    assertThat(start(plan)).containsExactly("s1-c1", "s1-c2");
    assertThat(start(plan)).isEmpty();
    end(plan, trial(2), Outcome.CONVERGED, "loss-change");
    assertThat(start(plan)).containsExactly("s1-c3");
  }

  @Test
  void aPausedTrialLeavesItsThreadToOthersAndDoesNotStart() {
    SweepPlan plan = plan(1);
    start(plan);
    plan.happened(new SweepJournal.TrialPaused("s1-c2"));
    plan.happened(new SweepJournal.TrialPaused("s1-c1"));
    assertThat(start(plan)).containsExactly("s1-c3");
    plan.happened(new SweepJournal.SweepPaused());
    assertThat(start(plan)).isEmpty();
    plan.happened(new SweepJournal.SweepContinued());
    assertThat(start(plan)).describedAs("two are active, and go on").isEmpty();
  }

  @Test
  void trialsThatAreOverDoNotStart() {
    SweepState state = SweepState.create();
    state.apply(SweepJournal.Event.endOf(row(trial(1), Outcome.CONVERGED, "loss-change"), null));
    state.apply(SweepJournal.Event.endOf(row(trial(3), Outcome.FAILED, "error: x"), null));
    SweepPlan plan = SweepPlan.of(TRIALS, state, 5);
    assertThat(plan.over()).containsExactly(trial(1));
    assertThat(start(plan)).containsExactly("s1-c2", "s1-c3", "s1-c4", "s1-c5");
  }

  @Test
  void theFirstOfAGroupBringsTheOthersAlong() {
    SweepPlan plan = plan(1);
    start(plan);
    plan.happened(new SweepJournal.TrialPaused("s1-c3"));
    SweepPlan.Gathered gathered = plan.gather(trial(1), 4).orElseThrow();
    assertThat(gathered.group()).isEqualTo("s1-c1");
    assertThat(gathered.starting()).doesNotContain(trial(1), trial(3)).contains(trial(2));
  }

  @Test
  void aBatchKeepsHalfAThreadBusyUntilItsLastTrialIsGone() {
    SweepPlan plan = SweepPlan.of(NamedTrials.of(2, 2), SweepState.create(), 1);
    TrialSpec first = NamedTrials.of(1, 2).getFirst();
    TrialSpec second = NamedTrials.of(1, 2).getLast();
    assertThat(start(plan)).containsExactly("s1-c1");
    assertThat(plan.gather(first, 16).orElseThrow().starting())
        .extracting(TrialSpec::id)
        .containsExactly("s1-c2");
    assertThat(start(plan)).describedAs("beside the batch").containsExactly("s2-c1");
    assertThat(end(plan, first, Outcome.CONVERGED, "loss-change").emptied()).isEmpty();
    assertThat(end(plan, second, Outcome.CONVERGED, "loss-change").emptied()).contains("s1-c1");
  }

  @Test
  void aTrialThatIsGoneGathersNobody() {
    SweepPlan plan = plan(1);
    start(plan);
    end(plan, trial(1), Outcome.CONVERGED, "loss-change");
    assertThat(plan.gather(trial(1), 4)).isEmpty();
  }

  @Test
  void aPendingTrialCanBeWithdrawnOnce() {
    SweepPlan plan = plan(1);
    start(plan);
    assertThat(plan.withdraw("s1-c1")).describedAs("active").isEmpty();
    assertThat(plan.withdraw("s1-c2")).contains(trial(2));
    assertThat(plan.withdraw("s1-c2")).isEmpty();
  }

  @Test
  void aStoppedTrialGoesOnWhenAUserSaysSoAndOnlyOnce() {
    SweepPlan plan = plan(1);
    start(plan);
    assertThat(end(plan, trial(1), Outcome.STOPPED, "user").revived()).isFalse();
    assertThat(start(plan)).containsExactly("s1-c2");
    assertThat(plan.goOn("s1-c1")).contains(trial(1));
    assertThat(plan.goOn("s1-c1")).describedAs("it is pending already").isEmpty();
    end(plan, trial(2), Outcome.CONVERGED, "loss-change");
    assertThat(start(plan)).containsExactly("s1-c1");
    end(plan, trial(1), Outcome.CONVERGED, "loss-change");
    assertThat(start(plan)).containsExactly("s1-c3");
  }

  @Test
  void oneThatIsStillStoppingGoesOnOnceItIsGone() {
    SweepPlan plan = plan(1);
    start(plan);
    plan.stopping("s1-c1");
    assertThat(plan.goOn("s1-c1")).isEmpty();
    assertThat(end(plan, trial(1), Outcome.STOPPED, "user").revived()).isTrue();
    assertThat(start(plan)).containsExactly("s1-c1");
  }

  @Test
  void aVerdictThatWasQuickerThanTheUserStays() {
    SweepPlan plan = plan(1);
    start(plan);
    plan.stopping("s1-c1");
    plan.goOn("s1-c1");
    assertThat(end(plan, trial(1), Outcome.CONVERGED, "loss-change").revived()).isFalse();
    assertThat(start(plan)).containsExactly("s1-c2");
  }

  @Test
  void aStopAfterTheEndDoesNotUndoALaterOne() {
    SweepPlan plan = plan(1);
    start(plan);
    end(plan, trial(1), Outcome.STOPPED, "user");
    plan.stopping("s1-c1");
    plan.goOn("s1-c1");
    assertThat(start(plan)).containsExactly("s1-c1");
    plan.goOn("s1-c1");
    assertThat(end(plan, trial(1), Outcome.STOPPED, "user").revived()).isFalse();
  }

  @Test
  void theJournalHearsOfEveryEndButThatOfAnInterruptedTrial() {
    SweepPlan plan = plan(5);
    start(plan);
    TrialResult converged = row(trial(1), Outcome.CONVERGED, "loss-change");
    TrialResult stopped = row(trial(2), Outcome.STOPPED, "user");
    TrialSteps steps = new TrialSteps(7, "ab");
    assertThat(plan.ended(converged, steps))
        .contains(new SweepJournal.TrialEnded(converged, steps));
    assertThat(plan.ended(stopped, null)).contains(new SweepJournal.TrialStopped(stopped, null));
    assertThat(plan.ended(row(trial(3), Outcome.STOPPED, "interrupted"), steps)).isEmpty();
    plan.refuse("other data");
    assertThat(plan.ended(row(trial(4), Outcome.FAILED, "error: other data"), steps)).isEmpty();
    assertThat(plan.ending().refusal()).isEqualTo("other data");
  }

  @Test
  void aTrialWithoutAResultIsLost() {
    SweepPlan plan = plan(2);
    start(plan);
    assertThat(plan.gone(trial(1)).lost()).isTrue();
    assertThat(end(plan, trial(2), Outcome.CONVERGED, "loss-change").lost()).isFalse();
  }

  @Test
  void anInterruptStartsNoOtherAndWaitsForTheActive() {
    SweepPlan plan = plan(1);
    start(plan);
    plan.interrupt();
    assertThat(plan.isOver()).isFalse();
    end(plan, trial(1), Outcome.STOPPED, "interrupted");
    assertThat(start(plan)).isEmpty();
    assertThat(plan.isOver()).isTrue();
    assertThat(plan.ending().interrupted()).isTrue();
    assertThat(plan.ending().results()).extracting(TrialResult::trial).containsExactly("s1-c1");
  }

  /**
   * Whatever the order in which trials end, each runs once and the results are in that of the
   * config.
   */
  @Property
  void everyTrialRunsOnce(
      @ForAll @IntRange(min = 1, max = 4) int parallelism,
      @ForAll @Size(5) List<@IntRange(min = 0, max = 3) Integer> choices) {
    SweepPlan plan = plan(parallelism);
    List<String> started = new ArrayList<>(start(plan));
    List<String> active = new ArrayList<>(started);
    for (int choice : choices) {
      assertThat(active.size()).isLessThanOrEqualTo(parallelism);
      String id = active.remove(choice % active.size());
      TrialSpec ended =
          TRIALS.stream().filter(trial -> trial.id().equals(id)).findFirst().orElseThrow();
      end(plan, ended, Outcome.CONVERGED, "loss-change");
      List<String> more = start(plan);
      started.addAll(more);
      active.addAll(more);
    }
    assertThat(plan.isOver()).isTrue();
    assertThat(started).containsExactlyElementsOf(TRIALS.stream().map(TrialSpec::id).toList());
    assertThat(plan.ending().results())
        .extracting(TrialResult::trial)
        .containsExactlyElementsOf(started);
  }
}
