package io.trebuchet.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialState.Stage;
import io.trebuchet.streams.SweepTap;
import io.trebuchet.terminal.BoardSnapshot.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LiveBoardTest {
  private final FakeClock clock = new FakeClock();

  private SweepTap tap = Boards.tap(List.of(), clock);

  private LiveBoard board(String... trials) {
    tap = Boards.tap(Stream.of(trials).map(trial -> Boards.planned(trial, 2.1)).toList(), clock);
    return Boards.over(tap, clock);
  }

  private void see(LiveBoard board, Emission emission) {
    tap.accept(emission);
    board.accept(emission);
  }

  private static Series series(String trial) {
    return new Series("fig01-20260101-000000", "fig01", trial, 1, 2.1);
  }

  private static TrialEvent started(String trial) {
    return new TrialEvent(series(trial), 0, TrialEvent.State.STARTED, "", 0, null);
  }

  private static TrialEvent ended(String trial) {
    TrialResult result = Results.ended(trial, 1, 2.1, Outcome.CONVERGED);
    return new TrialEvent(series(trial), 0, TrialEvent.State.ENDED, "", 312, result);
  }

  private static MetricBlock block(String trial, long firstStep, double... losses) {
    MetricBlock.Builder builder = MetricBlock.Builder.create(series(trial), losses.length);
    for (int i = 0; i < losses.length; i++) {
      long step = firstStep + i;
      builder.row(step);
      builder.set(Metric.LOSS, losses[i]);
      builder.set(Metric.WEIGHT_NORM_SQ, 100.0 - step);
      builder.set(Metric.ETA_LAMBDA, 2.0 + step);
    }
    return builder.build();
  }

  private static Row row(LiveBoard board, int index) {
    return board.snapshot().rows().get(index);
  }

  @Example
  void aTrialIsPendingThenRunningThenEnded() {
    LiveBoard board = board("a", "b");
    assertThat(row(board, 0).stage()).isEqualTo(Stage.PENDING);
    see(board, started("a"));
    assertThat(row(board, 0).stage()).isEqualTo(Stage.RUNNING);
    assertThat(row(board, 0).step()).isEqualTo(-1);

    see(board, block("a", 0, 1, 50, 2));
    Row running = row(board, 0);
    assertThat(running.step()).isEqualTo(2);
    assertThat(running.loss()).isEqualTo(2);
    assertThat(running.etaLambda()).isEqualTo(4);
    assertThat(running.normRatio()).isEqualTo(0.98);
    assertThat(running.trace()).hasSize(3);
    assertThat(running.word()).isEqualTo("running");

    see(board, ended("a"));
    Row end = row(board, 0);
    assertThat(end.stage()).isEqualTo(Stage.ENDED);
    assertThat(end.step()).isEqualTo(312);
    assertThat(end.loss()).isEqualTo(3.1e-9);
    assertThat(end.normRatio()).isEqualTo(0.71);
    assertThat(end.word()).isEqualTo("catapult");
    BoardSnapshot snapshot = board.snapshot();
    assertThat(snapshot.pending()).isEqualTo(1);
    assertThat(snapshot.running()).isZero();
    assertThat(snapshot.ended()).isEqualTo(1);
    assertThat(snapshot.steps()).isEqualTo(312);
    assertThat(snapshot.points()).isEqualTo(5);
  }

  @Example
  void aHeldTrialIsPaused() {
    LiveBoard board = board("a");
    see(board, block("a", 0, 1));
    tap.hold("a", true);
    assertThat(row(board, 0).word()).isEqualTo("paused");
    tap.hold("a", false);
    assertThat(row(board, 0).word()).isEqualTo("running");
  }

  @Example
  void aStoppedTrialCanGoOn() {
    LiveBoard board = board("a", "b");
    see(board, started("a"));
    see(board, block("a", 0, 1, 2));
    see(board, ended("a"));
    board.snapshot();
    see(board, started("a"));
    assertThat(row(board, 0).stage()).isEqualTo(Stage.RUNNING);
    assertThat(board.ended()).isZero();
    assertThat(board.snapshot().running()).isEqualTo(1);
    see(board, block("a", 313, 5));
    assertThat(row(board, 0).loss()).isEqualTo(5);
    assertThat(board.snapshot().steps()).isEqualTo(313);
    see(board, ended("a"));
    assertThat(row(board, 0).stage()).isEqualTo(Stage.ENDED);
    assertThat(board.ended()).isEqualTo(1);
  }

  @Example
  void snapshotsDoNotChange() {
    LiveBoard board = board("a");
    see(board, block("a", 0, 1));
    BoardSnapshot before = board.snapshot();
    see(board, block("a", 1, 1000));
    assertThat(before.rows().getFirst().step()).isZero();
    assertThat(before.rows().getFirst().trace()).hasSize(1);
  }

  @Example
  void overflowShowsAsItIs() {
    LiveBoard board = board("a");
    see(board, block("a", 0, 1, Double.POSITIVE_INFINITY));
    assertThat(row(board, 0).loss()).isInfinite();
    see(board, block("a", 2, Double.NaN));
    assertThat(row(board, 0).loss()).isNaN();
  }

  @Example
  void theNormOfAResumedTrialHasNoStart() {
    LiveBoard board = board("a");
    see(board, block("a", 50, 1, 1));
    assertThat(row(board, 0).normRatio()).isNaN();
    assertThat(board.snapshot().steps()).isEqualTo(2);
  }

  @Example
  void restoredTrialsCountInNoRate() {
    LiveBoard board = board("a", "b", "c");
    TrialResult before = Results.ended("a", 1, 2.1, Outcome.CONVERGED);
    tap.restore(before);
    board.restore(before);
    clock.advance(Duration.ofSeconds(10));
    BoardSnapshot snapshot = board.snapshot();
    assertThat(snapshot.ended()).isEqualTo(1);
    assertThat(snapshot.trialsPerSecond()).isZero();
    assertThat(snapshot.steps()).isZero();
    assertThat(snapshot.left()).isEmpty();
    see(board, started("b"));
    see(board, ended("b"));
    assertThat(board.snapshot().trialsPerSecond()).isEqualTo(0.1);
  }

  @Example
  void unplannedTrialsCountInTotalsOnly() {
    LiveBoard board = board("a");
    see(board, block("z", 0, 1, 2));
    assertThat(board.snapshot().points()).isEqualTo(2);
    assertThat(board.snapshot().running()).isZero();
  }

  @Example
  void anEndWithoutResultIsRefused() {
    TrialEvent event = new TrialEvent(series("a"), 0, TrialEvent.State.ENDED, "", 0, null);
    LiveBoard board = board("a");
    assertThatThrownBy(() -> see(board, event)).hasMessageContaining("trial a");
  }

  @Property
  void timeLeftIsSane(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 1, max = 100_000) Integer> millis) {
    String[] names = new String[millis.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = "t" + i;
    }
    LiveBoard board = board(names);
    for (int i = 0; i < names.length; i++) {
      assertThat(board.snapshot().left().isPresent()).isEqualTo(i > 0);
      see(board, started(names[i]));
      clock.advance(Duration.ofMillis(millis.get(i)));
      Duration running = board.snapshot().left().orElse(Duration.ofMillis(millis.get(i)));
      assertThat(running).isGreaterThanOrEqualTo(Duration.ofMillis(millis.get(i)));
      see(board, ended(names[i]));
      board.snapshot().left().ifPresent(left -> assertThat(left.isNegative()).isFalse());
    }
    assertThat(board.snapshot().left()).contains(Duration.ZERO);
    assertThat(board.ended()).isEqualTo(board.size());
  }

  @Property
  void timeLeftOfEqualTrialsIsNearlyRight(@ForAll @IntRange(min = 1, max = 19) int done) {
    String[] names = new String[20];
    for (int i = 0; i < names.length; i++) {
      names[i] = "t" + i;
    }
    LiveBoard board = board(names);
    for (int i = 0; i < done; i++) {
      see(board, started(names[i]));
      clock.advance(Duration.ofSeconds(3));
      see(board, ended(names[i]));
    }
    assertThat(board.snapshot().left()).contains(Duration.ofSeconds(3L * (20 - done)));
  }

  @Example
  void manyThreadsLoseNothing() throws Exception {
    List<ToyTrial> trials = new ArrayList<>();
    for (int i = 1; i <= 24; i++) {
      trials.add(ToyTrial.create(i, i / 5.0, 2000));
    }
    tap = Boards.tap(trials.stream().map(ToyTrial::planned).toList(), clock);
    LiveBoard board = Boards.over(tap, clock);
    List<Callable<Long>> feeds = new ArrayList<>();
    for (ToyTrial trial : trials) {
      feeds.add(() -> feed(trial, board));
    }
    long rows = 0;
    try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
      for (Future<Long> fed : executor.invokeAll(feeds)) {
        rows += fed.get();
      }
    }
    BoardSnapshot snapshot = board.snapshot();
    assertThat(snapshot.points()).isEqualTo(rows);
    assertThat(snapshot.ended()).isEqualTo(24);
    assertThat(snapshot.steps())
        .isEqualTo(trials.stream().mapToLong(trial -> trial.result().steps()).sum());
    assertThat(snapshot.rows().stream().map(Row::endedOrder)).doesNotHaveDuplicates();
  }

  private long feed(ToyTrial trial, LiveBoard board) {
    List<Emission> emissions = new ArrayList<>(List.of(trial.started()));
    while (!trial.over()) {
      emissions.add(trial.block());
    }
    emissions.add(trial.ended());
    emissions.forEach(emission -> see(board, emission));
    return emissions.stream().mapToLong(Emission::rows).sum();
  }
}
