package io.trebuchet.cli;

import io.trebuchet.config.ConfigException;
import io.trebuchet.config.Overrides;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.data.DataFolders;
import io.trebuchet.process.Folders;
import io.trebuchet.process.UsageException;
import io.trebuchet.run.Requirements;
import io.trebuchet.run.RunData;
import io.trebuchet.run.RunFiles;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.terminal.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What every command takes that trains trials, wherever their config comes from. */
final class TrainingOptions {
  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "Replaces a value of the config, such as stop.max-steps=500; repeatable.")
  private List<String> set = List.of();

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = {
        "Where image data is looked for first; then where a run that goes on had found it,"
            + " $TREBUCHET_DATA and the cache.",
        "Files that the config names are looked for beside it, then there; those of a run that goes"
            + " on where they were, then there, then where they lay seen from the run."
      })
  private @Nullable Path dataDir;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Trials that run side by side. Default: the cores, ${DEFAULT-VALUE} here.")
  private int parallelism = Runtime.getRuntime().availableProcessors();

  @Option(names = "--yes", description = "Trains also more than 100,000 trials without a question.")
  private boolean yes;

  @ArgGroup(exclusive = true)
  private Display display = new Display();

  /** How the sweep is shown. */
  static final class Display {
    @Option(names = "--plain", description = "One line for each finished trial, no live table.")
    private boolean plain;

    @Option(names = "--quiet", description = "Only the summary.")
    private boolean quiet;
  }

  /** Complains about values that no sweep can take. */
  void check() {
    if (parallelism < 1) {
      throw new UsageException("--parallelism: " + parallelism + " is not at least 1");
    }
    if (dataDir != null && !Files.isDirectory(dataDir)) {
      throw new UsageException("--data-dir: there is no folder " + dataDir);
    }
  }

  /** The overrides of a config, {@code seed} in the place of its own unless null. */
  Overrides overrides(@Nullable Long seed) {
    return new Overrides(set, seed == null ? OptionalLong.empty() : OptionalLong.of(seed));
  }

  /**
   * Reads all that the config names, once, before anything begins.
   *
   * @throws UsageException with everything that is missing, damaged or too much
   */
  Requirements requirements(SweepConfig config) throws IOException {
    DataFolders held;
    try {
      held = RunData.begun(config, folders());
    } catch (IOException e) {
      // Who reads them all says it together with all the rest.
      Requirements unused = checked(config, folders());
      throw e;
    }
    return checked(config, held);
  }

  /** A config's faults together with those of the files that it names all the same. */
  ConfigException withFiles(ConfigException error) {
    return error.with(Requirements.faults(error.rest(), folders()));
  }

  /**
   * The same of a run that goes on.
   *
   * @throws UsageException also if its data are others by now
   */
  Requirements requirements(SweepConfig config, RunDirectory run, Manifest manifest)
      throws IOException {
    return checked(config, RunData.of(run, manifest, config, dataDir, System.err::println));
  }

  /** The files of a run that goes on. */
  RunFiles files(RunDirectory run) throws IOException {
    return RunFiles.of(run, dataDir, System.err::println);
  }

  private Requirements checked(SweepConfig config, DataFolders folders) {
    Requirements all = Requirements.check(config, folders, parallelism);
    all.remarks().forEach(System.err::println);
    return all;
  }

  /** Asks whether so many trials are meant, unless the user has said so. */
  void confirm(long trials) throws IOException {
    if (!yes) {
      ManyTrials.confirm(trials);
    }
  }

  /** Where data are looked for. */
  DataFolders folders() {
    return Folders.data(dataDir, System.getenv());
  }

  boolean yes() {
    return yes;
  }

  int parallelism() {
    return parallelism;
  }

  Progress.Mode mode() {
    return display.quiet
        ? Progress.Mode.QUIET
        : display.plain ? Progress.Mode.PLAIN : Progress.Mode.AUTO;
  }
}
