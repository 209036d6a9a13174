package io.trebuchet.stores;

import io.trebuchet.storage.CsvSteps;
import io.trebuchet.storage.CsvStore;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.RunMarker;
import io.trebuchet.storage.StoreException;
import io.trebuchet.storage.StoredSteps;
import java.nio.file.Path;
import java.util.Optional;

/** Files of comma-separated values. */
public final class CsvStoreKind implements StoreKind {
  @Override
  public String word() {
    return "csv";
  }

  @Override
  public OpenStore open(StoreChoice choice, RunDirectory directory, RunMarker marker)
      throws StoreException {
    Path files = directory.csv();
    return OpenStore.of(CsvStore.open(files), "files in " + files, () -> CsvSteps.open(files));
  }

  @Override
  public StoredSteps read(EndedRun run) throws StoreException {
    return CsvSteps.open(run.directory().csv());
  }

  @Override
  public Optional<Path> files(StoreChoice choice, RunDirectory directory) {
    return Optional.of(directory.csv());
  }
}
