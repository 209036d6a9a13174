package io.trebuchet.stores;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.StepChecksum;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialSteps;
import io.trebuchet.process.UsageException;
import io.trebuchet.storage.Credentials;
import io.trebuchet.storage.DatabaseFolder;
import io.trebuchet.storage.EmbeddedQuestDb;
import io.trebuchet.storage.EndpointFile;
import io.trebuchet.storage.InfluxSettings;
import io.trebuchet.storage.InfluxStore;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.Ownership;
import io.trebuchet.storage.PrivateFiles;
import io.trebuchet.storage.QuestDbSteps;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.RunMarker;
import io.trebuchet.storage.StoreException;
import io.trebuchet.storage.StoredSteps;
import io.trebuchet.storage.TrialsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database beside a folder's runs that outlives them: {@code serve} keeps it, a run that starts
 * meanwhile writes to it, and finished runs are copied into it.
 */
public final class SharedDatabase implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SharedDatabase.class);
  private static final String DB = "db";
  private static final Duration FORCED_EVERY = Duration.ofSeconds(1);

  private final Path root;
  private final RunDirectory.Hold hold;
  private final Credentials credentials;
  private final EmbeddedQuestDb database;
  private final InfluxStore store;
  private final CountDownLatch ending = new CountDownLatch(1);

  private SharedDatabase(
      Path root, RunDirectory.Hold hold, Credentials credentials, EmbeddedQuestDb database) {
    this.root = root;
    this.hold = hold;
    this.credentials = credentials;
    this.database = database;
    this.store = InfluxStore.embedded(database);
    Thread.ofPlatform().name("forcing").daemon().start(this::force);
  }

  /** Runs that write here wait for it before they say that a trial has ended. */
  private void force() {
    try {
      while (!ending.await(FORCED_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          store.force();
        } catch (StoreException e) {
          LOG.warn("what was stored last is not forced to the disk", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Opens the database of a folder of runs, or makes one. */
  public static SharedDatabase open(Path root, DatabasePorts ports, boolean trusted)
      throws IOException {
    PrivateFiles.directory(root);
    if (Ownership.isForeign(root.toRealPath())) {
      throw new UsageException(
          root
              + " belongs to another user, who could change what is served: choose another --root");
    }
    DatabaseFolder folder = DatabaseFolder.of(root.resolve(DB), trusted);
    RunDirectory.Hold hold = RunDirectory.hold(root, "folder");
    try {
      Credentials credentials = Credentials.in(root).withReaderOf(System.getenv());
      return new SharedDatabase(
          root,
          hold,
          credentials,
          EmbeddedQuestDb.start(
              folder, credentials, RunMarker.served(root), ports.httpChoice(), ports.pgChoice()));
    } catch (IOException | RuntimeException e) {
      hold.close();
      throw e;
    }
  }

  /** The process that keeps the database of the folder that a run lies in, if there is one. */
  public static Optional<EndpointFile.Endpoint> keeper(RunDirectory run) throws IOException {
    return EndpointFile.read(folder(run)).filter(endpoint -> endpoint.httpPort() > 0);
  }

  /** How to reach the database that such a process keeps, if there is one. */
  static Optional<InfluxSettings> settings(RunDirectory run) throws IOException {
    Optional<EndpointFile.Endpoint> keeper = keeper(run);
    return keeper.isEmpty()
        ? Optional.empty()
        : Optional.of(
            InfluxSettings.local(
                keeper.get().httpPort(),
                Credentials.read(folder(run).resolve(Credentials.FILE)).owner()));
  }

  /** Where that database is. */
  public static Path of(RunDirectory run) {
    return folder(run).resolve(DB);
  }

  private static Path folder(RunDirectory run) {
    return Optional.ofNullable(run.root().toAbsolutePath().normalize().getParent())
        .orElse(Path.of("/"));
  }

  /** Says where the database can be reached, until closed. */
  public EndpointFile publish(int webPort) throws IOException {
    EndpointFile endpoint = EndpointFile.in(root);
    endpoint.update(
        here -> here.withWebPort(webPort).withDatabase(database.httpPort(), database.pgPort()));
    return endpoint;
  }

  public String invitation() {
    return Invitation.text(database, credentials, root);
  }

  /** A reader of a run that is here. */
  public StoredSteps reader(String runId) {
    return QuestDbSteps.complete(database, runId);
  }

  /** Whether the database is where a manifest says that its steps are. */
  public boolean holds(Manifest manifest) {
    return manifest.database() != null
        && Path.of(manifest.database())
            .normalize()
            .equals(root.resolve(DB).toAbsolutePath().normalize());
  }

  /** Opens the steps of a run that has ended. */
  public interface Opening {
    StoredSteps open(RunDirectory run) throws IOException;
  }

  /**
   * Copies a finished run's steps, unless all of them are here.
   *
   * @param stored opens them
   * @param progress is told how many rows have been copied
   * @return how many rows it copied
   */
  public long load(RunDirectory run, Opening stored, LongConsumer progress) throws IOException {
    Manifest manifest = Manifest.read(run.manifest());
    if (holds(manifest)) {
      return 0;
    }
    RunIds.check(root, run, manifest.runId());
    long rows;
    try (StoredSteps source = stored.open(run)) {
      Map<String, Long> there = source.stepsByTrial();
      if (isHere(source, there, manifest.runId(), run)) {
        return 0;
      }
      Map<String, TrialResult> results = new HashMap<>();
      if (Files.exists(run.trials())) {
        TrialsFile.read(run.trials()).forEach(result -> results.put(result.trial(), result));
      }
      Copy copy = new Copy(manifest.runId(), progress);
      for (String trial : there.keySet()) {
        source.read(trial, copy::take);
        copy.endTrial(results.get(trial));
      }
      rows = copy.flush();
    } catch (IllegalArgumentException e) {
      // An id that no run of ours has, and no database takes.
      throw new UsageException(
          String.format(Locale.ROOT, "%s cannot be copied: %s", run.root(), e.getMessage()));
    }
    database.awaitApplied();
    return rows;
  }

  /**
   * Whether all steps are here.
   *
   * @throws UsageException if others are: those of another run that had this id before
   */
  private boolean isHere(StoredSteps source, Map<String, Long> there, String id, RunDirectory run)
      throws StoreException {
    StoredSteps copied = reader(id);
    Map<String, Long> here = copied.stepsByTrial();
    for (Map.Entry<String, Long> trial : here.entrySet()) {
      long rows = trial.getValue();
      if (rows > there.getOrDefault(trial.getKey(), 0L)
          || !checksum(copied, trial.getKey(), rows)
              .equals(checksum(source, trial.getKey(), rows))) {
        throw new UsageException(
            String.format(
                Locale.ROOT,
                "%s is not copied: the database of %s has other steps of a run with its id, %s",
                run.root(),
                root,
                id));
      }
    }
    return here.equals(there);
  }

  /** Of the first rows of a trial. */
  private static TrialSteps checksum(StoredSteps steps, String trial, long rows)
      throws StoreException {
    @Nullable StepChecksum[] sum = {null};
    long[] left = {rows};
    steps.read(
        trial,
        block -> {
          StepChecksum before = sum[0];
          StepChecksum now = before == null ? StepChecksum.create(block.series()) : before;
          int taken = (int) Math.min(left[0], block.rows());
          if (taken > 0) {
            now.add(block.part(0, taken));
            left[0] -= taken;
          }
          sum[0] = now;
        });
    StepChecksum all = sum[0];
    return all == null ? new TrialSteps(0, null) : all.steps();
  }

  /** The copy of a run in large batches; events get the timestamps next to their trial's steps. */
  private final class Copy {
    private static final int BATCH_ROWS = 10_000;

    private final String id;
    private final LongConsumer progress;
    private final List<Emission> batch = new ArrayList<>();
    private int batched;
    private long rows;
    private @Nullable Series series;
    private long lastTimestamp;
    private @Nullable StoreException failure;

    Copy(String id, LongConsumer progress) {
      this.id = id;
      this.progress = progress;
    }

    void take(MetricBlock block) {
      if (!block.series().sweep().equals(id)) {
        throw new IllegalArgumentException(
            "it holds steps of another run, " + block.series().sweep());
      }
      if (series == null) {
        series = block.series();
        add(new TrialEvent(series, block.timestamp(0) - 1, TrialEvent.State.STARTED, "", 0, null));
      }
      add(block);
      lastTimestamp = block.timestamp(block.rows() - 1);
      rows += block.rows();
      progress.accept(rows);
    }

    void endTrial(@Nullable TrialResult result) throws StoreException {
      if (series != null && result != null) {
        add(
            new TrialEvent(
                series,
                lastTimestamp + 1,
                TrialEvent.State.ENDED,
                result.stopReason(),
                result.steps(),
                result));
      }
      series = null;
      if (failure != null) {
        throw failure;
      }
    }

    private void add(Emission emission) {
      batch.add(emission);
      batched += emission.rows();
      if (batched >= BATCH_ROWS && failure == null) {
        try {
          flush();
        } catch (StoreException e) {
          failure = e;
        }
      }
    }

    long flush() throws StoreException {
      store.write(store.encode(batch));
      batch.clear();
      batched = 0;
      return rows;
    }
  }

  @Override
  public void close() throws IOException {
    ending.countDown();
    try (hold;
        database;
        store) {
      database.awaitApplied();
    }
  }
}
