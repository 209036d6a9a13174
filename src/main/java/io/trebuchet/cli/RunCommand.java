package io.trebuchet.cli;

import io.trebuchet.cli.terminal.Progress;
import io.trebuchet.config.ConfigException;
import io.trebuchet.config.GridPoint;
import io.trebuchet.config.Overrides;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.SweepReader;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.data.DataFolders;
import io.trebuchet.data.MissingDataException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trebuchet run}. */
@Command(
    name = "run",
    description = "Trains every learning rate of a config's sweep and keeps every step.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CONFIG", description = "The sweep, such as configs/fig01.conf.")
  private Path file = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the run goes; must not hold one. Default: runs/<name>-<time>.")
  private @Nullable Path out;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "Replaces a value of the config, such as stop.max-steps=500; repeatable.")
  private List<String> set = List.of();

  @Option(names = "--seed", paramLabel = "N", description = "Replaces the seeds of the config.")
  private @Nullable Long seed;

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

  @Option(
      names = "--pace",
      paramLabel = "STEPS_PER_SECOND",
      description = "Slows every trial, so that a toy sweep can be watched.")
  private double pace;

  @Mixin private StoreOptions store = new StoreOptions();

  @ArgGroup(exclusive = true)
  private Display display = new Display();

  /** How the sweep is shown. */
  static final class Display {
    @Option(names = "--plain", description = "One line for each finished trial, no live table.")
    private boolean plain;

    @Option(names = "--quiet", description = "Only the summary.")
    private boolean quiet;

    Progress.Mode mode() {
      return quiet ? Progress.Mode.QUIET : plain ? Progress.Mode.PLAIN : Progress.Mode.AUTO;
    }
  }

  @Override
  public Integer call() throws ConfigException, IOException {
    if (parallelism < 1) {
      throw new UsageException("--parallelism: " + parallelism + " is not at least 1");
    }
    if (!(pace >= 0) || Double.isInfinite(pace)) {
      throw new UsageException("--pace: " + pace + " is not a number of steps per second above 0");
    }
    store.check();
    Overrides overrides =
        new Overrides(set, seed == null ? OptionalLong.empty() : OptionalLong.of(seed));
    SweepConfig config = SweepReader.create().read(file, overrides);
    DataFolders folders = Folders.data(dataDir, System.getenv());
    checkData(config, folders);
    SweepRun.Options options = new SweepRun.Options(out, parallelism, pace, display.mode());
    return SweepRun.create(config, folders, store, options).run();
  }

  /** Complains about data that is not there before anything begins. */
  static void checkData(SweepConfig config, DataFolders folders) throws MissingDataException {
    Set<GridPoint> points = new LinkedHashSet<>();
    for (TrialSpec trial : config.trials()) {
      points.add(trial.point());
    }
    for (GridPoint point : points) {
      point.data().check(folders);
    }
  }
}
