package io.trebuchet.stores;

import io.trebuchet.process.UsageException;
import io.trebuchet.storage.Credentials;
import io.trebuchet.storage.EmbeddedQuestDb;
import io.trebuchet.storage.ExternalStore;
import io.trebuchet.storage.InfluxSettings;
import io.trebuchet.storage.KeptStore;
import io.trebuchet.storage.PortChoice;
import io.trebuchet.storage.QuestDbSteps;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.RunMarker;
import io.trebuchet.storage.StoreException;
import io.trebuchet.storage.StoredSteps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A QuestDB inside the process, or that of {@code serve} beside the run. */
public final class QuestDbStoreKind implements StoreKind {
  @Override
  public String word() {
    return "questdb";
  }

  @Override
  public boolean spools() {
    return true;
  }

  @Override
  public boolean embedded() {
    return true;
  }

  @Override
  public OpenStore open(StoreChoice choice, RunDirectory directory, RunMarker marker)
      throws StoreException {
    Optional<InfluxSettings> keeper = keeper(choice, directory);
    if (keeper.isPresent()) {
      InfluxSettings settings = keeper.get();
      return OpenStore.onServer(
          KeptStore.of(ExternalStore.open(settings, marker), SharedDatabase.of(directory)),
          settings,
          "the database of serve, " + settings.url());
    }
    Path path = folder(choice, directory);
    Credentials credentials = credentials(directory);
    EmbeddedQuestDb database =
        EmbeddedQuestDb.start(
            choice.database(path),
            credentials,
            marker,
            choice.ports().httpChoice(),
            choice.ports().pgChoice());
    return OpenStore.embedded(
        database,
        "embedded QuestDB in " + path,
        Invitation.text(database, credentials, directory.root()));
  }

  @Override
  public OpenStore reopen(EndedRun run) throws IOException {
    Optional<InfluxSettings> keeper = run.keeper();
    if (keeper.isPresent()) {
      return OpenStore.onServer(ExternalStore.open(keeper.get(), run.marker()), keeper.get(), "");
    }
    PortChoice any = PortChoice.preferred(0);
    return OpenStore.embedded(EmbeddedQuestDb.start(run.folder(), any, any), "", "");
  }

  @Override
  public StoredSteps read(EndedRun run) throws IOException {
    Optional<InfluxSettings> keeper = run.keeper();
    return keeper.isPresent()
        ? ExternalStore.read(keeper.get(), run.id())
        : QuestDbSteps.open(run.readable(), run.id());
  }

  @Override
  public Optional<InfluxSettings> server(EndedRun run) throws IOException {
    return run.keeper();
  }

  @Override
  public Optional<Path> files(StoreChoice choice, RunDirectory directory) throws IOException {
    return choice.databaseFolder() == null && SharedDatabase.keeper(directory).isPresent()
        ? Optional.empty()
        : Optional.of(folder(choice, directory));
  }

  @Override
  public void check(StoreChoice choice, RunDirectory directory) throws StoreException {
    try {
      EmbeddedQuestDb.checkFiles();
    } catch (StoreException e) {
      if (keeper(choice, directory).isEmpty()) {
        throw new UsageException(String.valueOf(e.getMessage()));
      }
    }
  }

  private static Path folder(StoreChoice choice, RunDirectory directory) {
    return choice.databaseFolder() == null ? directory.db() : choice.databaseFolder();
  }

  private static Credentials credentials(RunDirectory directory) throws StoreException {
    try {
      return Credentials.in(directory.root());
    } catch (IOException e) {
      throw new StoreException("cannot have logins to the database: " + e.getMessage(), e);
    }
  }

  /** The database that {@code serve} keeps beside the run, while it is up. */
  private static Optional<InfluxSettings> keeper(StoreChoice choice, RunDirectory directory)
      throws StoreException {
    boolean elsewhere =
        choice.databaseFolder() != null
            && !choice
                .databaseFolder()
                .toAbsolutePath()
                .normalize()
                .equals(SharedDatabase.of(directory));
    if (elsewhere || choice.ports().given()) {
      return Optional.empty();
    }
    try {
      return SharedDatabase.settings(directory);
    } catch (IOException e) {
      throw new StoreException("cannot reach who keeps the database of this folder: " + e, e);
    }
  }
}
