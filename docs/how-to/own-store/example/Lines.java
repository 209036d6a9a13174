package example;

import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.RunMarker;
import io.trebuchet.storage.StoreException;
import io.trebuchet.storage.StoredSteps;
import io.trebuchet.stores.EndedRun;
import io.trebuchet.stores.OpenStore;
import io.trebuchet.stores.StoreChoice;
import io.trebuchet.stores.StoreKind;
import java.nio.file.Path;

/** --store lines: all rows of a run in one file, lines.tsv in its directory. */
public final class Lines implements StoreKind {
  @Override
  public String word() {
    return "lines";
  }

  @Override
  public OpenStore open(StoreChoice choice, RunDirectory directory, RunMarker marker)
      throws StoreException {
    Path file = file(directory);
    return OpenStore.of(LinesStore.open(file), "lines of " + file, () -> new LinesSteps(file));
  }

  @Override
  public StoredSteps read(EndedRun run) {
    return new LinesSteps(file(run.directory()));
  }

  private static Path file(RunDirectory directory) {
    return directory.root().resolve("lines.tsv");
  }
}
