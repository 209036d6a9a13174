package io.trebuchet.cli;

import io.trebuchet.config.ConfigException;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.process.ExitCode;
import io.trebuchet.process.UsageException;
import io.trebuchet.run.Requirements;
import io.trebuchet.run.SweepOutlook;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code trebuchet check}. */
@Command(
    name = "check",
    description = {
      "Checks a config as run does before it begins, and says what the sweep will take.",
      "",
      "Reads all that the config names once: data, weights, eigenvalues. Every fault is listed,"
          + " with exit code 2. The time is told from a few steps of a few trials, for about a"
          + " second, without what storing takes. Nothing is created."
    },
    footer = {"", "Example: trebuchet check configs/fig03.conf --set data.train=256"},
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  /** How to print. */
  enum Format {
    /** Lines for people. */
    TEXT,
    /** One JSON object. */
    JSON
  }

  @Mixin private SweepOptions sweep = new SweepOptions();

  @Option(names = "--seed", paramLabel = "N", description = "Replaces the seeds of the config.")
  private @Nullable Long seed;

  @Option(names = "--format", paramLabel = "FORMAT", description = "text or json. Default: text.")
  private Format format = Format.TEXT;

  @Override
  public Integer call() throws ConfigException, IOException {
    sweep.check();
    SweepConfig config = sweep.config(seed);
    Requirements needs = sweep.requirements(config);
    SweepOutlook outlook = SweepOutlook.of(config, needs, sweep.parallelism());
    (format == Format.JSON ? outlook.json() : outlook.lines()).forEach(System.out::println);
    if (ManyTrials.are(outlook.trials()) && !sweep.yes()) {
      // Not asked here: there is nothing to begin.
      throw new UsageException(
          ManyTrials.words(outlook.trials()) + ": run asks first, or needs --yes");
    }
    return ExitCode.DONE;
  }
}
