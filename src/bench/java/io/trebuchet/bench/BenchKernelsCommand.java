package io.trebuchet.bench;

import io.trebuchet.config.ConfigException;
import io.trebuchet.data.MissingDataException;
import io.trebuchet.process.ExitCode;
import io.trebuchet.process.Folders;
import io.trebuchet.process.Home;
import io.trebuchet.process.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code trebuchet bench kernels}. */
@Command(
    name = "kernels",
    description = {
      "Wall time per step of one trial: the engine's, and that of NumPy and JAX programs, in turn.",
      "",
      "The engine runs 16 converging rates of a shipped config through its actors and its metric"
          + " stream: nothing stored, no rule, no test set, a fixed number of steps that is worth"
          + " --seconds, after a warm-up in the same process. Time runs from the first trial's"
          + " start to the last one's end. NumPy's BLAS may use all cores.",
      ""
    },
    footer = {
      "",
      "Example: trebuchet bench kernels --experiments fig01,fig03 --baseline numpy_baseline.py"
    },
    mixinStandardHelpOptions = true)
final class BenchKernelsCommand implements Callable<Integer> {
  private static final List<String> SCALED = List.of("fig03", "fig14");

  @Option(
      names = "--experiments",
      paramLabel = "NAME",
      split = ",",
      description = "Names of configs, such as fig01,fig03. Default: all that can be measured.")
  private List<String> names = List.of();

  @Option(
      names = "--baseline",
      paramLabel = "PATH",
      description = {
        "A plain NumPy program: called with an experiment's name, --repeats and --data, it prints a"
            + " line of JSON with seconds_per_trial_step."
      })
  private @Nullable Path baseline;

  @Option(
      names = "--fair",
      paramLabel = "PATH",
      description = "The vectorised NumPy program. Default: bench/fair_numpy.py, if NumPy is here.")
  private @Nullable Path fair;

  @Option(
      names = "--python",
      paramLabel = "COMMAND",
      description = "Runs the Python programs. Default: ${DEFAULT-VALUE}.")
  private String python = "python3";

  @Option(
      names = "--repeats",
      paramLabel = "R",
      description = "How many times each is measured. Default: ${DEFAULT-VALUE}.")
  private int repeats = 3;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "What one measurement of the engine is worth. Default: ${DEFAULT-VALUE}.")
  private double seconds = 2;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where image data is looked for first; then $TREBUCHET_DATA and the cache.")
  private @Nullable Path dataDir;

  @Option(
      names = "--configs",
      paramLabel = "DIR",
      description = "The folder of the configs. Default: the project's own.")
  private @Nullable Path configs;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Trials that run side by side. Default: the cores, ${DEFAULT-VALUE} here.")
  private int parallelism = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--float",
      description = "Also measures nets on images with model.precision = float.")
  private boolean withFloat;

  @ArgGroup(exclusive = true)
  private What what = new What();

  /** What to measure instead of the comparison with NumPy. */
  static final class What {
    @Option(
        names = "--scaling",
        description = "Instead: one trial at a time against --parallelism. Default: fig03,fig14.")
    private boolean scaling;

    @Option(
        names = "--sizes",
        description = "Instead: the cost of a step of fig03's net against width, D and d.")
    private boolean sizes;
  }

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private BenchTable.Format format = BenchTable.Format.TABLE;

  @Override
  public Integer call() throws ConfigException, MissingDataException {
    check();
    KernelSetup setup = setup();
    Consumer<String> progress = line -> System.err.println(line);
    try {
      BenchTable table =
          what.sizes
              ? SizeBench.create(setup, progress).measure()
              : what.scaling
                  ? ScalingBench.create(setup, progress).measure(experiments(SCALED))
                  : KernelBench.create(setup, progress).compare(experiments(List.of()));
      table.lines(format).forEach(System.out::println);
      return ExitCode.DONE;
    } catch (BenchException e) {
      System.err.println(e.getMessage());
      return ExitCode.INTERNAL;
    }
  }

  private KernelSetup setup() {
    return new KernelSetup(
        configs == null ? Home.path("configs") : configs,
        Folders.data(dataDir, System.getenv()),
        baseline,
        fairScript(),
        jaxScript(),
        python,
        repeats,
        seconds,
        parallelism,
        withFloat);
  }

  private @Nullable Path fairScript() {
    if (fair != null || what.sizes || what.scaling) {
      return fair;
    }
    Path own = Home.path("bench/fair_numpy.py");
    return Files.exists(own) && KernelBench.hasNumPy(python) ? own : null;
  }

  private @Nullable Path jaxScript() {
    Path own = Home.path("bench/jax_training.py");
    boolean asked =
        experiments(List.of()).stream().anyMatch(each -> each.peer() == Experiment.Peer.JAX);
    return asked && !what.sizes && !what.scaling && Files.exists(own) && KernelBench.hasJax(python)
        ? own
        : null;
  }

  private List<Experiment> experiments(List<String> usual) {
    List<String> chosen = names.isEmpty() ? usual : names;
    if (chosen.isEmpty()) {
      return Experiment.all();
    }
    List<Experiment> experiments = new ArrayList<>();
    for (String name : chosen) {
      experiments.add(
          Experiment.named(name)
              .orElseThrow(
                  () ->
                      new UsageException(
                          String.format(
                              Locale.ROOT,
                              "--experiments: there is no \"%s\": choose among %s",
                              name,
                              known()))));
    }
    return experiments;
  }

  private static String known() {
    return Experiment.all().stream().map(Experiment::name).collect(Collectors.joining(", "));
  }

  private void check() {
    experiments(SCALED);
    atLeastOne(repeats, "--repeats");
    atLeastOne(parallelism, "--parallelism");
    if (!(seconds > 0) || Double.isInfinite(seconds)) {
      throw new UsageException("--seconds: " + seconds + " is not above 0");
    }
    mustExist(baseline, "--baseline");
    mustExist(fair, "--fair");
    if ((baseline != null || fair != null) && !KernelBench.hasNumPy(python)) {
      throw new UsageException(
          python
              + " cannot import numpy: install it (Debian: apt-get install python3-numpy), name"
              + " another one with --python, or leave out --baseline and --fair");
    }
    Path folder = configs == null ? Home.path("configs") : configs;
    if (!Files.isDirectory(folder)) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "there is no folder %s: name that of the configs with --configs",
              folder));
    }
    if (what.sizes && !names.isEmpty()) {
      throw new UsageException("--sizes measures nets of its own: leave out --experiments");
    }
  }

  private static void atLeastOne(int value, String option) {
    if (value < 1) {
      throw new UsageException(option + ": " + value + " is not at least 1");
    }
  }

  private static void mustExist(@Nullable Path script, String option) {
    if (script != null && !Files.isRegularFile(script)) {
      throw new UsageException(
          String.format(Locale.ROOT, "%s: there is no file %s", option, script));
    }
  }
}
