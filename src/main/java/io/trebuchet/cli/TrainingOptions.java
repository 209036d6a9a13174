package io.trebuchet.cli;

import io.trebuchet.cli.terminal.Progress;
import io.trebuchet.config.GridPoint;
import io.trebuchet.config.Overrides;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.data.DataFolders;
import io.trebuchet.data.MissingDataException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
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
      description = "Where image data is looked for first; then $TREBUCHET_DATA and the cache.")
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
  DataFolders data(SweepConfig config) throws MissingDataException {
    DataFolders folders = Folders.data(dataDir, System.getenv());
    Set<GridPoint> points = new LinkedHashSet<>();
    for (TrialSpec trial : config.trials()) {
      points.add(trial.point());
    }
    for (GridPoint point : points) {
      point.data().check(folders);
    }
    return folders;
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
