package io.trebuchet.run;

import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.data.DataFolders;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.trial.ProblemCache;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.slf4j.LoggerFactory;

/**
 * Tries a few steps of a few trials, for about a second once they are made, to tell how long a
 * sweep takes.
 */
final class StepProbe {
  private static final int MOST_TRIALS = 3;
  private static final int MOST_STEPS = 2000;
  private static final long MOST_NANOS = Duration.ofMillis(250).toNanos();

  /** Also for libraries that are loaded and problems that are made. */
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  /** Of the learning rate at which convergence is lost, so that the loss stays finite. */
  private static final double SHARE = 0.5;

  private final SweepConfig config;
  private final DataFolders folders;
  private final List<Trial> tried = new ArrayList<>();
  private boolean expired;

  private StepProbe(SweepConfig config, DataFolders folders) {
    this.config = config;
    this.folders = folders;
  }

  /** The seconds until a trial's step 0, for the first of its problem, and of a step. */
  private record Trial(double setup, double step) {}

  /** Tries, and answers after a few seconds at the latest. */
  static StepProbe of(SweepConfig config, DataFolders folders) {
    StepProbe probe = new StepProbe(config, folders);
    Thread thread = new Thread(probe::run, "probe");
    thread.setDaemon(true);
    thread.start();
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    probe.expire();
    return probe;
  }

  /** How many trials were tried. */
  synchronized int trials() {
    return tried.size();
  }

  /** Seconds of a step; empty if none was tried. */
  synchronized OptionalDouble step() {
    return tried.stream().mapToDouble(Trial::step).average();
  }

  /**
   * Seconds that all trials take to their step limit.
   *
   * @param problems that are made once for all of their trials
   */
  synchronized OptionalDouble whole(long problems, int parallelism) {
    if (tried.isEmpty()) {
      return OptionalDouble.empty();
    }
    double setup = tried.stream().mapToDouble(Trial::setup).average().orElse(0);
    double trials = config.trials().size();
    double all = problems * setup + trials * config.stop().maxSteps() * step().orElse(0);
    return OptionalDouble.of(all / Math.min(parallelism, trials));
  }

  private synchronized void expire() {
    expired = true;
  }

  private synchronized boolean goesOn() {
    return !expired;
  }

  private synchronized void add(Trial trial) {
    if (!expired) {
      tried.add(trial);
    }
  }

  private void run() {
    List<TrialSpec> all = config.trials();
    List<TrialSpec> few =
        List.of(all.getFirst(), all.get(all.size() / 2), all.getLast()).stream()
            .distinct()
            .limit(MOST_TRIALS)
            .toList();
    ProblemCache problems = ProblemCache.create(folders, few);
    for (TrialSpec trial : few) {
      try {
        if (goesOn()) {
          run(trial, problems);
        }
      } catch (Throwable e) { // the sweep itself would tell; here there is only no estimate
        LoggerFactory.getLogger(StepProbe.class).debug("no steps of {}", trial.id(), e);
      } finally {
        problems.release(trial);
      }
    }
  }

  private void run(TrialSpec trial, ProblemCache problems) throws IOException {
    long began = System.nanoTime();
    Problem problem = problems.acquire(trial);
    double lambda = problem.initialLambdaMax();
    Measurement measured = new Measurement();
    try (GradientDescent descent = problem.start(lambda > 0 ? SHARE / lambda : SHARE)) {
      descent.measure(measured);
      long ready = System.nanoTime();
      int testEvery = config.record().testEvery();
      int steps = 0;
      while (steps < MOST_STEPS && System.nanoTime() - ready < MOST_NANOS && goesOn()) {
        descent.advance();
        descent.measure(measured);
        steps++;
        if (testEvery > 0 && steps % testEvery == 0) {
          descent.evaluateTest(measured);
        }
      }
      if (steps > 0) {
        add(new Trial((ready - began) / 1e9, (System.nanoTime() - ready) / 1e9 / steps));
      }
    }
  }
}
