package io.trebuchet.physics;

import io.trebuchet.config.Overrides;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.SweepReader;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.data.DataFolders;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One update and one measurement of a trial, without actors or metrics. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StepBenchmark {
  private static final String POINTS =
      "data={ kind = uniform, dimension = 784, train = 128, x = [-0.062, 0.062] }";

  /** A config; net and deep-net are figures 3 and 14 on random points. */
  @Param({"fig01", "fig02", "fig04", "fig05", "fig06", "fig07", "fig09", "net", "deep-net"})
  public String model;

  private Problem problem;
  private GradientDescent descent;
  private final io.trebuchet.physics.Measurement measurement =
      new io.trebuchet.physics.Measurement();

  /** Starts a trial at c = 1.5. */
  @Setup(Level.Trial)
  public void start() throws Exception {
    SweepConfig config =
        switch (model) {
          case "net" -> read("fig03", POINTS);
          case "deep-net" -> read("fig03", POINTS, "model.hidden-layers=2");
          default -> read(model);
        };
    TrialSpec trial = config.trials().getFirst();
    SeededRandom random = SeededRandom.of(trial.seed());
    Sample sample = trial.point().data().load(new DataFolders(List.of()), random.split("data"));
    problem = trial.point().model().on(sample, random.split("model"));
    descent = problem.start(1.5 / problem.initialLambdaMax());
    descent.measure(measurement);
  }

  private static SweepConfig read(String name, String... settings) throws Exception {
    return SweepReader.create().read(Path.of("configs", name + ".conf"), Overrides.of(settings));
  }

  /** A step. */
  @Benchmark
  public double step() {
    descent.advance();
    descent.measure(measurement);
    return measurement.loss;
  }

  /** Frees memory outside the heap. */
  @TearDown(Level.Trial)
  public void stop() {
    descent.close();
    problem.close();
  }
}
