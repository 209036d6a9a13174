package io.trebuchet.trial;

import io.trebuchet.config.TrialSpec;
import io.trebuchet.data.DataFile;
import io.trebuchet.data.DataFolders;
import io.trebuchet.data.DataSource;
import io.trebuchet.physics.MemoryLimits;
import io.trebuchet.physics.MemoryNeed;
import io.trebuchet.physics.Model;
import io.trebuchet.physics.Numbers;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The problems of a sweep, one for each grid point and seed: made by the first trial that needs it,
 * shared by its others, and freed after the last. Thread-safe.
 */
public final class ProblemCache {
  private final DataFolders folders;
  private final Map<Key, Entry> entries = new HashMap<>();
  private final Map<String, String> checksums = new ConcurrentHashMap<>();

  private ProblemCache(DataFolders folders) {
    this.folders = folders;
  }

  /** A cache for exactly these trials; each must be released once. */
  public static ProblemCache create(DataFolders folders, List<TrialSpec> trials) {
    ProblemCache cache = new ProblemCache(folders);
    for (TrialSpec trial : trials) {
      cache.entries.computeIfAbsent(Key.of(trial), key -> new Entry()).users++;
    }
    return cache;
  }

  /**
   * The problem of a trial; waits while another thread makes it.
   *
   * @throws IOException if its data cannot be read
   */
  public Problem acquire(TrialSpec trial) throws IOException {
    Entry entry = entry(trial);
    synchronized (entry) {
      Problem problem = entry.problem;
      if (problem == null) {
        problem = make(trial, entry);
        entry.problem = problem;
      }
      return problem;
    }
  }

  /** Keeps a trial's problem for another user, or for the trial again, who must release it too. */
  public void retain(TrialSpec trial) {
    Entry entry = entry(trial);
    synchronized (entry) {
      entry.users++;
    }
  }

  /** Says that a trial is over, whether or not it acquired its problem. */
  public void release(TrialSpec trial) {
    Entry entry = entry(trial);
    synchronized (entry) {
      entry.users--;
      if (entry.users == 0 && entry.problem != null) {
        entry.problem.close();
        entry.problem = null;
      }
    }
  }

  /** SHA-256 of each data file read so far, by name. */
  public Map<String, String> checksums() {
    return new TreeMap<>(checksums);
  }

  /** SHA-256 of each data file that the trial's problem was made of, by name; after acquire. */
  public Map<String, String> checksums(TrialSpec trial) {
    Entry entry = entry(trial);
    synchronized (entry) {
      return entry.checksums;
    }
  }

  /** What a trial needs of memory at least, and whence it is had: of one that had too little. */
  public String memory(TrialSpec trial) {
    Entry entry = entry(trial);
    MemoryNeed need = entry.need;
    MemoryLimits process = MemoryLimits.current();
    long heap = need.heap(1);
    long outside = need.outside(1);
    return need.equals(MemoryNeed.NONE)
        ? process.advice(process.heap(), process.outside())
        : String.format(
            Locale.ROOT,
            "the trial needs at least %s, and each beside it as much again; %s, and a smaller"
                + " --parallelism needs less",
            MemoryLimits.words(heap, outside),
            process.advice(heap, outside));
  }

  private Problem make(TrialSpec trial, Entry entry) throws IOException {
    SeededRandom random = SeededRandom.of(trial.seed());
    DataSource data = trial.point().data();
    Optional<Sample> first = folders.first().take(data, trial.seed());
    Sample sample = first.isPresent() ? first.get() : data.load(folders, random.split("data"));
    Model model = trial.point().model();
    Map<String, String> read = new TreeMap<>(sample.checksums());
    for (Numbers numbers : model.given()) {
      if (numbers instanceof DataFile file) {
        file.addChecksum(read);
      }
    }
    folders.checksums().requireSame(read);
    entry.need = model.memory(sample);
    // As they were named when the run began, for checkpoints are known by these names.
    entry.checksums = folders.checksums().named(read);
    entry.checksums.forEach(checksums::putIfAbsent);
    return model.on(sample, random.split("model"));
  }

  private Entry entry(TrialSpec trial) {
    Entry entry = entries.get(Key.of(trial));
    if (entry == null) {
      throw new IllegalArgumentException("not a trial of this sweep: " + trial.id());
    }
    return entry;
  }

  /** What trials have in common that share a problem. */
  public record Key(int gridPoint, long seed) {
    /** That of a trial. */
    public static Key of(TrialSpec trial) {
      return new Key(trial.point().index(), trial.seed());
    }
  }

  private static final class Entry {
    private int users;
    private volatile MemoryNeed need = MemoryNeed.NONE;
    private Map<String, String> checksums = Map.of();
    private @Nullable Problem problem;
  }
}
