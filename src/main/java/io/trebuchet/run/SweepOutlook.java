package io.trebuchet.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trebuchet.config.RecordSettings;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.metrics.Metric;
import io.trebuchet.physics.MemoryLimits;
import io.trebuchet.storage.RowSize;
import io.trebuchet.trial.ProblemCache;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What a sweep will take, as far as that is known before it begins.
 *
 * @param maxSteps updates of a trial, at most
 * @param heap bytes that trials side by side hold at least
 * @param outside the same outside of the heap
 * @param bytesOfStep in a database; 0 if no step is recorded
 * @param probed trials whose first steps were tried
 * @param secondsOfStep of one trial; empty if none could be tried in time
 * @param seconds of all trials to their step limit
 */
public record SweepOutlook(
    String name,
    int points,
    long seeds,
    long trials,
    long maxSteps,
    int parallelism,
    long heap,
    long outside,
    MemoryLimits process,
    int bytesOfStep,
    int probed,
    OptionalDouble secondsOfStep,
    OptionalDouble seconds) {
  private static final double MINUTE = 60;
  private static final double HOUR = 60 * MINUTE;
  private static final double DAY = 24 * HOUR;

  public static SweepOutlook of(SweepConfig config, Requirements needs, int parallelism) {
    List<TrialSpec> trials = config.trials();
    long problems = trials.stream().map(ProblemCache.Key::of).distinct().count();
    List<Metric> observables = Metric.of(config.record().words());
    boolean recorded = config.record().mode() != RecordSettings.Mode.OUTCOME;
    StepProbe probe = StepProbe.of(config, needs.folders());
    return new SweepOutlook(
        config.name(),
        (int) trials.stream().map(TrialSpec::point).distinct().count(),
        trials.stream().mapToLong(TrialSpec::seed).distinct().count(),
        trials.size(),
        config.stop().maxSteps(),
        parallelism,
        needs.heap(),
        needs.outside(),
        MemoryLimits.current(),
        recorded ? RowSize.ofStep(observables) : 0,
        probe.trials(),
        probe.step(),
        probe.whole(problems, parallelism));
  }

  /** Updates of all trials, at most. */
  double steps() {
    return (double) trials * maxSteps;
  }

  /** Rows have the step before the first update too. */
  double bytes() {
    return trials * (maxSteps + 1.0) * bytesOfStep;
  }

  /** Lines for people. */
  public List<String> lines() {
    String beside =
        parallelism == 1 || trials == 1
            ? "one trial at a time"
            : String.format(Locale.ROOT, "%d side by side", Math.min(parallelism, trials));
    return List.of(
        name + ": all that the config names is there and fits",
        String.format(
            Locale.ROOT,
            "trials    %,d (%,d grid points × %,d seeds × %,d learning rates)",
            trials,
            points,
            seeds,
            trials / points / seeds),
        String.format(
            Locale.ROOT, "steps     %s at most, %,d of each trial", count(steps()), maxSteps),
        String.format(
            Locale.ROOT,
            "memory    %s at least, %s; this process may take %s",
            MemoryLimits.words(heap, outside),
            beside,
            MemoryLimits.words(process.heap(), process.outside())),
        bytesOfStep == 0
            ? "to store  no steps (record.mode = outcome)"
            : String.format(
                Locale.ROOT,
                "to store  %s at most in a database, %d bytes a step",
                size(bytes()),
                bytesOfStep),
        secondsOfStep.isEmpty()
            ? "time      unknown: the first trial could not be made ready within four seconds"
            : String.format(
                Locale.ROOT,
                "time      about %s at most, %s (%s a step, tried on %d trials)",
                duration(seconds.orElse(0)),
                beside,
                duration(secondsOfStep.orElse(0)),
                probed));
  }

  /** One JSON object. */
  public List<String> json() {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("name", name);
    all.put("trials", trials);
    all.put("grid_points", points);
    all.put("seeds", seeds);
    all.put("steps_at_most", steps());
    all.put("max_steps", maxSteps);
    all.put("parallelism", parallelism);
    all.put("heap_bytes_at_least", heap);
    all.put("outside_bytes_at_least", outside);
    all.put("heap_bytes_allowed", process.heap());
    all.put("outside_bytes_allowed", process.outside());
    all.put("store_bytes_at_most", bytes());
    all.put("seconds_per_step", nullable(secondsOfStep));
    all.put("seconds_at_most", nullable(seconds));
    try {
      JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
      return mapper.writeValueAsString(all).lines().toList();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON of a plan", e);
    }
  }

  private static @Nullable Double nullable(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private static String count(double value) {
    return value < 1e15
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.2g", value);
  }

  private static String size(double bytes) {
    List<String> units = List.of("kB", "MB", "GB", "TB");
    double value = bytes / 1e3;
    int unit = 0;
    while (value >= 1e3 && unit < units.size() - 1) {
      value /= 1e3;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, units.get(unit));
  }

  private static String duration(double seconds) {
    if (seconds < 1e-3) {
      return String.format(Locale.ROOT, "%.1f µs", seconds * 1e6);
    }
    if (seconds < 1) {
      return String.format(Locale.ROOT, "%.1f ms", seconds * 1e3);
    }
    if (seconds < 2 * MINUTE) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    if (seconds < 2 * HOUR) {
      return String.format(Locale.ROOT, "%.0f min", seconds / MINUTE);
    }
    return seconds < 2 * DAY
        ? String.format(Locale.ROOT, "%.1f h", seconds / HOUR)
        : String.format(Locale.ROOT, "%,.1f days", seconds / DAY);
  }
}
