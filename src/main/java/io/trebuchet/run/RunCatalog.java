package io.trebuchet.run;

import io.trebuchet.process.Causes;
import io.trebuchet.process.UsageException;
import io.trebuchet.storage.EndpointFile;
import io.trebuchet.storage.KeptSteps;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.Ownership;
import io.trebuchet.storage.Quarantine;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.StoreException;
import io.trebuchet.storage.StoredSteps;
import io.trebuchet.stores.EndedStore;
import io.trebuchet.stores.SharedDatabase;
import io.trebuchet.web.DamagedSweep;
import io.trebuchet.web.ServedSweep;
import io.trebuchet.web.StoredSweep;
import io.trebuchet.web.SweepCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runs that {@code serve} shows; new ones in its folder appear by themselves. Thread-safe. */
public final class RunCatalog implements SweepCatalog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunCatalog.class);

  /** Each is a database of its own, with threads and memory. */
  private static final int MOST_OPEN = 3;

  private final Path root;
  private final List<Path> given;
  private final Set<String> loaded;
  private final SharedDatabase shared;
  private final EndedStore stored;
  private final Map<Path, Known> known = new HashMap<>();
  private final Map<Path, StoredSteps> open = new LinkedHashMap<>(8, 0.75f, true);

  /** What has been said already: the page asks every few seconds. */
  private final Map<Path, String> complaints = new HashMap<>();

  /** What was read of a run, and the files it was read from; a process may end without a trace. */
  private record Known(
      List<FileTime> files, Optional<EndpointFile.Endpoint> process, StoredSweep sweep) {}

  private RunCatalog(
      Path root, List<Path> given, Set<String> loaded, SharedDatabase shared, EndedStore stored) {
    this.root = root;
    this.given = given;
    this.loaded = loaded;
    this.shared = shared;
    this.stored = stored;
  }

  /**
   * The given runs, or those of a folder if none are given.
   *
   * @param loaded ids of the runs that are in the shared database
   */
  public static RunCatalog of(
      Path root, List<Path> given, Set<String> loaded, SharedDatabase shared, EndedStore stored) {
    return new RunCatalog(root, given, loaded, shared, stored);
  }

  @Override
  public synchronized List<ServedSweep> sweeps() {
    List<ServedSweep> sweeps = new ArrayList<>();
    Map<String, Path> ids = new HashMap<>();
    for (Path path : given.isEmpty() ? folder() : given) {
      RunDirectory run = new RunDirectory(path);
      try {
        if (isRun(run)) {
          ServedSweep sweep = sweep(run);
          Path first = ids.putIfAbsent(sweep.about().id(), path);
          if (first != null) {
            throw new StoreException("it has the id of " + first, null);
          }
          sweeps.add(sweep);
          complaints.remove(path);
        }
      } catch (IOException e) {
        String why = Causes.of(e);
        sweeps.add(DamagedSweep.of(run, why));
        if (!why.equals(complaints.put(path, why))) {
          LOG.warn("{} cannot be read: {}", path, why);
        }
      }
    }
    sweeps.sort(Comparator.comparing(sweep -> sweep.about().started()));
    return sweeps;
  }

  /** One that is only beginning has not both files yet. */
  private static boolean isRun(RunDirectory run) throws IOException {
    boolean manifest = isThere(run.manifest());
    boolean config = isThere(run.config());
    return (manifest && config) || ((manifest || config) && !EndpointFile.isHeld(run.root()));
  }

  private static boolean isThere(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  private List<Path> folder() {
    try (var entries = Files.list(root)) {
      return entries
          .filter(Files::isDirectory)
          .sorted(Comparator.comparing(RunCatalog::isForeign).thenComparing(Path::compareTo))
          .toList();
    } catch (IOException e) {
      LOG.warn("cannot look into {}", root, e);
      return List.of();
    }
  }

  /** Of two runs with one id, the user's own is shown. */
  private static boolean isForeign(Path run) {
    try {
      return Ownership.isForeign(run.toRealPath());
    } catch (IOException e) {
      return true;
    }
  }

  private StoredSweep sweep(RunDirectory run) throws IOException {
    List<FileTime> files = new ArrayList<>();
    for (Path file : List.of(run.manifest(), run.trials(), run.ledger(), run.endpoint())) {
      files.add(
          isThere(file)
              ? Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
              : FileTime.fromMillis(0));
    }
    Optional<EndpointFile.Endpoint> process = run.process();
    Known before = known.get(run.root());
    if (before != null && before.files().equals(files) && before.process().equals(process)) {
      return before.sweep();
    }
    Manifest manifest = Manifest.read(run.manifest());
    StoredSweep sweep = StoredSweep.read(run, () -> steps(run, manifest));
    known.put(run.root(), new Known(files, process, sweep));
    return sweep;
  }

  private synchronized Optional<StoredSteps> steps(RunDirectory run, Manifest manifest)
      throws StoreException {
    StoredSteps reader = open.get(run.root());
    if (reader == null) {
      Optional<StoredSteps> opened = open(run, manifest);
      if (opened.isEmpty()) {
        return opened;
      }
      reader = opened.get();
      open.put(run.root(), reader);
      closeOldest();
    }
    return Optional.of(reader);
  }

  private Optional<StoredSteps> open(RunDirectory run, Manifest manifest) throws StoreException {
    try {
      if (loaded.contains(manifest.runId()) || shared.holds(manifest)) {
        StoredSteps reader = shared.reader(manifest.runId());
        return Optional.of(KeptSteps.of(reader, Quarantine.in(run.quarantine())));
      }
      return Optional.of(stored.open(run));
    } catch (UsageException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new StoreException(
          String.format(Locale.ROOT, "the steps of %s cannot be read: %s", run.root(), e), e);
    }
  }

  private void closeOldest() throws StoreException {
    while (open.size() > MOST_OPEN) {
      Path oldest = open.keySet().iterator().next();
      open.remove(oldest).close();
    }
  }

  @Override
  public synchronized void close() throws StoreException {
    for (StoredSteps reader : open.values()) {
      reader.close();
    }
    open.clear();
  }
}
