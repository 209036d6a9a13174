package io.trebuchet.trial;

import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.data.DataFolders;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.storage.PresentSteps;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Computes again the steps that a store has lost: what a trial computes depends on nothing but its
 * config, so that they come out as they were. What ended it, a rule or a user, is not asked again.
 */
public record Recomputation(ProblemCache problems, TrialTerms terms) {

  /**
   * That of a sweep.
   *
   * @param trials exactly those that are computed again, each once
   * @param runId the tag {@code sweep} of the time series
   * @param limits other values that {@code stop.max-steps} has had
   */
  public static Recomputation of(
      SweepConfig config,
      List<TrialSpec> trials,
      DataFolders folders,
      String runId,
      List<Long> limits,
      InstantSource clock) {
    ProblemCache problems = ProblemCache.create(folders, trials);
    TrialRun.Settings settings =
        new TrialRun.Settings(
            config.stop(),
            config.rule(),
            config.record(),
            true,
            clock,
            RaisedLimit.of(config.stop(), config.rule(), limits));
    return new Recomputation(problems, new TrialTerms(runId, config.name(), settings, 0));
  }

  /** Takes rows that were missing. */
  public interface Sink {
    /** Returns once they are stored. */
    void take(MetricBlock rows) throws IOException;
  }

  /**
   * Computes a trial again and hands over what is missing of it.
   *
   * @param last its last step
   * @param ended whether that is its end
   * @param cancelled is asked between chunks whether to give up
   * @return how many rows were missing, or those so far if it was given up
   */
  public long compute(
      TrialSpec trial,
      long last,
      boolean ended,
      PresentSteps present,
      BooleanSupplier cancelled,
      Sink sink)
      throws IOException {
    try (TrialRun run = TrialStart.of(trial, terms, problems, null).begin().run()) {
      long missing = 0;
      while (run.step() < last && !cancelled.getAsBoolean()) {
        int most = (int) Math.min(TrialRun.MAX_CHUNK, last - run.step());
        missing += hand(run.next(most).recorded(), present, last, sink);
      }
      if (ended && run.step() == last) {
        missing += hand(run.rest(), present, last, sink);
      }
      return missing;
    } finally {
      problems.release(trial);
    }
  }

  private static long hand(MetricBlock block, PresentSteps present, long last, Sink sink)
      throws IOException {
    long missing = 0;
    int from = 0;
    for (int row = 0; row <= block.rows(); row++) {
      boolean due = row < block.rows() && block.step(row) <= last;
      if (!due || present.contains(block.step(row))) {
        if (from < row) {
          sink.take(timed(block.part(from, row), present));
          missing += row - from;
        }
        from = row + 1;
      }
      if (!due) {
        return missing;
      }
    }
    return missing;
  }

  /** Between the rows that are there, so that a series is in the order of its steps. */
  private static MetricBlock timed(MetricBlock missing, PresentSteps present) {
    long[] times = new long[missing.rows()];
    Arrays.setAll(times, row -> present.time(missing.step(row), missing.timestamp(row)));
    return missing.at(times);
  }
}
