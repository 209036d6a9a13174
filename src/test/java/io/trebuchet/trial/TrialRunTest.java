package io.trebuchet.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.config.RecordSettings;
import io.trebuchet.control.ControlRule;
import io.trebuchet.control.StopReason;
import io.trebuchet.control.StopSettings;
import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.StepChecksum;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialSteps;
import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.observe.WeightDistance;
import io.trebuchet.physics.quadratic.QuadraticModel;
import io.trebuchet.physics.quadratic.Spectrum;
import io.trebuchet.storage.LastStored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class TrialRunTest {
  private static final StopSettings STOP = new StopSettings(1e-8, 1, 2000);
  private static final Problem PROBLEM =
      QuadraticModel.pure(100, 2.0 / 100, Spectrum.drawn(1, 2, true))
          .on(
              Sample.of(Dataset.of(1, new double[] {1}, new double[] {0})),
              SeededRandom.of(1).split("model"));

  private static TrialRun.Settings settings(StopSettings stop, RecordSettings.Mode mode) {
    return new TrialRun.Settings(
        stop,
        ControlRule.CERTIFIED,
        new RecordSettings(mode, 10, List.of(new WeightDistance())),
        true,
        () -> Instant.EPOCH);
  }

  private static Series series(double c) {
    return new Series("run", "test", "s1-c" + c, 1, c);
  }

  private static TrialRun run(double c, StopSettings stop, RecordSettings.Mode mode) {
    return TrialRun.create(
        series(c),
        "",
        PROBLEM,
        c / PROBLEM.initialLambdaMax(),
        settings(stop, mode),
        LastStored.NONE);
  }

  private static TrialRun run(double c) {
    return run(c, STOP, RecordSettings.Mode.ALL);
  }

  /** Every step with the bits of all its columns. */
  private static List<List<Long>> rows(MetricBlock block) {
    List<List<Long>> rows = new ArrayList<>();
    for (int i = 0; i < block.rows(); i++) {
      List<Long> row = new ArrayList<>(List.of(block.step(i)));
      for (Metric metric : Metric.all()) {
        row.add(Double.doubleToLongBits(block.value(metric, i)));
      }
      rows.add(row);
    }
    return rows;
  }

  private static Verdict.Halt toItsEnd(TrialRun run, int chunk, List<List<Long>> into) {
    while (true) {
      TrialRun.Chunk done = run.next(chunk);
      into.addAll(rows(done.block()));
      if (done.verdict() instanceof Verdict.Halt halt) {
        return halt;
      }
    }
  }

  @Test
  void aVerdictsStepIsTheLastComputedStep() {
    try (TrialRun run = run(3.5)) {
      List<List<Long>> rows = new ArrayList<>();
      Verdict.Halt halt = toItsEnd(run, TrialRun.MAX_CHUNK, rows);
      assertThat(halt.outcome()).isEqualTo(Outcome.CONVERGED);
      assertThat(halt.step()).isPositive().isLessThan(STOP.maxSteps());
      assertThat(run.step()).isEqualTo(halt.step());
      assertThat(rows).hasSize((int) halt.step() + 1);
      assertThat(rows.getLast().getFirst()).isEqualTo(halt.step());
      TrialResult result = run.result(halt.outcome(), halt.reason().word());
      assertThat(result.steps()).isEqualTo(halt.step());
    }
  }

  @Test
  void theStepLimitIsTheLastStep() {
    try (TrialRun run = run(1, new StopSettings(0, 1, 37), RecordSettings.Mode.ALL)) {
      Verdict.Halt halt = toItsEnd(run, 10, new ArrayList<>());
      assertThat(halt.reason()).isEqualTo(StopReason.STEP_LIMIT);
      assertThat(run.step()).isEqualTo(37);
    }
  }

  /** All of a result in full precision, but for how long it took. */
  private static String timeless(TrialResult result) {
    return result.toString().replaceAll("wallMillis=\\d+", "");
  }

  /** Whatever the chunks, and wherever a checkpoint is taken and gone on from. */
  @Property(tries = 60)
  void whatIsComputedDoesNotDependOnChunksOrCheckpoints(
      @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 1, max = 40) Integer> chunks) {
    List<List<Long>> expected = new ArrayList<>();
    Verdict.Halt end;
    TrialResult result;
    TrialSteps steps;
    try (TrialRun whole = run(3.5)) {
      end = toItsEnd(whole, TrialRun.MAX_CHUNK, expected);
      result = whole.result(end.outcome(), "");
      steps = whole.steps();
    }
    List<List<Long>> rows = new ArrayList<>();
    TrialRun run = run(3.5);
    for (int chunk : chunks) {
      TrialRun.Chunk done = run.next(chunk);
      assertThat(done.block().rows()).isLessThanOrEqualTo(chunk);
      rows.addAll(rows(done.block()));
      if (!(done.verdict() instanceof Verdict.Continue)) {
        break;
      }
      TrialCheckpoint state = run.capture(Verdict.CONTINUE);
      assertThat(state.step()).isEqualTo(rows.size() - 1);
      run.close();
      run =
          TrialRun.resume(
              series(3.5),
              "",
              PROBLEM,
              state,
              settings(STOP, RecordSettings.Mode.ALL),
              LastStored.NONE);
    }
    if (run.step() < end.step()) {
      assertThat(toItsEnd(run, 25, rows)).isEqualTo(end);
    }
    assertThat(rows).isEqualTo(expected);
    assertThat(timeless(run.result(end.outcome(), ""))).isEqualTo(timeless(result));
    assertThat(run.steps()).isEqualTo(steps);
    run.close();
  }

  @Test
  void stepsThatTheStoreHasAreComputedAndNotRecorded() {
    LastStored stored = new LastStored(6, 50, 7);
    try (TrialRun run =
        TrialRun.create(
            series(1),
            "",
            PROBLEM,
            1 / PROBLEM.initialLambdaMax(),
            settings(new StopSettings(0, 1, 100), RecordSettings.Mode.ALL),
            stored)) {
      TrialRun.Chunk first = run.next(5);
      assertThat(first.block().rows()).isEqualTo(5);
      assertThat(first.recorded().rows()).isZero();
      TrialRun.Chunk second = run.next(5);
      assertThat(second.block().step(0)).isEqualTo(5);
      assertThat(second.recorded().step(0)).isEqualTo(7);
      assertThat(second.recorded().rows()).isEqualTo(3);
      assertThat(run.capture(Verdict.CONTINUE).recordedStep()).isEqualTo(9);
      // What the store must hold, whoever sent it.
      StepChecksum all = StepChecksum.create(series(1));
      all.add(first.block());
      all.add(second.block());
      assertThat(run.steps()).isEqualTo(all.steps());
    }
  }

  @Test
  void adaptiveRecordingOwesTheRestAtTheEnd() {
    try (TrialRun run = run(1, new StopSettings(0, 1, 300), RecordSettings.Mode.ADAPTIVE)) {
      List<Long> recorded = new ArrayList<>();
      Verdict verdict = Verdict.CONTINUE;
      while (verdict instanceof Verdict.Continue) {
        TrialRun.Chunk done = run.next(50);
        steps(done.recorded(), recorded);
        verdict = done.verdict();
      }
      assertThat(recorded.getLast()).isLessThan(300);
      steps(run.rest(), recorded);
      assertThat(recorded).startsWith(0L).endsWith(300L).doesNotHaveDuplicates().isSorted();
      assertThat(run.rest().rows()).isZero();
    }
  }

  private static void steps(MetricBlock block, List<Long> into) {
    for (int row = 0; row < block.rows(); row++) {
      into.add(block.step(row));
    }
  }

  @Test
  void anOutcomeAloneHasNoSteps() {
    try (TrialRun run = run(1, new StopSettings(0, 1, 100), RecordSettings.Mode.OUTCOME)) {
      TrialRun.Chunk done = run.next(20);
      assertThat(done.block().rows()).isEqualTo(20);
      assertThat(done.recorded().rows()).isZero();
      assertThat(run.rest().rows()).isZero();
      assertThat(run.capture(Verdict.CONTINUE).recordedStep()).isEqualTo(-1);
    }
  }

  @Test
  void theTimeOfEarlierProcessesCounts() {
    TrialCheckpoint state;
    try (TrialRun first = run(3.5)) {
      first.next(3);
      state = first.capture(Verdict.CONTINUE);
    }
    TrialCheckpoint ran =
        new TrialCheckpoint(
            state.trial(),
            state.step(),
            state.recordedStep(),
            state.learningRate(),
            state.lastTimestamp(),
            7_000_000_000L,
            state.descent(),
            state.observer(),
            state.stopRule(),
            state.recorder(),
            state.checksum(),
            state.history(),
            state.rules(),
            state.verdict());
    try (TrialRun resumed =
        TrialRun.resume(
            series(3.5),
            "",
            PROBLEM,
            ran,
            settings(STOP, RecordSettings.Mode.ALL),
            LastStored.NONE)) {
      assertThat(resumed.result(Outcome.STOPPED, "user").wallMillis()).isBetween(7000L, 8000L);
    }
  }

  @Test
  void beforeItsFirstStepNothingIsKnown() {
    try (TrialRun run = run(1)) {
      assertThat(run.step()).isEqualTo(-1);
      assertThat(run.lastValues()).isEmpty();
      assertThat(run.certificate().word()).isEqualTo("none");
      TrialResult result = run.result(Outcome.STOPPED, "user");
      assertThat(result.steps()).isZero();
      assertThat(result.lossInitial()).isNaN();
      run.next(1);
      assertThat(run.lastValues())
          .containsEntry("learning_rate", 1 / PROBLEM.initialLambdaMax())
          .containsKeys("loss", "loss_initial", "loss_max", "safe_margin");
    }
  }
}
