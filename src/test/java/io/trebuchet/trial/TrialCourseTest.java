package io.trebuchet.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.control.StopReason;
import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import org.junit.jupiter.api.Test;

final class TrialCourseTest {
  private static final Verdict.Halt USER =
      new Verdict.Halt(Outcome.STOPPED, StopReason.USER, -1, "a user asked for it");
  private static final Verdict.Halt INTERRUPT =
      new Verdict.Halt(Outcome.STOPPED, StopReason.INTERRUPTED, -1, "the sweep was interrupted");
  private static final Verdict.Halt CONVERGED =
      new Verdict.Halt(Outcome.CONVERGED, StopReason.LOSS_CHANGE, 41, "|change of loss| 0");
  private static final Verdict.Halt FAILED =
      new Verdict.Halt(Outcome.FAILED, StopReason.ERROR, -1, "no memory");
  private static final Verdict.Report REPORT = new Verdict.Report(41, 2, 2, 0.5);
  private static final Series SERIES = new Series("run", "test", "s1-c1", 1, 1);
  private static final MetricBlock BLOCK = block();
  private static final TrialResult ROW =
      ResultRow.notStarted(NamedTrials.of(1, 1).getFirst(), Outcome.STOPPED, "user");

  private static MetricBlock block() {
    MetricBlock.Builder rows = MetricBlock.Builder.create(SERIES, 1);
    rows.row(41, 1);
    return rows.build();
  }

  /** A trial that has started and whose first chunk, just computed, was offered. */
  private static TrialCourse afterChunk(Verdict verdict) {
    TrialCourse course = TrialCourse.create();
    assertThat(course.takeTurn()).isTrue();
    course.started(Verdict.CONTINUE);
    course.offered();
    assertThat(course.credited()).isEqualTo(TrialCourse.Next.CHUNK);
    assertThat(course.takeTurn()).isTrue();
    course.judged(verdict, BLOCK);
    course.offered();
    return course;
  }

  @Test
  void theNextChunkWaitsForItsCredit() {
    TrialCourse course = afterChunk(Verdict.CONTINUE);
    assertThat(course.takeTurn()).isFalse();
    assertThat(course.credited()).isEqualTo(TrialCourse.Next.CHUNK);
    assertThat(course.due()).isTrue();
    assertThat(course.takeTurn()).isTrue();
    assertThat(course.due()).isFalse();
  }

  @Test
  void aPauseAskedForDuringAChunkHoldsAtItsEnd() {
    TrialCourse course = afterChunk(Verdict.CONTINUE);
    assertThat(course.pause()).describedAs("may be saved before its rows are taken").isFalse();
    assertThat(course.credited()).isEqualTo(TrialCourse.Next.CHUNK);
    assertThat(course.takeTurn()).isFalse();
    assertThat(course.pause()).describedAs("may be saved once they are").isTrue();
    course.goOn();
    assertThat(course.takeTurn()).isTrue();
  }

  @Test
  void aPauseDuringAChunkOfABatchHoldsAtItsEnd() {
    TrialCourse course = TrialCourse.create();
    course.started(Verdict.CONTINUE);
    assertThat(course.takeTurn()).isTrue();
    course.lent();
    assertThat(course.isLent()).isTrue();
    assertThat(course.pause()).isFalse();
    course.returned();
    course.judged(Verdict.CONTINUE, BLOCK);
    assertThat(course.takeTurn()).isFalse();
  }

  @Test
  void aStopWhilePausedEndsTheTrialWithItsReason() {
    TrialCourse course = afterChunk(Verdict.CONTINUE);
    course.pause();
    course.credited();
    assertThat(course.takeTurn()).isFalse();
    assertThat(course.stop(USER)).describedAs("ends at once").isTrue();
    course.ended(ROW);
    course.offered();
    assertThat(course.credited()).isEqualTo(new TrialCourse.Next.Leave(ROW));
  }

  @Test
  void aStopDuringAChunkEndsTheTrialOnceItsRowsAreTaken() {
    TrialCourse course = afterChunk(Verdict.CONTINUE);
    assertThat(course.stop(USER)).isFalse();
    assertThat(course.credited()).isEqualTo(new TrialCourse.Next.End(USER));
  }

  @Test
  void theFirstToStopATrialIsItsReason() {
    TrialCourse course = afterChunk(Verdict.CONTINUE);
    course.stop(USER);
    assertThat(course.stop(INTERRUPT)).isFalse();
    assertThat(course.credited()).isEqualTo(new TrialCourse.Next.End(USER));
  }

  @Test
  void aVerdictIsAuditedAndThenEndsTheTrial() {
    TrialCourse course = afterChunk(CONVERGED);
    assertThat(course.takeTurn()).isFalse();
    assertThat(course.credited()).isEqualTo(new TrialCourse.Next.Audit(CONVERGED, BLOCK));
    assertThat(course.takeTurn()).describedAs("waits for the audit").isFalse();
    assertThat(course.stop(CONVERGED)).isTrue();
  }

  @Test
  void aVerdictDoesNotGiveWayToAUser() {
    TrialCourse course = afterChunk(CONVERGED);
    course.credited();
    assertThat(course.stop(USER)).isFalse();
    assertThat(course.stop(CONVERGED)).isTrue();
  }

  @Test
  void aVerdictDoesNotGiveWayToAUserWhoStoppedDuringItsChunk() {
    TrialCourse course = TrialCourse.create();
    course.started(Verdict.CONTINUE);
    course.takeTurn();
    course.lent();
    assertThat(course.stop(USER)).isFalse();
    course.returned();
    course.judged(CONVERGED, BLOCK);
    course.offered();
    assertThat(course.credited()).isEqualTo(new TrialCourse.Next.Audit(CONVERGED, BLOCK));
    assertThat(course.overrule()).contains(USER);
  }

  @Test
  void anErrorComesBeforeAVerdict() {
    TrialCourse course = afterChunk(CONVERGED);
    course.credited();
    assertThat(course.stop(FAILED)).isTrue();
  }

  @Test
  void aTrialGoesOnPastAnOverruledVerdict() {
    TrialCourse course = afterChunk(CONVERGED);
    course.credited();
    assertThat(course.overrule()).isEmpty();
    assertThat(course.takeTurn()).isTrue();
  }

  @Test
  void aTrialWaitsAtItsReportForTheComparison() {
    TrialCourse course = afterChunk(REPORT);
    assertThat(course.credited()).isEqualTo(new TrialCourse.Next.Compare(REPORT));
    assertThat(course.takeTurn()).isFalse();
    assertThat(course.overrule()).isEmpty();
    assertThat(course.takeTurn()).isTrue();
  }

  @Test
  void aPauseAtAReportIsSavedOnceTheComparisonIsAnswered() {
    TrialCourse course = afterChunk(REPORT);
    course.credited();
    assertThat(course.pause()).describedAs("a resume would pass the comparison").isFalse();
    course.overrule();
    assertThat(course.isSavable()).isTrue();
    assertThat(course.takeTurn()).isFalse();
  }

  @Test
  void aUserMayStopATrialThatWaitsForAComparison() {
    TrialCourse course = afterChunk(REPORT);
    course.credited();
    assertThat(course.stop(USER)).isTrue();
  }

  @Test
  void whatAReportIsToldComesAfterTheEventOfItsChunk() {
    TrialCourse course = afterChunk(REPORT);
    TrialEvent event = new TrialEvent(SERIES, 1, TrialEvent.State.RULE_FAILED, "", 41, null);
    course.announce(event);
    assertThat(course.credited()).isEqualTo(new TrialCourse.Next.Announce(event));
    course.offered();
    assertThat(course.credited()).isEqualTo(new TrialCourse.Next.Compare(REPORT));
  }

  @Test
  void theVerdictOfACheckpointEndsTheTrialWithoutAnotherStep() {
    TrialCourse course = TrialCourse.create();
    course.takeTurn();
    course.started(CONVERGED);
    course.offered();
    assertThat(course.credited()).isEqualTo(new TrialCourse.Next.End(CONVERGED));
  }

  @Test
  void aTrialWithoutItsBatchComputesNothing() {
    TrialCourse course = TrialCourse.create();
    course.takeTurn();
    course.started(Verdict.CONTINUE);
    course.needsBatch();
    assertThat(course.takeTurn()).isFalse();
    assertThat(course.joinedBatch()).describedAs("a chunk is due").isTrue();
    assertThat(course.takeTurn()).isTrue();
  }

  @Test
  void theLastRowsAreTakenBeforeTheEnd() {
    TrialCourse course = afterChunk(Verdict.CONTINUE);
    course.stop(USER);
    course.credited();
    course.endsAfterCredit(USER);
    course.offered();
    assertThat(course.stop(INTERRUPT)).isFalse();
    assertThat(course.credited()).isEqualTo(new TrialCourse.Next.End(USER));
  }

  @Test
  void aTrialThatHasEndedIsNeitherSavedNorStopped() {
    TrialCourse course = afterChunk(Verdict.CONTINUE);
    course.credited();
    course.ended(ROW);
    assertThat(course.stop(USER)).isFalse();
    assertThat(course.pause()).isFalse();
    assertThat(course.takeTurn()).isFalse();
    assertThat(course.result()).contains(ROW);
  }
}
