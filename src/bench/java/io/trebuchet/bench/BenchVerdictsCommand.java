package io.trebuchet.bench;

import io.trebuchet.bench.stopping.VerdictTally;
import io.trebuchet.bench.stopping.VerdictTruth;
import io.trebuchet.config.ConfigException;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.physics.Problem;
import io.trebuchet.process.ExitCode;
import io.trebuchet.process.UsageException;
import io.trebuchet.trial.ProblemCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code trebuchet bench verdicts}. */
@Command(
    name = "verdicts",
    description = {
      "False verdicts: every trial of the shipped configs goes on after its outcome, and is held"
          + " against it. Beside it what a change of the loss alone (|dL| < stop.loss-change and"
          + " eta lambda <= 2.1, or the means of the last two tenths) would have said.",
      "",
      "False is a converged trial whose loss then leaves where it was by 1%% of the initial one, or"
          + " has as much along the NTK; and an oscillating one that does not go up and down.",
      ""
    },
    footer = {"", "Example: trebuchet bench verdicts --experiments fig04,fig06"},
    mixinStandardHelpOptions = true)
final class BenchVerdictsCommand implements Callable<Integer> {
  private static final String HEADER =
      "| experiment | sweeps | trials | converged by \\|ΔL\\| alone, false | converged, false |"
          + " oscillating by means alone, false | oscillating, false | incomplete |";

  @Mixin private ShippedConfigs configs = new ShippedConfigs();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Seeds of each; of nets on images --image-seeds. Default: ${DEFAULT-VALUE}.")
  private int seeds = 20;

  @Option(
      names = "--image-seeds",
      paramLabel = "N",
      description = "Seeds of nets on images. Default: ${DEFAULT-VALUE}.")
  private int imageSeeds = 1;

  @Option(
      names = "--first-seed",
      paramLabel = "S",
      description = "The first of them. Default: ${DEFAULT-VALUE}.")
  private long firstSeed = 1;

  @Option(
      names = "--image-steps",
      paramLabel = "N",
      description = "Updates of nets on images at most. Default: ${DEFAULT-VALUE}.")
  private long imageSteps = 3000;

  @Option(
      names = "--further",
      paramLabel = "N",
      description = "Steps after each outcome. Default: ${DEFAULT-VALUE}.")
  private int further = 2000;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Trials that run side by side. Default: ${DEFAULT-VALUE}.")
  private int parallelism = 2;

  @Override
  public Integer call() throws ConfigException, IOException {
    if (parallelism < 1 || seeds < 1 || imageSeeds < 0 || further < 1 || imageSteps < 1) {
      throw new UsageException(
          "--parallelism, --seeds, --image-steps and --further must be above 0, --image-seeds not"
              + " below");
    }
    List<Path> files = configs.files();
    System.out.println(HEADER);
    System.out.println("|---" + "|--:".repeat(7) + "|");
    VerdictTally all = VerdictTally.EMPTY;
    int sweeps = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(parallelism)) {
      for (Path file : files) {
        VerdictTally tally = VerdictTally.EMPTY;
        int count = 0;
        for (int index = 0; index < count(file); index++) {
          tally = tally.plus(run(file, firstSeed + index, threads));
          count++;
        }
        System.out.println(line(ShippedConfigs.name(file), count, tally));
        all = all.plus(tally);
        sweeps += count;
      }
    }
    System.out.println(line("all", sweeps, all));
    return ExitCode.DONE;
  }

  private int count(Path file) throws ConfigException, IOException {
    SweepConfig config = ShippedConfigs.read(file, firstSeed, List.of());
    if (!ShippedConfigs.isOfImages(config)) {
      return seeds;
    }
    if (configs.hasData(config)) {
      return imageSeeds;
    }
    System.err.println(config.name() + ": left out, without its data (trebuchet data fetch)");
    return 0;
  }

  private VerdictTally run(Path file, long seed, ExecutorService threads)
      throws ConfigException, IOException {
    SweepConfig own = ShippedConfigs.read(file, seed, List.of());
    SweepConfig config =
        ShippedConfigs.isOfImages(own)
            ? ShippedConfigs.read(
                file,
                seed,
                List.of("stop.max-steps=" + Math.min(imageSteps, own.stop().maxSteps())))
            : own;
    ProblemCache problems = ProblemCache.create(configs.folders(), config.trials());
    List<Future<VerdictTally>> running = new ArrayList<>();
    for (TrialSpec spec : config.trials()) {
      running.add(threads.submit(() -> one(spec, config, problems)));
    }
    VerdictTally tally = VerdictTally.EMPTY;
    for (Future<VerdictTally> future : running) {
      tally = tally.plus(ShippedConfigs.await(future));
    }
    return tally;
  }

  private VerdictTally one(TrialSpec spec, SweepConfig config, ProblemCache problems)
      throws IOException {
    try {
      Problem problem = problems.acquire(spec);
      double rate = spec.rate().eta(problem.initialLambdaMax());
      return VerdictTruth.of(problem, rate, config.stop(), config.rule(), further);
    } finally {
      problems.release(spec);
    }
  }

  private static String line(String experiment, int sweeps, VerdictTally t) {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %d, %d | %d, %d | %d, %d | %d, %d | %d |",
        experiment,
        sweeps,
        t.trials(),
        t.plain(),
        t.plainFalse(),
        t.converged(),
        t.convergedFalse(),
        t.plainOscillating(),
        t.plainOscillatingFalse(),
        t.oscillating(),
        t.oscillatingFalse(),
        t.incomplete());
  }
}
