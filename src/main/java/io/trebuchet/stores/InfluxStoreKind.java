package io.trebuchet.stores;

import io.trebuchet.storage.ExternalStore;
import io.trebuchet.storage.InfluxSettings;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.RunMarker;
import io.trebuchet.storage.StoreException;
import io.trebuchet.storage.StoredSteps;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** An InfluxDB or QuestDB server; what it is and which version, it tells itself. */
public final class InfluxStoreKind implements StoreKind {
  @Override
  public String word() {
    return "influx";
  }

  @Override
  public boolean spools() {
    return true;
  }

  @Override
  public boolean onServer() {
    return true;
  }

  @Override
  public OpenStore open(StoreChoice choice, RunDirectory directory, RunMarker marker)
      throws StoreException {
    try {
      return open(choice.settings(), marker);
    } catch (StoreException e) {
      throw e;
    } catch (IOException e) {
      throw new StoreException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public OpenStore reopen(EndedRun run) throws IOException {
    return open(run.server(), run.marker());
  }

  private static OpenStore open(InfluxSettings settings, RunMarker marker) throws StoreException {
    return OpenStore.onServer(
        ExternalStore.open(settings, marker),
        settings,
        String.format(Locale.ROOT, "%s, bucket %s", settings.url(), settings.bucket()));
  }

  @Override
  public StoredSteps read(EndedRun run) throws IOException {
    return ExternalStore.read(run.server(), run.id());
  }

  @Override
  public Optional<InfluxSettings> server(EndedRun run) throws IOException {
    return Optional.of(run.server());
  }
}
