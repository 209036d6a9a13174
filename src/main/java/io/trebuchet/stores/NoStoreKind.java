package io.trebuchet.stores;

import io.trebuchet.process.UsageException;
import io.trebuchet.storage.NoStore;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.RunMarker;
import io.trebuchet.storage.StoredSteps;
import java.util.Locale;

/** Nothing is kept but the trials' rows. */
public final class NoStoreKind implements StoreKind {
  @Override
  public String word() {
    return "none";
  }

  @Override
  public boolean keeps() {
    return false;
  }

  @Override
  public OpenStore open(StoreChoice choice, RunDirectory directory, RunMarker marker) {
    return OpenStore.withoutReader(NoStore.create(), "not kept (--store none)");
  }

  @Override
  public StoredSteps read(EndedRun run) {
    throw new UsageException(
        String.format(
            Locale.ROOT,
            "%s was run with --store none: no steps were kept, only trials can be exported"
                + " (--what trials)",
            run.directory().root()));
  }
}
