package io.trebuchet.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The directory of one run and the names of everything in it. */
public record RunDirectory(Path root) {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
  private static final String CONFIG = "config.conf";
  private static final String MANIFEST = "manifest.json";
  private static final String TRIALS = "trials.csv";

  /** Where a run goes unless told otherwise: {@code runs/<name>-<yyyyMMdd-HHmmss>}. */
  public static Path defaultPath(String name, Clock clock) {
    return Path.of("runs", name + "-" + STAMP.format(ZonedDateTime.now(clock)));
  }

  /**
   * Makes a directory for a new run; an existing one will do if it holds no run.
   *
   * @throws RunDirectoryException if it holds a run or cannot be written
   */
  public static RunDirectory create(Path root) throws RunDirectoryException {
    for (String file : List.of(CONFIG, MANIFEST, TRIALS)) {
      if (Files.exists(root.resolve(file))) {
        throw new RunDirectoryException(
            "%s holds a run already (%s): choose another --out".formatted(root, file), null);
      }
    }
    try {
      Files.createDirectories(root);
    } catch (IOException e) {
      throw new RunDirectoryException(
          "cannot create the directory %s: choose another --out (%s)".formatted(root, e), e);
    }
    if (!Files.isWritable(root)) {
      throw new RunDirectoryException(
          "cannot write to the directory %s: choose another --out".formatted(root), null);
    }
    return new RunDirectory(root);
  }

  /**
   * The directory of an existing run.
   *
   * @throws RunDirectoryException if there is none
   */
  public static RunDirectory open(Path root) throws RunDirectoryException {
    if (!Files.isRegularFile(root.resolve(CONFIG))) {
      throw new RunDirectoryException(
          "%s is not a run: it has no %s (runs are listed by: trebuchet ls)"
              .formatted(root, CONFIG),
          null);
    }
    return new RunDirectory(root);
  }

  /** The hold of a process on a run; the system releases it even when the process is killed. */
  public static final class Hold implements AutoCloseable {
    private final DirectoryLock lock;

    private Hold(DirectoryLock lock) {
      this.lock = lock;
    }

    @Override
    public void close() throws RunDirectoryException {
      try {
        lock.close();
      } catch (StoreException e) {
        throw new RunDirectoryException(String.valueOf(e.getMessage()), e);
      }
    }
  }

  /**
   * Keeps the run to this process.
   *
   * @throws RunDirectoryException if another works on it
   */
  public Hold hold() throws RunDirectoryException {
    return hold(root, "run");
  }

  /**
   * Keeps a folder to this process, so that its {@link EndpointFile} is believed; one that a killed
   * process left goes.
   *
   * @param what the folder is, for people
   * @throws RunDirectoryException if another works on it
   */
  public static Hold hold(Path folder, String what) throws RunDirectoryException {
    try {
      DirectoryLock lock = DirectoryLock.acquire(folder, EndpointFile.LOCK, what);
      try {
        Files.deleteIfExists(folder.resolve(EndpointFile.NAME));
        return new Hold(lock);
      } catch (IOException e) {
        lock.close();
        throw new StoreException("cannot write to " + folder + ": " + e, e);
      }
    } catch (StoreException e) {
      throw new RunDirectoryException(String.valueOf(e.getMessage()), e);
    }
  }

  /** How to reach the process that works on the run, if one does. */
  public Optional<EndpointFile.Endpoint> process() throws IOException {
    return EndpointFile.read(root);
  }

  /** Replaces the configuration as a whole. */
  public void writeConfig(String resolved) throws IOException {
    AtomicFile.replace(config(), resolved);
  }

  /** Writes the configuration that the checkpoints will belong to. */
  public void writeCheckpointedConfig(String resolved) throws IOException {
    AtomicFile.replace(checkpointedConfig(), resolved);
  }

  /** The resolved configuration. */
  public Path config() {
    return root.resolve(CONFIG);
  }

  /** What ran where, see {@link Manifest}. */
  public Path manifest() {
    return root.resolve(MANIFEST);
  }

  /** The results, see {@link TrialsFile}. */
  public Path trials() {
    return root.resolve(TRIALS);
  }

  /** The account of the store, see {@link LedgerFile}. */
  public Path ledger() {
    return root.resolve("ledger.json");
  }

  /** How to reach the process that works on the run, see {@link EndpointFile}. */
  public Path endpoint() {
    return root.resolve(EndpointFile.NAME);
  }

  /** States of trials to resume from. */
  public Path checkpoints() {
    return root.resolve("checkpoints");
  }

  /** The config that the checkpoints belong to; the run's own may have gained trials since. */
  public Path checkpointedConfig() {
    return checkpoints().resolve(CONFIG);
  }

  /** What the supervisor decided. */
  public Path journal() {
    return root.resolve("journal");
  }

  /** Batches that a store has not taken yet. */
  public Path spool() {
    return root.resolve("spool");
  }

  /** Rows that a server refused, see {@link Quarantine}. */
  public Path quarantine() {
    return root.resolve("quarantine");
  }

  /** The embedded database. */
  public Path db() {
    return root.resolve("db");
  }

  /** The files of {@link CsvStore}. */
  public Path csv() {
    return root.resolve("csv");
  }

  /** Why trials ended, see {@link StopsFile}. */
  public Path stops() {
    return root.resolve("stops.jsonl");
  }

  /** Logs. */
  public Path log() {
    return root.resolve("log");
  }
}
