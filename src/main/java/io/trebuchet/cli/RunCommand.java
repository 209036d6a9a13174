package io.trebuchet.cli;

import io.trebuchet.config.ConfigException;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.data.DataFolders;
import io.trebuchet.process.ExitCode;
import io.trebuchet.process.UsageException;
import io.trebuchet.run.PrecisionCheck;
import io.trebuchet.run.RunRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code trebuchet run}. */
@Command(
    name = "run",
    description = "Trains every learning rate of a config's sweep and keeps every step.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Mixin private SweepOptions sweep = new SweepOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the run goes; must not hold one. Default: runs/<name>-<time>.")
  private @Nullable Path out;

  @Option(names = "--seed", paramLabel = "N", description = "Replaces the seeds of the config.")
  private @Nullable Long seed;

  @Option(
      names = "--pace",
      paramLabel = "STEPS_PER_SECOND",
      description = "Slows every trial, so that a toy sweep can be watched.")
  private double pace;

  @Option(names = "--no-web", description = "No live page; the API, and so control, stays.")
  private boolean noWeb;

  @Option(
      names = "--precision-check",
      description =
          "Afterwards repeats each trial with 32 digits, where the model is small (one point or one"
              + " dimension), and says whose outcome does not stand.")
  private boolean precisionCheck;

  @Mixin private WebOptions web = new WebOptions();

  @Mixin private StoreOptions store = new StoreOptions();

  @Override
  public Integer call() throws ConfigException, IOException {
    sweep.check();
    checkPace(pace);
    if (out != null && out.toString().isBlank()) {
      throw new UsageException("--out: name a directory");
    }
    store.check();
    web.check();
    SweepConfig config = sweep.config(seed);
    DataFolders folders = sweep.requirements(config).folders();
    sweep.confirm(config.trials().size());
    RunRequest request =
        new RunRequest(
            config,
            folders,
            store.choice(),
            out,
            sweep.parallelism(),
            pace,
            web.settings(!noWeb),
            null);
    int code = RunReport.of(request, sweep.mode());
    if (precisionCheck && code == ExitCode.DONE) {
      PrecisionCheck.lines(config, folders).forEach(System.out::println);
    }
    return code;
  }

  static void checkPace(double pace) {
    if (!(pace >= 0) || Double.isInfinite(pace)) {
      throw new UsageException("--pace: " + pace + " is not a number of steps per second above 0");
    }
  }
}
