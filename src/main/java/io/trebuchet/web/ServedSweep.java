package io.trebuchet.web;

import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.LiveSource;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.ReducedSteps;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.StopsFile;
import io.trebuchet.storage.StoreException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A sweep that a server shows, running or finished. Thread-safe. */
public interface ServedSweep {
  /** What does not change, or hardly. */
  About about();

  /** The trials as they stand, and their reduced steps as far as they are kept in memory. */
  LiveSource live();

  /**
   * Steps of a trial as its store holds them, in at most {@code buckets} buckets; may take a while.
   * Empty if they cannot be read back.
   */
  Optional<ReducedSteps> stored(String trial, List<Metric> metrics, long from, long to, int buckets)
      throws StoreException;

  /** Why trials ended, and where a rule failed, in order. */
  List<StopsFile.Stop> stops() throws StoreException;

  /** The stops that a run's directory holds. */
  static List<StopsFile.Stop> stopsOf(RunDirectory directory) throws StoreException {
    try {
      return StopsFile.read(directory.stops());
    } catch (IOException e) {
      throw new StoreException(
          String.format(Locale.ROOT, "%s cannot be read: %s", directory.stops(), e), e);
    }
  }

  /** How the engine is doing. */
  Engine engine();

  /** Where wishes go; empty if nobody here runs the sweep. */
  Optional<Controls> controls();

  /** What the link of another process asks for; empty if there is none or it cannot be read. */
  default Optional<String> token() {
    return Optional.empty();
  }

  /** Whether a sweep goes on. */
  enum Progress {
    /** This process runs it. */
    RUNNING,
    /** Another process runs it; the link leads to its page. */
    ELSEWHERE,
    /** All its trials have ended. */
    FINISHED,
    /** It ended before all its trials had. */
    INTERRUPTED,
    /** Its files cannot be read. */
    DAMAGED;

    /** The word in the API. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * What a sweep is.
   *
   * @param id the run id
   * @param directory of the run, as a user would type it
   * @param link of the page of the process that runs it, if that is another one; else empty
   * @param config the resolved config; of a damaged run what is wrong with it
   */
  record About(
      String id,
      String name,
      Progress progress,
      Instant started,
      @Nullable Instant ended,
      String store,
      String directory,
      String link,
      String config) {}

  /**
   * The engine at one moment; null where nobody measures it.
   *
   * @param active trials that are running
   * @param pointsPerSecond rows produced a second, over the last few
   * @param queuedRows rows that the store has not acknowledged yet
   * @param credits active trials that do not wait for the stream
   * @param spoolBytes size of the spool on the disk
   */
  record Engine(
      int active,
      double pointsPerSecond,
      long queuedRows,
      @Nullable Long credits,
      @Nullable Long spoolBytes,
      Ledger.@Nullable Balance ledger) {}

  /** Takes wishes; they are carried out between two steps. */
  interface Controls {
    /**
     * Asks for something for these trials, or for the whole sweep if none is named; completes once
     * it would survive the process.
     */
    CompletionStage<?> ask(Control wish, List<String> trials);
  }
}
