package io.trebuchet.cli;

import io.trebuchet.metrics.MetricSource;
import io.trebuchet.process.UsageException;
import io.trebuchet.storage.Manifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The classes that gave a run its metrics. */
final class RecordedClasses {
  private RecordedClasses() {}

  /** Complains of a run whose rows are not whole without classes that are not here. */
  static void check(Path directory, Manifest manifest) {
    List<String> missing = MetricSource.missing(manifest.observables());
    if (!missing.isEmpty()) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "%s recorded %s of classes that are not here: without them its rows cannot be told to"
                  + " be whole, nor gone on with; say in TREBUCHET_CLASSPATH where they are",
              directory,
              String.join(", ", missing)));
    }
  }
}
