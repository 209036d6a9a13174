package io.trebuchet.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.config.Overrides;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.SweepReader;
import io.trebuchet.data.DataFolders;
import io.trebuchet.metrics.Emission;
import io.trebuchet.process.Folders;
import io.trebuchet.storage.Batch;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.RunMarker;
import io.trebuchet.storage.Spool;
import io.trebuchet.storage.StoreException;
import io.trebuchet.storage.StoredSteps;
import io.trebuchet.stores.EndedRun;
import io.trebuchet.stores.OpenStore;
import io.trebuchet.stores.StoreChoice;
import io.trebuchet.stores.StoreKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store of one's own that does not answer, and says that its rows wait in a spool. */
final class SpoolingStoreKindTest {
  @TempDir private Path folder = Path.of("");

  /** Counts the rows that it takes. */
  private static final class Far implements StoreKind, MetricStore {
    private final AtomicLong steps = new AtomicLong();
    private volatile boolean away = true;

    @Override
    public String word() {
      return "far";
    }

    @Override
    public String kind() {
      return word();
    }

    @Override
    public boolean spools() {
      return true;
    }

    @Override
    public boolean keeps() {
      return false;
    }

    @Override
    public OpenStore open(StoreChoice choice, RunDirectory directory, RunMarker marker) {
      return OpenStore.withoutReader(this, "far away");
    }

    @Override
    public StoredSteps read(EndedRun run) {
      throw new UnsupportedOperationException("it only takes");
    }

    @Override
    public Batch encode(List<Emission> emissions) {
      return Batch.of("some rows\n", emissions);
    }

    @Override
    public void write(Batch batch) throws StoreException {
      if (away) {
        throw new StoreException(StoreException.Fault.UNREACHABLE, "far away", null);
      }
      steps.addAndGet(batch.rows().steps());
    }

    @Override
    public void close() {}
  }

  @Test
  void itsRowsWaitAndAreSentWhenTheRunGoesOn() throws Exception {
    DataFolders data = Folders.data(null, Map.of());
    Overrides small =
        new Overrides(List.of("learning-rates.c=[0.5, 3]", "model.n=50"), OptionalLong.of(1));
    SweepConfig config = SweepReader.create(data).read(Path.of("configs/fig01.conf"), small);
    Far far = new Far();
    RunRequest request = RunRequest.of(config, data).into(StoreChoice.of(far));
    Run run = Run.start(request.in(folder.resolve("run")));
    RunEnding begun = run.ending();
    RunDirectory directory = run.directory();
    assertThat(begun.ledger().step().spooled())
        .isPositive()
        .isEqualTo(begun.ledger().step().produced());
    assertThat(begun.manifest().store()).isEqualTo("far");
    assertThat(Spool.exists(directory.spool())).isTrue();
    assertThat(far.steps).hasValue(0);

    far.away = false;
    EarlierConfig earlier = EarlierConfig.read(directory, RunFiles.of(directory, null, line -> {}));
    RunEnding ending =
        Run.start(request.goingOn(new RunRequest.Earlier(directory, earlier, false, false)))
            .ending();
    assertThat(Spool.exists(directory.spool())).isFalse();
    assertThat(far.steps).hasValue(begun.ledger().step().produced());
    assertThat(ending.results()).hasSize(2);
  }
}
