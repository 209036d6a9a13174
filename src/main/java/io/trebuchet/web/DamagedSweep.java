package io.trebuchet.web;

import io.trebuchet.metrics.LiveSource;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.ReducedSteps;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.StopsFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A run whose files cannot be read: it is shown by name, so that nobody misses it. */
public final class DamagedSweep implements ServedSweep {
  private final About about;

  private DamagedSweep(About about) {
    this.about = about;
  }

  /**
   * What can be said of a run.
   *
   * @param why what is wrong with it, for people; stands in the place of the config
   */
  public static DamagedSweep of(RunDirectory directory, String why) {
    Path name = directory.root().toAbsolutePath().normalize().getFileName();
    return new DamagedSweep(
        new About(
            "damaged-" + name,
            String.valueOf(name),
            Progress.DAMAGED,
            // Before all others, so that the page never opens it by itself.
            Instant.EPOCH,
            null,
            "",
            directory.root().toString(),
            "",
            "This run cannot be read: " + why));
  }

  @Override
  public About about() {
    return about;
  }

  @Override
  public LiveSource live() {
    return FinishedTrials.of(List.of());
  }

  @Override
  public Optional<ReducedSteps> stored(
      String trial, List<Metric> metrics, long from, long to, int buckets) {
    return Optional.empty();
  }

  @Override
  public List<StopsFile.Stop> stops() {
    return List.of();
  }

  @Override
  public Engine engine() {
    return new Engine(0, Double.NaN, 0, null, null, null);
  }

  @Override
  public Optional<Controls> controls() {
    return Optional.empty();
  }
}
