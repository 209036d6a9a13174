package io.trebuchet.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.physics.Measurement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of Optuna's pruners, worked out by hand. */
final class ComparingRulesTest {
  private static boolean stops(ComparingRule rule, String trial, long index, double loss) {
    return rule.report(trial, new Verdict.Report(index, index, index, loss)).isPresent();
  }

  private static Median median(int startup, double warmup, int minTrials) {
    return Median.of(new Median.Settings(startup, warmup, 1, minTrials));
  }

  private static void complete(Median median, String trial, Outcome outcome, double... losses) {
    for (int i = 0; i < losses.length; i++) {
      // Whether it would be stopped does not matter here: it goes on.
      median.report(trial, new Verdict.Report(i, i, i, losses[i]));
    }
    median.ended(trial, outcome);
  }

  @Test
  void medianComparesTheBestSoFarWithTheOthersAtTheSameTime() {
    Median median = median(0, 0, 1);
    complete(median, "a", Outcome.CONVERGED, 4, 2, 1);
    complete(median, "b", Outcome.CONVERGED, 1, 3, 3);
    complete(median, "c", Outcome.INCOMPLETE, 3, 5, 9);
    // At time 0 the median of 4, 1, 3 is 3; at time 1 that of 2, 3, 5 too.
    assertThat(stops(median, "d", 0, 3)).isFalse();
    assertThat(stops(median, "d", 1, 1e9)).as("its best is still 3").isFalse();
    assertThat(stops(median, "e", 0, 3.1)).isTrue();
    // With an even number it is the mean of the middle two, as numpy has it: 3.5 of 3 and 4.
    complete(median, "f", Outcome.OSCILLATING, 1e3);
    assertThat(stops(median, "g", 0, 3.5)).isFalse();
    assertThat(stops(median, "h", 0, 3.6)).isTrue();
  }

  @Test
  void medianWaitsForItsStartupItsWarmupAndItsFewestTrials() {
    Median startup = median(2, 0, 1);
    complete(startup, "a", Outcome.CONVERGED, 1, 1);
    assertThat(stops(startup, "b", 0, 9)).isFalse();
    Median warm = median(0, 1, 1);
    complete(warm, "a", Outcome.CONVERGED, 1, 1);
    assertThat(stops(warm, "b", 0, 9)).isFalse();
    assertThat(stops(warm, "b", 1, 9)).isTrue();
    Median few = median(0, 0, 2);
    complete(few, "a", Outcome.CONVERGED, 1, 1);
    complete(few, "b", Outcome.CONVERGED, 1);
    assertThat(stops(few, "c", 1, 9)).as("only one of them reached time 1").isFalse();
  }

  @Test
  void trialsThatWereStoppedOrDivergedCompleteNothing() {
    Median median = median(0, 0, 1);
    complete(median, "a", Outcome.STOPPED, 1);
    complete(median, "b", Outcome.DIVERGED, 1);
    complete(median, "c", Outcome.DEAD, 1);
    complete(median, "d", Outcome.FAILED, 1);
    assertThat(stops(median, "e", 0, 9)).isFalse();
  }

  @Test
  void nanIsTheWorstLossForMedian() {
    Median median = median(0, 0, 1);
    complete(median, "a", Outcome.CONVERGED, Double.NaN, 1);
    assertThat(stops(median, "b", 0, Double.NaN)).as("no loss at all so far").isTrue();
    assertThat(stops(median, "c", 0, 7)).as("nothing but NaN to compare with").isFalse();
    assertThat(stops(median, "c", 1, Double.NaN)).as("best so far 7 > 1").isTrue();
  }

  private static Asha asha(int brackets, int bootstrap) {
    return Asha.of(new Asha.Settings(1, 3, brackets, bootstrap));
  }

  @Test
  void ashaKeepsTheBestThirdOfThoseThatCameBefore() {
    Asha asha = asha(1, 0);
    assertThat(stops(asha, "a", 0, 5)).as("the first goes on").isFalse();
    assertThat(stops(asha, "b", 0, 6)).isTrue();
    assertThat(stops(asha, "c", 0, 4)).isFalse();
    assertThat(stops(asha, "d", 0, 4)).as("as good as the best").isFalse();
    assertThat(stops(asha, "e", 0, 4.5)).as("5 of them: one is kept").isTrue();
    assertThat(stops(asha, "f", 0, 4)).as("6 of them: two are kept").isFalse();
    assertThat(stops(asha, "a", 1, 9)).as("a rung of its own").isFalse();
    assertThat(stops(asha, "c", 1, 10)).isTrue();
  }

  @Test
  void nanNeverGoesOn() {
    assertThat(stops(asha(1, 0), "a", 0, Double.NaN)).isTrue();
  }

  @Test
  void bracketsAreDealtInTurnAndBeginLater() {
    Asha asha = asha(2, 0);
    assertThat(stops(asha, "a", 0, 1)).isFalse();
    assertThat(stops(asha, "b", 0, 9)).as("bracket 1 has no rung 0").isFalse();
    assertThat(stops(asha, "c", 0, 2)).isTrue();
    assertThat(stops(asha, "b", 1, 9)).as("first of its own bracket").isFalse();
  }

  @Test
  void bootstrapLetsNoneOfTheFirstGoOn() {
    Asha asha = asha(1, 2);
    assertThat(stops(asha, "a", 0, 1)).isTrue();
    assertThat(stops(asha, "b", 0, 0.5)).isTrue();
    assertThat(stops(asha, "c", 0, 0.1)).isFalse();
  }

  /** The steps at which a trial reports, with the indices that each has reached. */
  private static List<List<Long>> reports(double learningRate, TimeScale scale, int resumeAt) {
    StopRule.Factory factory = Reports.at(index -> 0.5 * index, scale);
    StopRule.Context trial = new StopRule.Context(learningRate, new StopSettings(1e-8, 1, 100));
    StopRule rule = factory.start(trial);
    List<List<Long>> seen = new ArrayList<>();
    Measurement m = new Measurement();
    for (long step = 0; step <= 4; step++) {
      if (step == resumeAt) {
        double[] state = rule.state();
        rule = factory.start(trial);
        rule.restore(state);
      }
      if (rule.judge(step, m) instanceof Verdict.Report report) {
        seen.add(List.of(report.step(), report.from(), report.to()));
      }
    }
    return seen;
  }

  @Test
  void reportsComeAtTheFirstStepThatReachedATime() {
    for (int resumeAt : new int[] {-1, 2}) {
      assertThat(reports(0.2, TimeScale.ETA_T, resumeAt))
          .containsExactly(List.of(0L, 0L, 0L), List.of(3L, 1L, 1L));
      assertThat(reports(0.2, TimeScale.STEP, resumeAt))
          .containsExactly(
              List.of(0L, 0L, 0L),
              List.of(1L, 1L, 2L),
              List.of(2L, 3L, 4L),
              List.of(3L, 5L, 6L),
              List.of(4L, 7L, 8L));
    }
  }
}
