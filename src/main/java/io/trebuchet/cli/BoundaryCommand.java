package io.trebuchet.cli;

import io.trebuchet.config.ConfigException;
import io.trebuchet.config.LearningRate;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.data.DataFolders;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.process.ExitCode;
import io.trebuchet.process.Interrupt;
import io.trebuchet.process.UsageException;
import io.trebuchet.run.BoundaryRun;
import io.trebuchet.run.boundary.BoundaryCsv;
import io.trebuchet.run.boundary.BoundaryRow;
import io.trebuchet.run.boundary.CoarseGrid;
import io.trebuchet.terminal.BoundaryTable;
import io.trebuchet.terminal.Progress;
import io.trebuchet.terminal.TerminalViewer;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code trebuchet boundary}. */
@Command(
    name = "boundary",
    description = {
      "Finds the learning rates, as c = eta lambda_max(H_0), at which convergence ends.",
      "",
      "Tries a coarse grid of c, then bisects every change between converging, failing and"
          + " undecided until it is known within the tolerance, for each seed and grid point. The"
          + " converging c need not be one interval; a gap narrower than the grid's step can go"
          + " unseen.",
      "",
      "Failing: diverged or dead. Undecided: neither so nor converged after --max-steps updates,"
          + " whether the loss fell or went up and down; where such c lie at the end of"
          + " convergence, an interval is reported. How sure each end is: proven (a certificate),"
          + " seen (overflow, dead), measured (the loss stands still at a minimum). No steps are"
          + " kept.",
      ""
    },
    footer = {
      "",
      "Example: trebuchet boundary configs/fig01.conf --seeds 5 --from 3.5 --to 4.5 --step 0.1"
    },
    mixinStandardHelpOptions = true)
final class BoundaryCommand implements Callable<Integer> {
  private static final int MOST_FAILURES = 3;
  private static final long LONGER = 10;

  @Mixin private SweepOptions sweep = new SweepOptions();

  @ArgGroup(exclusive = true)
  private SeedChoice seedChoice = new SeedChoice();

  /** Which seeds. */
  static final class SeedChoice {
    @Option(
        names = "--seeds",
        paramLabel = "N",
        description = "Seeds 1 to N. Default: those of the config.")
    private @Nullable Integer seeds;

    @Option(names = "--seed", paramLabel = "N", description = "One seed.")
    private @Nullable Long seed;
  }

  @Option(
      names = "--tolerance",
      paramLabel = "T",
      description = "Changes are located this closely in c. Default: ${DEFAULT-VALUE}.")
  private BigDecimal tolerance = new BigDecimal("0.01");

  @Option(
      names = "--from",
      paramLabel = "C",
      description = "Lower end of the coarse grid. Default: the config's smallest c.")
  private @Nullable BigDecimal from;

  @Option(
      names = "--to",
      paramLabel = "C",
      description = "Upper end of the coarse grid. Default: the config's largest c.")
  private @Nullable BigDecimal to;

  @Option(
      names = "--step",
      paramLabel = "C",
      description = "Step of the coarse grid. Default: the config's own c between the ends.")
  private @Nullable BigDecimal step;

  @Option(
      names = "--max-steps",
      paramLabel = "N",
      description =
          "Updates after which a trial is left undecided. Default: ten times stop.max-steps.")
  private @Nullable Long maxSteps;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Also writes the table as CSV, in full precision.")
  private @Nullable Path output;

  @Override
  public Integer call() throws ConfigException, IOException {
    check();
    SweepConfig config = sweep.config(seedChoice.seed);
    DataFolders folders = sweep.requirements(config).folders();
    BoundaryRun.Options options =
        new BoundaryRun.Options(
            seeds(config), grid(config), tolerance, maxSteps(config), sweep.parallelism());
    sweep.confirm(
        config.trials().stream().map(TrialSpec::point).distinct().count()
            * options.seeds().size()
            * options.grid().size());
    BoundaryRun run =
        BoundaryRun.create(config, folders, options, TerminalViewer.create(sweep.mode()));
    // Closed only once all is written: after an interrupt that ends the process.
    try (Interrupt interrupt = Interrupt.watch()) {
      interrupt.signal().onStop(run::interrupt);
      run.run();
      report(run);
      if (interrupt.signal().came()) {
        System.err.println("interrupted: brackets may be wider than the tolerance");
        return interrupt.endWith(ExitCode.INTERRUPTED);
      }
    }
    return run.failures().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private void report(BoundaryRun run) throws IOException {
    List<BoundaryRow> rows = run.rows();
    if (sweep.mode() != Progress.Mode.QUIET) {
      System.out.println();
    }
    TablePrinter.print((width, capability) -> BoundaryTable.lines(rows, width, capability));
    List<TrialResult> failures = run.failures();
    failures.stream()
        .limit(MOST_FAILURES)
        .forEach(r -> System.err.println("failed: " + r.trial() + ": " + r.stopReason()));
    if (failures.size() > MOST_FAILURES) {
      System.err.println("and " + (failures.size() - MOST_FAILURES) + " more failed");
    }
    if (output != null) {
      byte[] text = BoundaryCsv.text(rows, tolerance).getBytes(StandardCharsets.UTF_8);
      ExportFile.write(output, out -> out.write(text));
      System.out.println("written to " + output);
    }
  }

  private void check() {
    sweep.check();
    if (tolerance.signum() <= 0) {
      throw new UsageException("--tolerance: " + tolerance + " is not above 0");
    }
    if (maxSteps != null && maxSteps < 1) {
      throw new UsageException("--max-steps: " + maxSteps + " is not at least 1");
    }
    if (seedChoice.seeds != null && seedChoice.seeds < 1) {
      throw new UsageException("--seeds: " + seedChoice.seeds + " is not at least 1");
    }
    // Said now, not after the search.
    Path folder = output == null ? null : output.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new UsageException("-o: the folder " + folder + " does not exist; create it first");
    }
    if (output != null && Files.isDirectory(output)) {
      throw new UsageException("-o: " + output + " is a folder; name a file");
    }
  }

  private long maxSteps(SweepConfig config) {
    long own = config.stop().maxSteps();
    return maxSteps == null
        ? own > Long.MAX_VALUE / LONGER ? Long.MAX_VALUE : LONGER * own
        : maxSteps;
  }

  private List<Long> seeds(SweepConfig config) {
    return seedChoice.seeds == null
        ? config.trials().stream().map(TrialSpec::seed).distinct().toList()
        : LongStream.rangeClosed(1, seedChoice.seeds).boxed().toList();
  }

  private List<BigDecimal> grid(SweepConfig config) {
    List<BigDecimal> own =
        config.trials().stream()
            .map(TrialSpec::rate)
            .flatMap(
                rate ->
                    rate instanceof LearningRate.Normalised(var c)
                        ? Stream.of(c)
                        : Stream.<BigDecimal>empty())
            .distinct()
            .toList();
    try {
      return CoarseGrid.of(own, from, to, step);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage() == null ? "no grid" : e.getMessage());
    }
  }
}
