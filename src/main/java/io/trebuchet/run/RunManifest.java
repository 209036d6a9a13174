package io.trebuchet.run;

import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.process.Version;
import io.trebuchet.storage.Machine;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.NewRunDirectory;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.stores.SharedDatabase;
import io.trebuchet.stores.StoreChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the manifest of a run says at its beginning. */
final class RunManifest {
  private RunManifest() {}

  /** An id that no other run has. */
  static String id(String sweep, Clock clock) {
    return NewRunDirectory.stamped(sweep, clock)
        + "-"
        + UUID.randomUUID().toString().substring(0, 8);
  }

  /** That of a run that begins now. */
  static Manifest begun(RunRequest request, RunDirectory directory, String runId, Clock clock)
      throws IOException {
    SweepConfig config = request.config();
    StoreChoice choice = request.store();
    return new Manifest(
        runId,
        config.name(),
        Version.number(),
        Version.commit(),
        Machine.current(System.getenv().getOrDefault("OPENBLAS_CORETYPE", "")),
        seeds(config),
        choice.kind().word(),
        database(choice, directory),
        choice.server(),
        config.record().words(),
        request.folders().checksums().byName(),
        RunData.places(config, request.folders()),
        clock.instant(),
        null,
        1,
        List.of(new Manifest.StepLimit(1, config.stop().maxSteps())),
        null);
  }

  /** The same run, gone on with by this build; people are told if that is another. */
  static Manifest goneOnWith(Manifest manifest, Viewer viewer) {
    Manifest now = manifest.builtBy(Version.number(), Version.commit());
    if (!now.lastBuild().equals(manifest.lastBuild())) {
      viewer.warn(
          String.format(
              Locale.ROOT,
              "trebuchet %s worked on this run before; %s goes on with it",
              manifest.lastBuild(),
              now.lastBuild()));
    }
    return now;
  }

  static List<Long> seeds(SweepConfig config) {
    return config.trials().stream().map(TrialSpec::seed).distinct().toList();
  }

  /** Where the embedded database is; null if in the run's own directory. */
  static @Nullable String database(StoreChoice choice, RunDirectory directory) throws IOException {
    if (choice.databaseFolder() != null) {
      Path named = choice.databaseFolder().toAbsolutePath().normalize();
      boolean own = named.equals(directory.db().toAbsolutePath().normalize());
      return own ? null : named.toString();
    }
    return choice.kind().embedded()
            && !choice.ports().given()
            && SharedDatabase.keeper(directory).isPresent()
        ? SharedDatabase.of(directory).toString()
        : null;
  }
}
