package io.trebuchet.run;

import io.trebuchet.config.SweepConfig;
import io.trebuchet.storage.NewRunDirectory;
import io.trebuchet.storage.Readers;
import io.trebuchet.storage.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;

/** Where a new run has its directory, and who may read it. */
final class RunPlace {
  private RunPlace() {}

  /** Where the directory will lie, but for its time. */
  static RunDirectory planned(RunRequest request) throws IOException {
    Path out = request.out();
    return new RunDirectory(
        out == null ? RunsFolder.forNew(Path.of(".")).resolve(request.config().name()) : out);
  }

  /** Makes it. */
  static RunDirectory create(RunRequest request, Clock clock) throws IOException {
    SweepConfig config = request.config();
    Path out = request.out();
    return out == null
        ? NewRunDirectory.create(
            RunsFolder.forNew(Path.of(".")), config.name(), clock, readers(config))
        : NewRunDirectory.create(out, readers(config));
  }

  /** Those that the config lets read. */
  static Readers readers(SweepConfig config) {
    return switch (config.files()) {
      case PRIVATE -> Readers.NOBODY;
      case GROUP -> Readers.GROUP;
      case PUBLIC -> Readers.EVERYBODY;
    };
  }

  /** What others could do there, for people; no error: who shares a folder may trust them. */
  static String exposed(RunDirectory directory, String why) {
    return String.format(
        Locale.ROOT,
        "others could put another run in the place of %s: %s; keep runs in a folder of your own",
        directory.root(),
        why);
  }
}
