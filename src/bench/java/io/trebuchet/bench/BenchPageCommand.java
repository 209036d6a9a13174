package io.trebuchet.bench;

import io.trebuchet.cli.Trebuchet;
import io.trebuchet.process.ExitCode;
import io.trebuchet.process.Home;
import io.trebuchet.process.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code trebuchet bench page}. */
@Command(
    name = "page",
    description = {
      "Measures the live page in a headless Chromium: how long from a step computed to the step",
      "drawn, how fast a large finished sweep opens and moves, and what a slow viewer costs."
    },
    mixinStandardHelpOptions = true)
final class BenchPageCommand implements Callable<Integer> {
  /** The measurements. */
  enum Part {
    /** From a step computed to the step drawn. */
    LATENCY,
    /** A finished sweep of many trials. */
    HISTORY,
    /** A viewer that reads a byte a second. */
    SLOW
  }

  @Option(
      names = "--part",
      paramLabel = "PART",
      description = "latency, history or slow; all without it.")
  private Set<Part> parts = new LinkedHashSet<>();

  @Option(names = "--chromium", paramLabel = "FILE", description = "Default: ${DEFAULT-VALUE}.")
  private Path chromium = Path.of("/usr/bin/chromium");

  @Option(names = "--data-dir", paramLabel = "DIR", description = "As for run; fig03 needs MNIST.")
  private @Nullable Path dataDir;

  @Option(
      names = "--trials",
      paramLabel = "N",
      description = "Of the finished sweep. Default: ${DEFAULT-VALUE}.")
  private int trials = 2000;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Pairs of runs for slow. Default: ${DEFAULT-VALUE}.")
  private int rounds = 2;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description =
          "Of each of two trials in a run for slow; in a short one the JVM still compiles the"
              + " page's code. Default: ${DEFAULT-VALUE}.")
  private int steps = 9000;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (rounds < 1 || steps < 1 || trials < 1) {
      throw new UsageException("--rounds, --steps and --trials must be at least 1");
    }
    try (ScratchFolder scratch = ScratchFolder.create("trebuchet-bench-page")) {
      Path folder = scratch.path();
      Set<Part> chosen = parts.isEmpty() ? new LinkedHashSet<>(List.of(Part.values())) : parts;
      WatchedRun fig03 = new WatchedRun(Home.path("configs/fig03.conf"), dataDir);
      for (Part part : chosen) {
        switch (part) {
          case LATENCY -> PageLatency.measure(fig03, chromium, folder);
          case HISTORY -> PageHistory.measure(trials, chromium, folder);
          case SLOW ->
              SlowViewerCost.create(fig03, Trebuchet.class.getName(), folder, System.out::println)
                  .measure(rounds, steps);
        }
      }
    } catch (BenchException e) {
      System.err.println(e.getMessage());
      return ExitCode.INTERNAL;
    }
    return ExitCode.DONE;
  }
}
