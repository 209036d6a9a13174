package io.trebuchet.cli;

import io.trebuchet.config.ConfigException;
import io.trebuchet.config.Overrides;
import io.trebuchet.config.Reach;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.SweepReader;
import io.trebuchet.control.ControlRule;
import io.trebuchet.control.RecordedStep;
import io.trebuchet.control.Replay;
import io.trebuchet.control.StopReason;
import io.trebuchet.control.StopSettings;
import io.trebuchet.control.StopTally;
import io.trebuchet.control.Tournament;
import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.physics.Measurement;
import io.trebuchet.process.ExitCode;
import io.trebuchet.process.UsageException;
import io.trebuchet.run.RunFiles;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.StoreException;
import io.trebuchet.storage.StoredSteps;
import io.trebuchet.storage.TrialsFile;
import io.trebuchet.terminal.ReplayReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trebuchet replay}. */
@Command(
    name = "replay",
    description = {
      "Applies a stop rule to the stored steps of a run: which trials it would have stopped, and"
          + " when, and whether that would have been right.",
      "",
      "The run should have been made with --set control.rule=none, or non-finite: what another"
          + " rule has stopped, no replay can continue.",
      ""
    },
    footer = {
      "",
      "Example: trebuchet replay runs/fig01-… --rule threshold --set control.threshold.factor=100"
    },
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The run's directory.")
  private Path directory = Path.of("");

  @Option(
      names = "--rule",
      required = true,
      paramLabel = "RULE",
      description = "Any value of control.rule, such as certified, threshold, patience or median.")
  private String rule = "";

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "Replaces a value of the run's config, such as control.patience.steps=50.")
  private List<String> set = List.of();

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description =
          "Trials that run side by side, for rules that compare them. Default: ${DEFAULT-VALUE}.")
  private int parallelism = Runtime.getRuntime().availableProcessors();

  /** A trial with the rule's replay and that of none but the first non-finite number. */
  private record Replayed(TrialResult result, Replay rule, Replay nonFinite) {}

  @Mixin private StoredOptions stored = new StoredOptions();

  @Override
  public Integer call() throws ConfigException, IOException {
    RunDirectory run = RunDirectory.open(directory);
    if (!Files.exists(run.trials())) {
      throw new UsageException(directory + " has no trials.csv: the run has not ended");
    }
    if (parallelism < 1) {
      throw new UsageException("--parallelism: " + parallelism + " is not at least 1");
    }
    List<String> assignments = new ArrayList<>(set);
    assignments.add("control.rule=" + rule);
    SweepConfig config =
        SweepReader.create(RunFiles.of(run, null, System.err::println))
            .read(run.config(), new Overrides(assignments, OptionalLong.empty()), Reach.NOTHING);
    List<Replayed> replayed = new ArrayList<>();
    try (StoredSteps steps = stored.store().open(run)) {
      for (TrialResult result : TrialsFile.read(run.trials())) {
        replayed.add(replay(result, config, steps));
      }
    }
    ReplayReport report = new ReplayReport(directory, config.rule(), lines(config, replayed));
    TablePrinter.print(report::lines);
    return ExitCode.DONE;
  }

  private static Replayed replay(TrialResult result, SweepConfig config, StoredSteps steps)
      throws StoreException {
    StopSettings stop = config.stop();
    Replay own = Replay.create(config.rule(), stop, result.learningRate());
    Replay nonFinite = Replay.create(ControlRule.NON_FINITE, stop, result.learningRate());
    Measurement m = new Measurement();
    steps.read(
        result.trial(),
        block -> {
          for (int row = 0; row < block.rows(); row++) {
            RecordedStep.read(block, row, m);
            own.observe(block.step(row), m);
            nonFinite.observe(block.step(row), m);
          }
        });
    return new Replayed(result, own, nonFinite);
  }

  private List<ReplayReport.Line> lines(SweepConfig config, List<Replayed> replayed) {
    Map<String, Verdict.Halt> stopped =
        config.rule() instanceof ControlRule.Comparing comparing
            ? Tournament.play(
                comparing,
                replayed.stream()
                    .map(r -> Tournament.Entry.of(r.result().trial(), r.rule()))
                    .toList(),
                parallelism)
            : Map.of();
    return replayed.stream()
        .map(
            r -> {
              Optional<Verdict.Halt> verdict =
                  Optional.ofNullable(stopped.get(r.result().trial())).or(r.rule()::halt);
              StopTally.Truth truth =
                  new StopTally.Truth(
                      r.result().outcome(), r.nonFinite().lastStep(), r.result().steps());
              return new ReplayReport.Line(
                  r.result(),
                  truth,
                  verdict,
                  r.rule().failure(),
                  StopReason.censors(r.result().stopReason()));
            })
        .toList();
  }
}
