package io.trebuchet.cli;

import io.trebuchet.cli.terminal.Progress;
import io.trebuchet.config.GridPoint;
import io.trebuchet.config.Overrides;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.data.DataFile;
import io.trebuchet.data.DataFolders;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
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
        "Files that the config names are looked for beside it, then there."
      })
  private @Nullable Path dataDir;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Trials that run side by side. Default: the cores, ${DEFAULT-VALUE} here.")
  private int parallelism = Runtime.getRuntime().availableProcessors();

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
  }

  /** The overrides of a config, {@code seed} in the place of its own unless null. */
  Overrides overrides(@Nullable Long seed) {
    return new Overrides(set, seed == null ? OptionalLong.empty() : OptionalLong.of(seed));
  }

  /** Where the sweep's data are looked for; complains about missing ones before anything begins. */
  DataFolders data(SweepConfig config) throws IOException {
    return checked(config, RunData.begun(config, folders()));
  }

  /**
   * The same of a run that goes on.
   *
   * @throws UsageException if they are others by now
   */
  DataFolders data(SweepConfig config, RunDirectory run, Manifest manifest) throws IOException {
    return checked(config, RunData.of(run, manifest, config, dataDir));
  }

  private static DataFolders checked(SweepConfig config, DataFolders folders) throws IOException {
    Map<GridPoint, Long> seeds = new LinkedHashMap<>();
    for (TrialSpec trial : config.trials()) {
      seeds.putIfAbsent(trial.point(), trial.seed());
    }
    Set<String> remarks = new LinkedHashSet<>();
    for (GridPoint point : seeds.keySet()) {
      point.data().check(folders);
      remarks.addAll(point.data().remarks(folders));
    }
    for (Map.Entry<GridPoint, Long> entry : seeds.entrySet()) {
      remarks.addAll(checkGiven(entry.getKey(), folders, entry.getValue()));
    }
    remarks.forEach(System.err::println);
    return folders;
  }

  /** Reads the files that the model's settings name, so that a damaged one ends no trial. */
  private static List<String> checkGiven(GridPoint point, DataFolders folders, long seed)
      throws IOException {
    if (point.model().given().stream().noneMatch(DataFile.class::isInstance)) {
      return List.of();
    }
    try {
      SeededRandom random = SeededRandom.of(seed).split("data");
      return point.model().check(point.data().load(folders, random));
    } catch (IllegalArgumentException | UncheckedIOException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  /** Where data are looked for. */
  DataFolders folders() {
    return Folders.data(dataDir, System.getenv());
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
