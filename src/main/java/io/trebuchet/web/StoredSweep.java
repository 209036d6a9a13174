package io.trebuchet.web;

import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.LiveSource;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.ReducedSteps;
import io.trebuchet.storage.Credentials;
import io.trebuchet.storage.EndpointFile;
import io.trebuchet.storage.LedgerFile;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.PrivateFiles;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.StopsFile;
import io.trebuchet.storage.StoreException;
import io.trebuchet.storage.StoredSteps;
import io.trebuchet.storage.TrialsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run as its directory and its store tell it; nobody in this process runs it. */
public final class StoredSweep implements ServedSweep {
  private final RunDirectory directory;
  private final About about;
  private final FinishedTrials trials;
  private final Ledger.@Nullable Balance ledger;
  private final Steps steps;

  private StoredSweep(
      RunDirectory directory,
      About about,
      FinishedTrials trials,
      Ledger.@Nullable Balance ledger,
      Steps steps) {
    this.directory = directory;
    this.about = about;
    this.trials = trials;
    this.ledger = ledger;
    this.steps = steps;
  }

  /** Opens a run's steps when they are asked for the first time; empty if they cannot be read. */
  @FunctionalInterface
  public interface Steps {
    /** The reader, which stays open. */
    Optional<StoredSteps> open() throws StoreException;
  }

  /**
   * Reads a run's files.
   *
   * @throws IOException if the directory holds no run or a file is damaged
   */
  public static StoredSweep read(RunDirectory directory, Steps steps) throws IOException {
    Manifest manifest = Manifest.read(directory.manifest());
    Optional<EndpointFile.Endpoint> endpoint = directory.process();
    boolean complete = Files.exists(directory.trials(), LinkOption.NOFOLLOW_LINKS);
    Progress progress =
        endpoint.isPresent()
            ? Progress.ELSEWHERE
            : complete && manifest.ended() != null ? Progress.FINISHED : Progress.INTERRUPTED;
    String link =
        endpoint
            .filter(e -> e.webPort() > 0)
            .map(e -> "http://127.0.0.1:" + e.webPort() + "/")
            .orElse("");
    return new StoredSweep(
        directory,
        new About(
            manifest.runId(),
            manifest.name(),
            progress,
            manifest.started(),
            manifest.ended(),
            manifest.store(),
            directory.root().toString(),
            link,
            PrivateFiles.text(directory.config(), RunDirectory.MOST_CONFIG_BYTES)),
        FinishedTrials.of(complete ? TrialsFile.read(directory.trials()) : List.of()),
        Files.exists(directory.ledger(), LinkOption.NOFOLLOW_LINKS)
            ? LedgerFile.read(directory.ledger())
            : null,
        steps);
  }

  @Override
  public About about() {
    return about;
  }

  @Override
  public LiveSource live() {
    return trials;
  }

  @Override
  public Optional<ReducedSteps> stored(
      String trial, List<Metric> metrics, long from, long to, int buckets) throws StoreException {
    Optional<StoredSteps> reader = steps.open();
    if (reader.isEmpty()) {
      return Optional.empty();
    }
    ReducedSteps reduced = ReducedSteps.create(buckets);
    reader.get().read(trial, metrics, from, to, block -> reduced.add(block, metrics, from, to));
    return Optional.of(reduced);
  }

  @Override
  public List<StopsFile.Stop> stops() throws StoreException {
    return ServedSweep.stopsOf(directory);
  }

  @Override
  public Engine engine() {
    return new Engine(0, Double.NaN, 0, null, null, ledger);
  }

  @Override
  public Optional<Controls> controls() {
    return Optional.empty();
  }

  @Override
  public Optional<String> token() {
    if (about.link().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Credentials.read(directory.root().resolve(Credentials.FILE)).token());
    } catch (IOException e) {
      // Another user's: the page asks for it.
      return Optional.empty();
    }
  }
}
