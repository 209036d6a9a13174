package io.trebuchet.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.trebuchet.config.Overrides;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.SweepReader;
import io.trebuchet.data.DataFolders;
import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialState;
import io.trebuchet.process.Folders;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.RunDirectoryException;
import io.trebuchet.stores.StoreChoice;
import io.trebuchet.stores.StoreKind;
import io.trebuchet.streams.SweepTap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs without the command line, as the architecture page shows them. */
final class RunFromJavaTest {
  private static final Path FIG01 = Path.of("configs/fig01.conf");

  @TempDir private Path folder = Path.of("");

  /** Counts what goes by, and lets somebody wait for the first steps. */
  private static final class Watching implements Viewer {
    private final CountDownLatch steps = new CountDownLatch(1);
    private final AtomicLong rows = new AtomicLong();
    private volatile @Nullable SweepTap tap;
    private volatile boolean closed;
    private final List<String> warnings = new CopyOnWriteArrayList<>();

    @Override
    public void warn(String line) {
      warnings.add(line);
    }

    @Override
    public void begin(String sweep, SweepTap begun) {
      tap = begun;
    }

    @Override
    public void accept(Emission emission) {
      if (emission instanceof MetricBlock block) {
        rows.addAndGet(block.rows());
        steps.countDown();
      }
    }

    @Override
    public void close() {
      closed = true;
    }

    void awaitSteps() throws InterruptedException {
      assertThat(steps.await(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  private static RunRequest request(String... set) throws Exception {
    DataFolders data = Folders.data(null, Map.of());
    SweepConfig config =
        SweepReader.create(data).read(FIG01, new Overrides(List.of(set), OptionalLong.of(1)));
    return RunRequest.of(config, data);
  }

  private static RunRequest small() throws Exception {
    return request("learning-rates.c=[0.5, 1.5, 3]", "model.n=50")
        .into(StoreChoice.of(StoreKind.of("csv")));
  }

  private static Map<String, Double> losses(RunEnding ending) {
    return ending.results().stream()
        .collect(Collectors.toMap(TrialResult::trial, TrialResult::lossFinal));
  }

  @Test
  void aRunOfFourLinesKeepsEverythingInItsDatabase() throws Exception {
    DataFolders data = Folders.data(null, Map.of());
    SweepConfig config = SweepReader.create(data).read(FIG01, Overrides.NONE);
    Run run = Run.start(RunRequest.of(config, data).in(folder.resolve("mine")));
    RunEnding ending = run.ending();
    assertThat(ending.results()).hasSize(ending.planned());
    assertThat(ending.ledger().balances()).isTrue();
    assertThat(ending.ledger().step().stored()).isPositive();
    assertThat(ending.kept()).isTrue();
    assertThat(ending.remarks()).isEmpty();
    assertThat(run.directory().db()).isDirectory();
    assertThat(run.directory().trials()).exists();
  }

  @Test
  void runsSideBySideAreEachTheirOwn() throws Exception {
    Watching first = new Watching();
    Watching second = new Watching();
    Run one = Run.start(small().in(folder.resolve("one")), first);
    Run two = Run.start(small().in(folder.resolve("two")), second);
    RunEnding a = one.ending();
    RunEnding b = two.ending();
    assertThat(losses(b)).isEqualTo(losses(a));
    assertThat(first.rows.get())
        .isEqualTo(a.ledger().step().produced())
        .isEqualTo(second.rows.get());
    assertThat(first.closed && second.closed).isTrue();
    assertThat(Objects.requireNonNull(first.tap).trials())
        .allMatch(trial -> trial.stage() == TrialState.Stage.ENDED);
    assertThatThrownBy(() -> Run.start(small().in(folder.resolve("one"))))
        .isInstanceOf(RunDirectoryException.class);
  }

  @Test
  void aStoppedRunGoesOnToWhatItWouldHaveBeen() throws Exception {
    RunEnding whole = Run.start(small().in(folder.resolve("whole"))).ending();
    Watching watching = new Watching();
    Run slow = Run.start(small().in(folder.resolve("slow")).atPace(20), watching);
    watching.awaitSteps();
    slow.stop();
    RunEnding stopped = slow.ending();
    assertThat(stopped.interrupted()).isTrue();
    assertThat(stopped.results()).anyMatch(result -> result.outcome() == Outcome.STOPPED);

    RunDirectory directory = slow.directory();
    // As if another build had begun it.
    Manifest here = Manifest.read(directory.manifest());
    Path file = directory.manifest();
    Files.writeString(
        file,
        Files.readString(file)
            .replace("\"version\" : \"" + here.version() + "\"", "\"version\" : \"0.0.9\""));
    Watching again = new Watching();
    EarlierConfig begun = EarlierConfig.read(directory, RunFiles.of(directory, null, line -> {}));
    RunEnding resumed =
        Run.start(small().goingOn(new RunRequest.Earlier(directory, begun, false, false)), again)
            .ending();
    assertThat(resumed.manifest().attempt()).isEqualTo(2);
    assertThat(resumed.manifest().lastBuild())
        .isEqualTo(new Manifest.Build(2, here.version(), here.gitCommit()));
    assertThat(again.warnings).anyMatch(line -> line.contains("0.0.9"));
    assertThat(resumed.ledger().step()).isEqualTo(whole.ledger().step());
    assertThat(losses(resumed)).isEqualTo(losses(whole));
  }

  @Test
  void trialsAreHeldAndLetGoOn() throws Exception {
    Watching watching = new Watching();
    Run run = Run.start(small().in(folder.resolve("held")).atPace(20), watching);
    watching.awaitSteps();
    run.pause(List.of()).toCompletableFuture().get(1, TimeUnit.MINUTES);
    SweepTap tap = Objects.requireNonNull(watching.tap);
    assertThat(tap.trials()).noneMatch(trial -> trial.stage() == TrialState.Stage.RUNNING);
    run.goOn(List.of()).toCompletableFuture().get(1, TimeUnit.MINUTES);
    run.stop(List.of("s1-c3")).toCompletableFuture().get(1, TimeUnit.MINUTES);
    RunEnding ending = run.ending();
    assertThat(ending.results())
        .extracting(TrialResult::trial, TrialResult::outcome)
        .contains(tuple("s1-c3", Outcome.STOPPED), tuple("s1-c0.5", Outcome.CONVERGED));
    assertThatThrownBy(() -> run.pause(List.of()).toCompletableFuture().get(1, TimeUnit.MINUTES))
        .hasRootCauseInstanceOf(Exception.class);
  }

  @Test
  void aViewerThatFailsHarmsNobody() throws Exception {
    Viewer failing =
        new Viewer() {
          @Override
          public void accept(Emission emission) {
            throw new IllegalStateException("cannot look at this");
          }
        };
    Watching watching = new Watching();
    RunEnding ending = Run.start(small().in(folder.resolve("seen")), failing, watching).ending();
    assertThat(ending.results())
        .extracting(TrialResult::outcome)
        .doesNotContain(Outcome.FAILED)
        .hasSize(3);
    assertThat(watching.rows.get()).isEqualTo(ending.ledger().step().produced());
  }

  @Test
  void whatCannotBeRunLeavesNothing() throws Exception {
    Path taken = Files.writeString(folder.resolve("taken"), "mine");
    assertThatThrownBy(() -> Run.start(small().in(taken)))
        .isInstanceOf(RunDirectoryException.class);
    assertThat(taken).hasContent("mine");
  }
}
