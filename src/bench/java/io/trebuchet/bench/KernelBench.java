package io.trebuchet.bench;

import io.trebuchet.bench.BenchTable.Cell;
import io.trebuchet.bench.BenchTable.Column;
import io.trebuchet.config.ConfigException;
import io.trebuchet.data.MissingDataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The cost of a step of one trial, the engine's against that of NumPy programs, measured in turn so
 * that whatever slows the machine slows all of them.
 */
public final class KernelBench {
  private final KernelSetup setup;
  private final Consumer<String> progress;

  private KernelBench(KernelSetup setup, Consumer<String> progress) {
    this.setup = setup;
    this.progress = progress;
  }

  /** A benchmark that tells {@code progress} what it does. */
  public static KernelBench create(KernelSetup setup, Consumer<String> progress) {
    return new KernelBench(setup, progress);
  }

  /** Whether this Python has NumPy. */
  public static boolean hasNumPy(String python) {
    return PythonScript.hasNumPy(python);
  }

  /** Whether it has JAX. */
  public static boolean hasJax(String python) {
    return PythonScript.hasModule(python, "jax");
  }

  private record Row(
      Experiment experiment,
      long steps,
      Samples engine,
      Samples inFloat,
      Samples numPy,
      Samples fair,
      Samples jax) {}

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
        String.format(
            Locale.ROOT,
            "µs: wall time per trial and step, median of %d, ± half the distance of the extremes;"
                + " engine: %d trials, %d side by side",
            setup.repeats(),
            Experiment.TRIALS,
            setup.parallelism()));
    return new BenchTable(about(rates), columns(), cells(rows, rates), notes);
  }

  private Row measure(Experiment experiment, List<String> notes)
      throws BenchException, ConfigException, MissingDataException {
    String name = experiment.name();
    progress.accept(name + ": warm-up …");
    EngineSweep sweep = setup.sweep(experiment);
    Calibrated engine = Calibrated.of(sweep, setup.seconds());
    Calibrated inFloat = setup.withFloat() && experiment.images() ? inFloat(sweep, notes) : null;
    boolean byNumPy = experiment.peer() == Experiment.Peer.NUMPY;
    PythonScript baseline = byNumPy ? script(setup.baseline()) : null;
    PythonScript fair = byNumPy ? script(setup.fair()) : null;
    PythonScript jax = byNumPy ? null : script(setup.jax());
    Row row =
        new Row(
            experiment,
            engine.steps(),
            new Samples(),
            new Samples(),
            new Samples(),
            new Samples(),
            new Samples());
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
      if (jax != null) {
        row.jax().add(jax.secondsPerTrialStep(experiment));
      }
      progress.accept(
          String.format(
              Locale.ROOT,
              "%s: round %d of %d, %d steps, engine %s µs, NumPy %s µs, fair NumPy %s µs, JAX %s"
                  + " µs",
              name,
              round,
              setup.repeats(),
              engine.steps(),
              row.engine().micros(),
              row.numPy().micros(),
              row.fair().micros(),
              row.jax().micros()));
    }
    return row;
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
    if (setup.jax() != null) {
      columns.add(new Column("JAX µs", "jax_us"));
      columns.add(new Column("JAX/engine", "jax_ratio"));
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
      line.put("jax_us", micros(row.jax()));
      line.put("jax_ratio", Cell.of(row.jax().median() / engine));
      line.put("gflops", Cell.of(flops / 1e9));
      line.put("dgemm_share", share(flops / rates.flops()));
      line.put("memory_share", share(memory));
      line.put("steps", new Cell(Long.toString(row.steps()), row.steps()));
      cells.add(columns().stream().map(column -> line.get(column.key())).toList());
    }
    return cells;
  }

  static Cell micros(Samples samples) {
    return Cell.of(samples.micros(), 1e6 * samples.median());
  }

  private static Cell share(double value) {
    return Cell.of(Figures.percent(value), value);
  }
}
