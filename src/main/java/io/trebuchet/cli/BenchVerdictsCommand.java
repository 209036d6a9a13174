package io.trebuchet.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.trebuchet.actors.ProblemCache;
import io.trebuchet.cli.stopping.VerdictTally;
import io.trebuchet.cli.stopping.VerdictTruth;
import io.trebuchet.config.ConfigException;
import io.trebuchet.config.Overrides;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.SweepReader;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.data.DataFolders;
import io.trebuchet.data.MissingDataException;
import io.trebuchet.physics.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code trebuchet bench verdicts}. */
@Command(
    name = "verdicts",
    description = {
      "False verdicts: every trial of the shipped configs goes on after its outcome, and is held"
          + " against it. Beside it what a change of the loss alone (|dL| < stop.loss-change and"
          + " eta lambda <= 2.1, or the means of the last two tenths) would have said.",
      "",
      "False is a converged trial whose loss then leaves where it was by 1% of the initial one, or"
          + " has as much along the NTK; and an oscillating one that does not go up and down.",
      ""
    },
    footer = {"", "Example: trebuchet bench verdicts --experiments fig04,fig06"},
    mixinStandardHelpOptions = true)
final class BenchVerdictsCommand implements Callable<Integer> {
  private static final Set<String> IMAGES = Set.of("mnist", "fashion-mnist", "cifar-10");
  private static final String HEADER =
      "| experiment | sweeps | trials | converged by \\|ΔL\\| alone, false | converged, false |"
          + " oscillating by means alone, false | oscillating, false | incomplete |";

  @Option(
      names = "--experiments",
      paramLabel = "NAME",
      split = ",",
      description = "Names of configs, such as fig01,fig03. Default: all.")
  private List<String> names = List.of();

  @Option(
      names = "--configs",
      paramLabel = "DIR",
      description = "Where the configs are. Default: ${DEFAULT-VALUE}.")
  private Path configs = Path.of("configs");

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
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where image data is looked for first; then $TREBUCHET_DATA and the cache.")
  private @Nullable Path dataDir;

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
    List<Path> files;
    try (Stream<Path> all = Files.list(configs)) {
      files = all.filter(file -> wanted(name(file))).sorted().toList();
    } catch (IOException e) {
      throw new UsageException("--configs: cannot list " + configs + ": name the configs' folder");
    }
    if (files.isEmpty()) {
      throw new UsageException("there are no such experiments in " + configs);
    }
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
        System.out.println(line(name(file), count, tally));
        all = all.plus(tally);
        sweeps += count;
      }
    }
    System.out.println(line("all", sweeps, all));
    return ExitCode.DONE;
  }

  private boolean wanted(String name) {
    return !name.isEmpty() && (names.isEmpty() || names.contains(name));
  }

  /** Empty for other files. */
  private static String name(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(".conf") ? name.substring(0, name.length() - ".conf".length()) : "";
  }

  private int count(Path file) throws ConfigException, IOException {
    SweepConfig config = read(file, firstSeed, List.of());
    if (!isOfImages(config)) {
      return seeds;
    }
    try {
      config.trials().getFirst().point().data().check(folders());
      return imageSeeds;
    } catch (MissingDataException e) {
      System.err.println(config.name() + ": left out, without its data (trebuchet data fetch)");
      return 0;
    }
  }

  private DataFolders folders() {
    return Folders.data(dataDir, System.getenv());
  }

  private static boolean isOfImages(SweepConfig config) {
    Config resolved = ConfigFactory.parseString(config.resolved());
    return IMAGES.contains(resolved.getString("data.kind"));
  }

  private static SweepConfig read(Path file, long seed, List<String> set) throws ConfigException {
    return SweepReader.create().read(file, new Overrides(set, OptionalLong.of(seed)));
  }

  private VerdictTally run(Path file, long seed, ExecutorService threads)
      throws ConfigException, IOException {
    SweepConfig own = read(file, seed, List.of());
    SweepConfig config =
        isOfImages(own)
            ? read(
                file,
                seed,
                List.of("stop.max-steps=" + Math.min(imageSteps, own.stop().maxSteps())))
            : own;
    ProblemCache problems = ProblemCache.create(folders(), config.trials());
    List<Future<VerdictTally>> running = new ArrayList<>();
    for (TrialSpec spec : config.trials()) {
      running.add(threads.submit(() -> one(spec, config, problems)));
    }
    VerdictTally tally = VerdictTally.EMPTY;
    for (Future<VerdictTally> future : running) {
      tally = tally.plus(await(future));
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

  private static VerdictTally await(Future<VerdictTally> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a trial failed", e.getCause());
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
