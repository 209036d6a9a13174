package io.trebuchet.cli.bench;

import io.trebuchet.cli.bench.BenchTable.Cell;
import io.trebuchet.cli.bench.BenchTable.Column;
import io.trebuchet.config.ConfigException;
import io.trebuchet.data.DataFolders;
import io.trebuchet.data.MissingDataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The cost of a step of one trial, the engine's against that of NumPy programs, measured in turn so
 * that whatever slows the machine slows all of them.
 */
public final class KernelBench {
  private final Setup setup;
  private final Consumer<String> progress;

  private KernelBench(Setup setup, Consumer<String> progress) {
    this.setup = setup;
    this.progress = progress;
  }

  /**
   * What to measure with.
   *
   * @param configs the folder of the shipped configs
   * @param baseline the plain NumPy program, null for none
   * @param fair the one a careful NumPy user would write, null for none
   * @param repeats how many times each is measured
   * @param seconds how long one measurement of the engine lasts at least
   * @param withFloat also measure nets on images with {@code model.precision = float}
   */
  public record Setup(
      Path configs,
      DataFolders folders,
      @Nullable Path baseline,
      @Nullable Path fair,
      String python,
      int repeats,
      double seconds,
      int parallelism,
      boolean withFloat) {}

  /** A benchmark that tells {@code progress} what it does. */
  public static KernelBench create(Setup setup, Consumer<String> progress) {
    return new KernelBench(setup, progress);
  }

  /** Whether this Python has NumPy. */
  public static boolean hasNumPy(String python) {
    return PythonScript.hasNumPy(python);
  }

  private record Row(
      Experiment experiment,
      long steps,
      Samples engine,
      Samples inFloat,
      Samples numPy,
      Samples fair) {}

  /** Engine and NumPy programs, a row for each experiment. */
  public BenchTable compare(List<Experiment> experiments)
      throws BenchException, ConfigException, MissingDataException {
    progress.accept("what the machine can do …");
    MachineRates rates = MachineRates.measure(setup.parallelism());
    List<String> notes = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    for (Experiment experiment : experiments) {
      rows.add(measure(experiment, notes));
    }
    notes.add(
        "µs: wall time per trial and step, median of %d, ± half the distance of the extremes; engine: %d trials, %d side by side"
            .formatted(setup.repeats(), Experiment.TRIALS, setup.parallelism()));
    return new BenchTable(about(rates), columns(), cells(rows, rates), notes);
  }

  private Row measure(Experiment experiment, List<String> notes)
      throws BenchException, ConfigException, MissingDataException {
    String name = experiment.name();
    progress.accept(name + ": warm-up …");
    EngineSweep sweep = sweep(experiment);
    Calibrated engine = Calibrated.of(sweep, setup.seconds());
    Calibrated inFloat = setup.withFloat() && experiment.images() ? inFloat(sweep, notes) : null;
    PythonScript baseline = script(setup.baseline());
    PythonScript fair = script(setup.fair());
    Row row =
        new Row(
            experiment, engine.steps(), new Samples(), new Samples(), new Samples(), new Samples());
    for (int round = 1; round <= setup.repeats(); round++) {
      row.engine().add(engine.secondsPerTrialStep());
      if (inFloat != null) {
        row.inFloat().add(inFloat.secondsPerTrialStep());
      }
      if (baseline != null) {
        row.numPy().add(baseline.secondsPerTrialStep(experiment));
      }
      if (fair != null) {
        row.fair().add(fair.secondsPerTrialStep(experiment));
      }
      progress.accept(
          "%s: round %d of %d, %d steps, engine %s µs, NumPy %s µs, fair NumPy %s µs"
              .formatted(
                  name,
                  round,
                  setup.repeats(),
                  engine.steps(),
                  row.engine().micros(),
                  row.numPy().micros(),
                  row.fair().micros()));
    }
    return row;
  }

  private EngineSweep sweep(Experiment experiment) {
    return EngineSweep.of(experiment, setup.configs(), setup.folders(), setup.parallelism());
  }

  /** Null where the models have no such setting. */
  private @Nullable Calibrated inFloat(EngineSweep sweep, List<String> notes)
      throws BenchException, ConfigException, MissingDataException {
    try {
      return Calibrated.of(sweep.with("model.precision=float"), setup.seconds());
    } catch (ConfigException e) {
      if (e.faults().stream().noneMatch(fault -> fault.path().equals("model.precision"))) {
        throw e;
      }
      String note = "float: not measured, these models know no model.precision";
      if (!notes.contains(note)) {
        notes.add(note);
      }
      return null;
    }
  }

  private @Nullable PythonScript script(@Nullable Path path) {
    return path == null
        ? null
        : new PythonScript(setup.python(), path, DataFolder.first(setup.folders()).orElse(null));
  }

  private Map<String, Object> about(MachineRates rates) {
    Map<String, Object> about = MachineFacts.of(setup.parallelism());
    about.put("dgemm_gflops", rates.flops() / 1e9);
    about.put("memory_gb_per_s", rates.bytes() / 1e9);
    return about;
  }

  private List<Column> columns() {
    List<Column> columns =
        new ArrayList<>(
            List.of(new Column("experiment", "experiment"), new Column("engine µs", "engine_us")));
    if (setup.withFloat()) {
      columns.add(new Column("float µs", "float_us"));
    }
    if (setup.baseline() != null) {
      columns.add(new Column("NumPy µs", "numpy_us"));
      columns.add(new Column("NumPy/engine", "numpy_ratio"));
    }
    if (setup.fair() != null) {
      columns.add(new Column("fair NumPy µs", "fair_numpy_us"));
      columns.add(new Column("fair/engine", "fair_numpy_ratio"));
    }
    columns.add(new Column("GFLOP/s", "gflops"));
    columns.add(new Column("of dgemm", "dgemm_share"));
    columns.add(new Column("of memory", "memory_share"));
    columns.add(new Column("steps", "steps"));
    return columns;
  }

  private List<List<Cell>> cells(List<Row> rows, MachineRates rates) {
    List<List<Cell>> cells = new ArrayList<>();
    for (Row row : rows) {
      double engine = row.engine().median();
      Work work = row.experiment().work();
      double flops = work.flops() / engine;
      double memory = work.bytes() == 0 ? Double.NaN : work.bytes() / engine / rates.bytes();
      Map<String, Cell> line = new LinkedHashMap<>();
      line.put("experiment", Cell.of(row.experiment().name()));
      line.put("engine_us", micros(row.engine()));
      line.put("float_us", micros(row.inFloat()));
      line.put("numpy_us", micros(row.numPy()));
      line.put("numpy_ratio", Cell.of(row.numPy().median() / engine));
      line.put("fair_numpy_us", micros(row.fair()));
      line.put("fair_numpy_ratio", Cell.of(row.fair().median() / engine));
      line.put("gflops", Cell.of(flops / 1e9));
      line.put("dgemm_share", share(flops / rates.flops()));
      line.put("memory_share", share(memory));
      line.put("steps", new Cell(Long.toString(row.steps()), row.steps()));
      cells.add(columns().stream().map(column -> line.get(column.key())).toList());
    }
    return cells;
  }

  private static Cell micros(Samples samples) {
    return Cell.of(samples.micros(), 1e6 * samples.median());
  }

  private static Cell share(double value) {
    return Cell.of(Figures.percent(value), value);
  }

  /** One trial at a time against {@code parallelism} side by side. */
  public BenchTable scaling(List<Experiment> experiments)
      throws BenchException, ConfigException, MissingDataException {
    List<List<Cell>> rows = new ArrayList<>();
    for (Experiment experiment : experiments) {
      progress.accept(experiment.name() + ": warm-up …");
      Calibrated many = Calibrated.of(sweep(experiment), setup.seconds());
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
            "%s: round %d of %d, %s×"
                .formatted(experiment.name(), round, setup.repeats(), Figures.three(a / b)));
      }
      rows.add(
          List.of(
              Cell.of(experiment.name()),
              micros(alone),
              micros(together),
              Cell.of(
                  "%s ±%.0f%%".formatted(Figures.three(gain.median()), 100 * gain.spread()),
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

  /** The cost of a step of a net with one hidden layer against its sizes. */
  public BenchTable sizes() throws BenchException, ConfigException, MissingDataException {
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
              micros(samples),
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
