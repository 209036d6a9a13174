package io.trebuchet.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.trebuchet.storage.StoreException;
import io.trebuchet.storage.StoredSteps;
import io.trebuchet.stores.EndedRun;
import io.trebuchet.stores.OpenStore;
import io.trebuchet.stores.ServerAccess;
import io.trebuchet.stores.StoreChoice;
import io.trebuchet.stores.StoreKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store of one's own with a mistake in it: the failure is the store's, and says where it is. */
final class FailingStoreKindTest {
  @TempDir private Path folder = Path.of("");

  /** Where the mistake is. */
  private enum Place {
    OPEN,
    ENCODE,
    WRITE,
    CLOSE
  }

  private record Faulty(Place place) implements StoreKind, MetricStore {
    private void reach(Place reached) {
      if (reached == place) {
        throw new IllegalStateException("a mistake");
      }
    }

    @Override
    public String word() {
      return "faulty";
    }

    @Override
    public String kind() {
      return word();
    }

    @Override
    public boolean keeps() {
      return true;
    }

    @Override
    public OpenStore open(StoreChoice choice, RunDirectory directory, RunMarker marker) {
      reach(Place.OPEN);
      return OpenStore.of(
          this,
          "nowhere",
          () -> {
            throw new AssertionError("nobody reads it");
          });
    }

    @Override
    public StoredSteps read(EndedRun run) {
      throw new IllegalStateException("a mistake");
    }

    @Override
    public Batch encode(List<Emission> emissions) {
      reach(Place.ENCODE);
      return Batch.of("some rows\n", emissions);
    }

    @Override
    public void write(Batch batch) {
      reach(Place.WRITE);
    }

    @Override
    public void close() {
      reach(Place.CLOSE);
    }
  }

  private Run start(Place place) throws Exception {
    DataFolders data = Folders.data(null, Map.of());
    Overrides small =
        new Overrides(List.of("learning-rates.c=[0.5, 3]", "model.n=50"), OptionalLong.of(1));
    SweepConfig config = SweepReader.create(data).read(Path.of("configs/fig01.conf"), small);
    RunRequest request = RunRequest.of(config, data).into(StoreChoice.of(new Faulty(place)));
    return Run.start(request.in(folder.resolve("run")));
  }

  private static String said(String method) {
    return "the store faulty (%s) failed in %s: java.lang.IllegalStateException: a mistake at %s"
        .formatted(Faulty.class.getName(), method, Faulty.class.getName());
  }

  @Test
  void aMistakeWhileOpeningIsTheStores() {
    assertThatThrownBy(() -> start(Place.OPEN).ending())
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith(said("open"));
  }

  @Test
  void aMistakeWhileReadingIsTheStores() throws Exception {
    StoreKind kind = StoreChoice.of(new Faulty(Place.CLOSE)).kind();
    RunEnding ending = start(Place.CLOSE).ending();
    assertThatThrownBy(
            () ->
                kind.read(
                    new EndedRun(
                        ending.directory(),
                        ending.manifest(),
                        kind,
                        ServerAccess.unknown(),
                        List.of(),
                        false,
                        line -> {})))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("the store faulty");
  }

  @Test
  void aMistakeWhileWritingEndsTheRunWithItsResults() throws Exception {
    for (Map.Entry<Place, String> mistake :
        Map.of(Place.WRITE, "write", Place.ENCODE, "encode").entrySet()) {
      folder = folder.resolve(mistake.getValue());
      RunEnding ending = start(mistake.getKey()).ending();
      assertThat(ending.storeFailure()).hasMessageContaining(said(mistake.getValue()));
      assertThat(ending.directory().trials()).exists();
    }
  }

  @Test
  void aMistakeAtTheEndIsToldToo() throws Exception {
    RunEnding ending = start(Place.CLOSE).ending();
    assertThat(ending.remarks()).anySatisfy(remark -> assertThat(remark).contains(said("close")));
    assertThat(ending.kept()).isFalse();
  }
}
