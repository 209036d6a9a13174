package io.trebuchet.cli;

import io.trebuchet.config.ConfigException;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricSource;
import io.trebuchet.metrics.PlainText;
import io.trebuchet.process.ExitCode;
import io.trebuchet.process.LostException;
import io.trebuchet.process.UsageException;
import io.trebuchet.run.RunState;
import io.trebuchet.run.WeightsExport;
import io.trebuchet.storage.LedgerFile;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.StepsCsv;
import io.trebuchet.storage.StoredSteps;
import io.trebuchet.storage.TrialsFile;
import io.trebuchet.terminal.CountingLine;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trebuchet export}. */
@Command(
    name = "export",
    description = {
      "Writes a run's trials, steps or weights.",
      "Steps are read back from the run's store; weights are those at each trial's last step, from"
          + " its checkpoints: for nets U row by row, W_1 ..., then v."
    },
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  /** What can be exported. */
  enum What {
    /** One row a trial. */
    TRIALS,
    /** One row a recorded step. */
    STEPS,
    /** θ of each trial at its last step. */
    WEIGHTS
  }

  /** File formats. */
  enum Format {
    /** Comma-separated values. */
    CSV,
    /** NumPy's format. */
    NPY,
    /** Apache Parquet, written by QuestDB itself. */
    PARQUET
  }

  @Parameters(paramLabel = "DIR", description = "The run's directory.")
  private Path directory = Path.of("");

  @Option(
      names = "--what",
      required = true,
      paramLabel = "WHAT",
      description = "trials, steps or weights.")
  private What what = What.STEPS;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = {
        "csv for trials and steps, npy for weights;",
        "parquet for the steps of a run whose store is a QuestDB, which needs room for a copy."
      })
  private @Nullable Format format;

  @Option(
      names = "--trial",
      paramLabel = "TRIAL",
      description = "Only this trial's weights; repeatable. Default: all trials.")
  private List<String> trials = List.of();

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = {
        "Where image data is looked for first, to make a trial's model again;",
        "then where the run had found it."
      })
  private @Nullable Path dataDir;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE_OR_DIR",
      description =
          "Where to write. Default: standard output; weights go to a file, or to DIR/<trial>.npy.")
  private @Nullable Path output;

  @Option(
      names = "--partial",
      description =
          "Also of a run that is not complete: what there is of it. Without this it is refused,"
              + " with exit code 3.")
  private boolean partial;

  @Mixin private StoredOptions stored = new StoredOptions();

  @Override
  public Integer call() throws IOException, ConfigException {
    RunDirectory run = RunDirectory.open(directory);
    checkFormat();
    if (what != What.WEIGHTS && !trials.isEmpty()) {
      throw new UsageException("--trial goes with --what weights");
    }
    if (run.process().isPresent()) {
      throw new UsageException(run.root() + " is still running: try again when it has ended");
    }
    RunState standing = RunState.of(run);
    if (!standing.complete()) {
      if (!partial) {
        throw new LostException(
            String.format(
                Locale.ROOT,
                "%s; %s; or export what there is of it with --partial",
                standing.line(),
                standing.advice()));
      }
      System.err.println(standing.line());
    }
    switch (what) {
      case TRIALS -> {
        String text =
            standing.manifest().ended() == null
                ? TrialsFile.text(standing.results())
                : TrialsFile.text(run.trials());
        byte[] trials = text.getBytes(StandardCharsets.UTF_8);
        ExportFile.write(output, out -> out.write(trials));
      }
      case STEPS -> {
        if (format == Format.PARQUET) {
          parquet(run, standing);
        } else {
          steps(run, standing);
        }
      }
      case WEIGHTS -> {
        if (output == null) {
          throw new UsageException("--what weights needs -o FILE for one trial, or -o DIR");
        }
        WeightsExport.write(run, trials, dataDir, output, System.out::println, System.err::println);
      }
    }
    return ExitCode.DONE;
  }

  private void checkFormat() {
    List<Format> fitting =
        switch (what) {
          case TRIALS -> List.of(Format.CSV);
          case STEPS -> List.of(Format.CSV, Format.PARQUET);
          case WEIGHTS -> List.of(Format.NPY);
        };
    if (format != null && !fitting.contains(format)) {
      String words = fitting.stream().map(Format::name).collect(Collectors.joining(" or "));
      throw new UsageException(
          String.format(Locale.ROOT, "--what %s goes with --format %s", what, words)
              .toLowerCase(Locale.ROOT));
    }
  }

  private void steps(RunDirectory run, RunState standing) throws IOException {
    List<StepsCsv.Trial> trials = new ArrayList<>();
    standing.rates().forEach((trial, c) -> trials.add(new StepsCsv.Trial(trial, c)));
    List<Metric> observables = observables(run);
    try (StoredSteps steps = stored.store().open(run);
        CountingLine progress = counting(run)) {
      ExportFile.write(
          output,
          out -> {
            Writer writer =
                new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
            StepsCsv.write(steps, trials, observables, writer, progress::add);
            writer.flush();
          });
    }
  }

  private void parquet(RunDirectory run, RunState standing) throws IOException {
    if (output == null) {
      throw new UsageException("--format parquet needs -o FILE");
    }
    List<String> trials = standing.trials();
    List<Metric> observables = observables(run);
    try (CountingLine progress = counting(run)) {
      ExportFile.write(
          output,
          out -> stored.store().exportParquet(run, trials, observables, out, progress::add));
    }
  }

  private static List<Metric> observables(RunDirectory run) throws IOException {
    List<String> words = Manifest.read(run.manifest()).observables();
    List<String> unknown = MetricSource.missing(words);
    if (!unknown.isEmpty()) {
      System.err.println(
          PlainText.shown(
              "left out, since their classes are not in TREBUCHET_CLASSPATH: "
                  + String.join(", ", unknown)));
    }
    return Metric.of(words);
  }

  private static CountingLine counting(RunDirectory run) throws IOException {
    long rows = Files.exists(run.ledger()) ? LedgerFile.read(run.ledger()).step().produced() : 0;
    return CountingLine.ofErrors("rows", rows);
  }
}
