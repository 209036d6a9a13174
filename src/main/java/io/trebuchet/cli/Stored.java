package io.trebuchet.cli;

import io.trebuchet.storage.CsvSteps;
import io.trebuchet.storage.EndpointFile;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.QuestDbSteps;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.StoredSteps;
import java.io.IOException;
import java.nio.file.Path;

/** Opens what a finished run has stored, for reading. */
final class Stored {
  private Stored() {}

  static StoredSteps open(RunDirectory run) throws IOException {
    if (EndpointFile.read(run.endpoint()).isPresent()) {
      throw new UsageException(run.root() + " is still running: try again when it has ended");
    }
    Manifest manifest = Manifest.read(run.manifest());
    return switch (manifest.store()) {
      case "questdb" ->
          QuestDbSteps.open(
              manifest.database() == null ? run.db() : Path.of(manifest.database()),
              manifest.runId());
      case "csv" -> CsvSteps.open(run.csv());
      default ->
          throw new UsageException(
              "the steps of %s cannot be read back: it was run with --store %s"
                  .formatted(run.root(), manifest.store()));
    };
  }
}
