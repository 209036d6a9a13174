package io.trebuchet.storage;

import io.trebuchet.metrics.ShellWord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The directory of one run and the names of everything in it. */
public record RunDirectory(Path root) {
  /** More than a resolved config has, however many rates it lists. */
  public static final int MOST_CONFIG_BYTES = 16 << 20;

  private static final String CONFIG = "config.conf";
  private static final String MANIFEST = "manifest.json";
  private static final String TRIALS = "trials.csv";
  private static final String JOURNAL = "journal";

  /**
   * The directory of an existing run.
   *
   * @throws RunDirectoryException if there is none, or something else than a file or a directory is
   *     in the place of one
   */
  public static RunDirectory open(Path root) throws RunDirectoryException {
    if (Files.isDirectory(root) && !(Files.isReadable(root) && Files.isExecutable(root))) {
      throw new RunDirectoryException(
          root + " cannot be looked into: its owner can open it to you (chmod)", null);
    }
    if (!Files.exists(root.resolve(CONFIG), LinkOption.NOFOLLOW_LINKS)) {
      String why =
          Files.isDirectory(root.resolve(JOURNAL))
              ? String.format(
                  Locale.ROOT,
                  "%s has no %s: to have it made anew from the run's journal: trebuchet resume %s",
                  root,
                  CONFIG,
                  ShellWord.of(root))
              : String.format(
                  Locale.ROOT,
                  "%s is not a run: it has no %s (runs are listed by: trebuchet ls)",
                  root,
                  CONFIG);
      throw new RunDirectoryException(why, null);
    }
    RunDirectory run = new RunDirectory(root);
    try {
      run.checkEntries();
    } catch (IOException e) {
      throw new RunDirectoryException(String.valueOf(e.getMessage()), e);
    }
    return run;
  }

  /**
   * Complains of a run that another user could have prepared, unless that one is trusted.
   *
   * @throws RunDirectoryException if the directory is not ours
   */
  public void checkOurs(boolean trusted) throws IOException {
    if (!trusted && Ownership.isForeign(root.toRealPath())) {
      throw new RunDirectoryException(
          String.format(
              Locale.ROOT,
              "%s belongs to %s: to go on with it nevertheless, add --trust",
              root,
              Ownership.owner(root.toRealPath())),
          null);
    }
  }

  /** Lets these read from now on, as far as the directory is ours. */
  public void openTo(Readers readers) throws IOException {
    Path real = root.toRealPath();
    if (!Ownership.isForeign(real)) {
      readers.openDirectory(real);
    }
  }

  /** Why others could put another run in the place of this one, in words; empty if nobody can. */
  public Optional<String> exposure() throws IOException {
    return Ownership.exposure(root);
  }

  /** Complains of a link, a pipe or a device where the run has a file or a directory. */
  void checkEntries() throws IOException {
    for (Path file : files()) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        PrivateFiles.checkRegular(file);
      }
    }
    for (Path directory : directories()) {
      PrivateFiles.checkDirectory(directory);
    }
  }

  private List<Path> files() {
    return List.of(
        config(),
        manifest(),
        trials(),
        ledger(),
        endpoint(),
        stops(),
        checkpointedConfig(),
        credentials(),
        root.resolve(EndpointFile.LOCK),
        logFile());
  }

  private List<Path> directories() {
    return List.of(checkpoints(), journal(), spool(), quarantine(), db(), csv(), log());
  }

  /** Whatever a run may have in it. */
  List<Path> entries() {
    return Stream.concat(files().stream(), directories().stream()).toList();
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
        Path endpoint = folder.resolve(EndpointFile.NAME);
        if (Files.isDirectory(endpoint, LinkOption.NOFOLLOW_LINKS)) {
          Path unused = putAside(endpoint);
        }
        Files.deleteIfExists(endpoint);
        AtomicFile.deleteHalfWritten(folder);
        return new Hold(lock);
      } catch (IOException e) {
        lock.close();
        throw new StoreException("cannot write to " + folder + ": " + e, e);
      }
    } catch (StoreException e) {
      throw new RunDirectoryException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Gives what cannot be used another name in the same folder, so that nothing is lost.
   *
   * @return where it is now
   */
  public static Path putAside(Path entry) throws IOException {
    for (int number = 1; ; number++) {
      String name = entry.getFileName() + (number == 1 ? ".damaged" : ".damaged-" + number);
      Path aside = entry.resolveSibling(name);
      if (!Files.exists(aside, LinkOption.NOFOLLOW_LINKS)) {
        return Files.move(entry, aside);
      }
    }
  }

  /** The process that works on the run, if one does: ours, or that of the run's owner. */
  public Optional<EndpointFile.Endpoint> process() throws IOException {
    return process(true);
  }

  /**
   * The same.
   *
   * @param trusted whether a process of the run's owner will do, should that be another user
   */
  public Optional<EndpointFile.Endpoint> process(boolean trusted) throws IOException {
    return EndpointFile.read(root, trusted);
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

  /** Logins to the embedded database and the API, see {@link Credentials}. */
  public Path credentials() {
    return root.resolve(Credentials.FILE);
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
    return root.resolve(JOURNAL);
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

  /** What a process says of its work on the run. */
  public Path logFile() {
    return log().resolve("trebuchet.log");
  }
}
