package io.trebuchet.bench;

import io.trebuchet.bench.BenchTable.Cell;
import io.trebuchet.bench.BenchTable.Column;
import io.trebuchet.config.ConfigException;
import io.trebuchet.data.MissingDataException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** What trials side by side gain over one at a time. */
public final class ScalingBench {
  private final KernelSetup setup;
  private final Consumer<String> progress;

  private ScalingBench(KernelSetup setup, Consumer<String> progress) {
    this.setup = setup;
    this.progress = progress;
  }

  /** A benchmark that tells {@code progress} what it does. */
  public static ScalingBench create(KernelSetup setup, Consumer<String> progress) {
    return new ScalingBench(setup, progress);
  }

  /** One trial at a time against {@code parallelism} side by side. */
  public BenchTable measure(List<Experiment> experiments)
      throws BenchException, ConfigException, MissingDataException {
    List<List<Cell>> rows = new ArrayList<>();
    for (Experiment experiment : experiments) {
      progress.accept(experiment.name() + ": warm-up …");
      Calibrated many = Calibrated.of(setup.sweep(experiment), setup.seconds());
      Calibrated one = new Calibrated(many.sweep().with(1), many.steps());
      Samples alone = new Samples();
      Samples together = new Samples();
      Samples gain = new Samples();
      for (int round = 1; round <= setup.repeats(); round++) {
        double a = one.secondsPerTrialStep();
        double b = many.secondsPerTrialStep();
        alone.add(a);
        together.add(b);
        gain.add(a / b);
        progress.accept(
            String.format(
                Locale.ROOT,
                "%s: round %d of %d, %s×",
                experiment.name(),
                round,
                setup.repeats(),
                Figures.three(a / b)));
      }
      rows.add(
          List.of(
              Cell.of(experiment.name()),
              KernelBench.micros(alone),
              KernelBench.micros(together),
              Cell.of(
                  String.format(
                      Locale.ROOT, "%s ±%.0f%%", Figures.three(gain.median()), 100 * gain.spread()),
                  gain.median())));
    }
    return new BenchTable(
        MachineFacts.of(setup.parallelism()),
        List.of(
            new Column("experiment", "experiment"),
            new Column("1 at a time µs", "alone_us"),
            new Column(setup.parallelism() + " at a time µs", "together_us"),
            new Column("gain", "gain")),
        rows,
        List.of("µs: wall time per trial and step, median of " + setup.repeats()));
  }
}
