package io.trebuchet.run;

import io.trebuchet.config.SweepConfig;
import io.trebuchet.data.DataFolders;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.stores.StoreChoice;
import io.trebuchet.stores.StoreKind;
import io.trebuchet.web.WebServer;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is to be run.
 *
 * @param folders where its data is, as {@link Requirements} has found it
 * @param store where its metrics go
 * @param out the directory that the run gets; null for a new one below {@code runs/}
 * @param parallelism trials that run side by side
 * @param pace steps per second of each trial, 0 for as fast as possible
 * @param web how page and API are served; null for neither
 * @param earlier the run that goes on; null for a new one
 */
public record RunRequest(
    SweepConfig config,
    DataFolders folders,
    StoreChoice store,
    @Nullable Path out,
    int parallelism,
    double pace,
    WebServer.@Nullable Settings web,
    @Nullable Earlier earlier) {

  /**
   * A run that goes on.
   *
   * @param begun what its checkpoints belong to
   * @param recompute whether all steps are computed again where the database is gone
   * @param takesOver whether it goes on although its rows were last written from elsewhere
   */
  public record Earlier(
      RunDirectory run, EarlierConfig begun, boolean recompute, boolean takesOver) {}

  /**
   * A new run in an embedded database, on all cores, without a page.
   *
   * @param data where files that the config names are looked for besides
   * @throws io.trebuchet.process.UsageException with all that is missing, damaged or too much of
   *     what the config names
   */
  public static RunRequest of(SweepConfig config, DataFolders data) throws IOException {
    int cores = Runtime.getRuntime().availableProcessors();
    DataFolders folders = RunData.begun(config, data);
    return new RunRequest(
        config,
        Requirements.check(config, folders, cores).folders(),
        StoreChoice.of(StoreKind.usual()),
        null,
        cores,
        0,
        null,
        null);
  }

  /** The same in a directory, which must not hold a run. */
  public RunRequest in(Path directory) {
    return new RunRequest(config, folders, store, directory, parallelism, pace, web, earlier);
  }

  /** The same, slowed to so many steps per second of each trial. */
  public RunRequest atPace(double steps) {
    return new RunRequest(config, folders, store, out, parallelism, steps, web, earlier);
  }

  /** The same with its metrics elsewhere. */
  public RunRequest into(StoreChoice choice) {
    return new RunRequest(config, folders, choice, out, parallelism, pace, web, earlier);
  }

  /** The same with a page, or its API alone. */
  public RunRequest servedAs(WebServer.Settings settings) {
    return new RunRequest(config, folders, store, out, parallelism, pace, settings, earlier);
  }

  /** The same, going on with a run. */
  public RunRequest goingOn(Earlier run) {
    return new RunRequest(config, folders, store, out, parallelism, pace, web, run);
  }
}
