package io.trebuchet.bench;

import io.trebuchet.bench.stopping.Contender;
import io.trebuchet.bench.stopping.ResultsFile;
import io.trebuchet.bench.stopping.StoppingTable;
import io.trebuchet.bench.stopping.SweepTruth;
import io.trebuchet.config.ConfigException;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.control.ControlRule;
import io.trebuchet.control.StopTally;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.process.ExitCode;
import io.trebuchet.process.UsageException;
import io.trebuchet.process.Version;
import io.trebuchet.trial.ProblemCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code trebuchet bench stopping}. */
@Command(
    name = "stopping",
    description = {
      "What stop rules do: for every shipped config and fresh seeds, each trial is computed once to"
          + " its end and shown to all rules. False kills, divergent trials stopped, steps saved.",
      "",
      "Finished sweeps are kept in --out; the same command goes on from there. Image sweeps are cut"
          + " at --image-steps or --deep-steps updates: trials that have not converged by then"
          + " count as undecided.",
      ""
    },
    footer = {"", "Example: trebuchet bench stopping --markdown"},
    mixinStandardHelpOptions = true)
final class BenchStoppingCommand implements Callable<Integer> {
  @Mixin private ShippedConfigs configs = new ShippedConfigs();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description =
          "Seeds of each; of image nets with two layers at most 3, with three 1. Default:"
              + " ${DEFAULT-VALUE}.")
  private int seeds = 20;

  @Option(
      names = "--first-seed",
      paramLabel = "S",
      description = "The first of them. Default: ${DEFAULT-VALUE}.")
  private long firstSeed = 1001;

  @Option(
      names = "--image-steps",
      paramLabel = "N",
      description = "Updates of image nets with two layers at most. Default: ${DEFAULT-VALUE}.")
  private long imageSteps = 3000;

  @Option(
      names = "--deep-steps",
      paramLabel = "N",
      description = "Updates of deeper image nets at most. Default: ${DEFAULT-VALUE}.")
  private long deepSteps = 600;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      description = "After so long no other sweep begins. Default: ${DEFAULT-VALUE}.")
  private double minutes = 45;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Finished sweeps. Default: ${DEFAULT-VALUE}.")
  private Path out = Path.of("runs/bench-stopping.csv");

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description =
          "Trials that run side by side, here and in rules that compare them. Default:"
              + " ${DEFAULT-VALUE}.")
  private int parallelism = 2;

  @Option(names = "--markdown", description = "The tables as Markdown.")
  private boolean markdown;

  private final List<String> skipped = new ArrayList<>();

  /** A sweep that is asked for. */
  private record Planned(Path config, ResultsFile.Key key) {}

  @Override
  public Integer call() throws ConfigException, IOException {
    if (parallelism < 1 || seeds < 1 || imageSteps < 1 || deepSteps < 1 || !(minutes > 0)) {
      throw new UsageException(
          "--parallelism, --seeds, --image-steps, --deep-steps and --minutes must be above 0");
    }
    List<Planned> planned = plan();
    Set<ResultsFile.Key> done = new HashSet<>();
    ResultsFile.read(out).forEach(row -> done.add(row.key()));
    List<Planned> open = planned.stream().filter(p -> !done.contains(p.key())).toList();
    long deadline = System.nanoTime() + (long) (minutes * 60e9);
    int left = open.size();
    try (ExecutorService threads = Executors.newFixedThreadPool(parallelism)) {
      for (Planned sweep : open) {
        if (System.nanoTime() > deadline) {
          break;
        }
        run(sweep, planned.size() - left + 1, planned.size(), threads);
        left--;
      }
    }
    report(planned, left);
    return ExitCode.DONE;
  }

  private List<Planned> plan() throws ConfigException, IOException {
    List<Path> files = configs.files();
    List<Planned> cheap = new ArrayList<>();
    List<Planned> dear = new ArrayList<>();
    for (int index = 0; index < seeds; index++) {
      for (Path file : files) {
        SweepConfig config = ShippedConfigs.read(file, firstSeed + index, List.of());
        boolean images = ShippedConfigs.isOfImages(config);
        boolean deep = ShippedConfigs.isDeep(config);
        if (index >= (deep ? 1 : images ? 3 : seeds) || (images && !available(config))) {
          continue;
        }
        long limit = deep ? deepSteps : images ? imageSteps : Long.MAX_VALUE;
        ResultsFile.Key key =
            new ResultsFile.Key(
                Version.commit(),
                ShippedConfigs.name(file),
                firstSeed + index,
                Math.min(limit, config.stop().maxSteps()),
                parallelism);
        (images ? dear : cheap).add(new Planned(file, key));
      }
    }
    cheap.addAll(dear);
    return cheap;
  }

  private boolean available(SweepConfig config) {
    boolean here = configs.hasData(config);
    if (!here && !skipped.contains(config.name())) {
      skipped.add(config.name());
    }
    return here;
  }

  private void run(Planned sweep, int number, int of, ExecutorService threads)
      throws ConfigException, IOException {
    long began = System.nanoTime();
    ResultsFile.Key key = sweep.key();
    List<String> limit = List.of("stop.max-steps=" + key.maxSteps());
    SweepConfig config = ShippedConfigs.read(sweep.config(), key.seed(), limit);
    List<ControlRule> rules = new ArrayList<>();
    for (Contender contender : Contender.all()) {
      rules.add(ShippedConfigs.read(sweep.config(), key.seed(), contender.assignments()).rule());
    }
    List<TrialSpec> trials = config.trials();
    SweepTruth truth = SweepTruth.create(config.stop(), rules, trials.size());
    ProblemCache problems = ProblemCache.create(configs.folders(), trials);
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < trials.size(); i++) {
      int index = i;
      TrialSpec spec = trials.get(i);
      running.add(
          threads.submit(
              () -> {
                try {
                  truth.run(index, spec, problems.acquire(spec));
                } finally {
                  problems.release(spec);
                }
                return null;
              }));
    }
    running.forEach(ShippedConfigs::await);
    List<StopTally> tallies = truth.tallies(parallelism);
    List<ResultsFile.Row> rows = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      rows.add(new ResultsFile.Row(key, Contender.all().get(i).label(), tallies.get(i)));
    }
    ResultsFile.append(out, rows);
    System.err.println(
        String.format(
            Locale.ROOT,
            "[%d/%d] %s, seed %d: %d trials, %d converged, %d diverged, %.1f s",
            number,
            of,
            key.experiment(),
            key.seed(),
            trials.size(),
            truth.count(Outcome.CONVERGED),
            truth.count(Outcome.DIVERGED),
            (System.nanoTime() - began) / 1e9));
  }

  private void report(List<Planned> planned, int left) throws IOException {
    Set<ResultsFile.Key> wanted = new HashSet<>();
    planned.forEach(p -> wanted.add(p.key()));
    List<ResultsFile.Row> rows =
        ResultsFile.read(out).stream().filter(row -> wanted.contains(row.key())).toList();
    new StoppingTable(rows).lines(markdown).forEach(System.out::println);
    System.out.println();
    System.out.println(
        String.format(
            Locale.ROOT,
            "%d sweeps with seeds from %d on; image nets cut at %d updates (two layers) and %d"
                + " (three); rules that compare trials: %d side by side, in the order of the"
                + " config",
            planned.size() - left,
            firstSeed,
            imageSteps,
            deepSteps,
            parallelism));
    if (left > 0) {
      System.out.println(left + " sweeps are left: the same command goes on with them");
    }
    if (!skipped.isEmpty()) {
      System.out.println(
          String.format(
              Locale.ROOT,
              "without data, and so left out: %s (trebuchet data fetch)",
              String.join(", ", skipped)));
    }
  }
}
