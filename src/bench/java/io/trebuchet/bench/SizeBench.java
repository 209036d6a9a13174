package io.trebuchet.bench;

import io.trebuchet.bench.BenchTable.Cell;
import io.trebuchet.bench.BenchTable.Column;
import io.trebuchet.config.ConfigException;
import io.trebuchet.data.MissingDataException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** How the cost of a step of a net with one hidden layer grows with its sizes. */
public final class SizeBench {
  private final KernelSetup setup;
  private final Consumer<String> progress;

  private SizeBench(KernelSetup setup, Consumer<String> progress) {
    this.setup = setup;
    this.progress = progress;
  }

  /** A benchmark that tells {@code progress} what it does. */
  public static SizeBench create(KernelSetup setup, Consumer<String> progress) {
    return new SizeBench(setup, progress);
  }

  /** The cost of a step of a net with one hidden layer against its sizes. */
  public BenchTable measure() throws BenchException, ConfigException, MissingDataException {
    List<List<Cell>> rows = new ArrayList<>();
    for (SizeCase size : SizeCase.all()) {
      progress.accept(size.label() + " …");
      EngineSweep sweep =
          new EngineSweep(
                  setup.configs().resolve("fig03.conf"),
                  List.of(),
                  setup.folders(),
                  setup.parallelism())
              .with(size.settings().toArray(String[]::new));
      Calibrated calibrated = Calibrated.of(sweep, setup.seconds());
      Samples samples = new Samples();
      for (int round = 1; round <= setup.repeats(); round++) {
        samples.add(calibrated.secondsPerTrialStep());
      }
      double flops = Work.oneHiddenLayer(size.width(), size.points()).flops() / samples.median();
      rows.add(
          List.of(
              Cell.of(size.varied()),
              new Cell(Integer.toString(size.width()), size.width()),
              new Cell(Integer.toString(size.points()), size.points()),
              new Cell(Integer.toString(size.dimension()), size.dimension()),
              KernelBench.micros(samples),
              Cell.of(flops / 1e9)));
    }
    return new BenchTable(
        MachineFacts.of(setup.parallelism()),
        List.of(
            new Column("varied", "varied"),
            new Column("width", "width"),
            new Column("D", "points"),
            new Column("d", "dimension"),
            new Column("engine µs", "engine_us"),
            new Column("GFLOP/s", "gflops")),
        rows,
        List.of(
            "µs: wall time per trial and step, median of "
                + setup.repeats()
                + "; random points of length about 1, random labels"));
  }
}
