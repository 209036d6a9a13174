package io.trebuchet.trial;

import io.trebuchet.config.ConfigException;
import io.trebuchet.config.Overrides;
import io.trebuchet.config.Reach;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.SweepReader;
import io.trebuchet.config.TrialSpec;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

/**
 * A trial as data: with the files that its config names, another process or machine can train it,
 * and computes the same bits.
 *
 * @param runId the tag {@code sweep} of the time series
 * @param trial its id in the config
 * @param pace steps per second, 0 for as fast as possible
 * @param kept whether the store keeps what it is given
 * @param limits other values that {@code stop.max-steps} has had
 */
public record TrialJob(String runId, String trial, double pace, boolean kept, List<Long> limits) {
  /** Copies the list. */
  public TrialJob {
    limits = List.copyOf(limits);
  }

  /** What it is to be trained with. */
  public record Opened(TrialSpec spec, TrialTerms terms) {}

  /**
   * Reads what it refers to.
   *
   * @param config the sweep's resolved config, as {@code config.conf} of its run
   * @throws IllegalArgumentException if that has no such trial
   */
  public Opened open(Path config, SweepReader reader, InstantSource clock) throws ConfigException {
    SweepConfig sweep = reader.read(config, Overrides.NONE, Reach.NOTHING);
    TrialSpec spec =
        sweep.trials().stream()
            .filter(known -> known.id().equals(trial))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        String.format(Locale.ROOT, "%s has no trial %s", config, trial)));
    RaisedLimit raised = RaisedLimit.of(sweep.stop(), sweep.rule(), limits);
    TrialRun.Settings settings =
        new TrialRun.Settings(sweep.stop(), sweep.rule(), sweep.record(), kept, clock, raised);
    return new Opened(spec, new TrialTerms(runId, sweep.name(), settings, pace));
  }
}
