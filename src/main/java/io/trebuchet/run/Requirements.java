package io.trebuchet.run;

import io.trebuchet.config.GridPoint;
import io.trebuchet.config.Sound;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.data.DataFile;
import io.trebuchet.data.DataFolders;
import io.trebuchet.data.DataSource;
import io.trebuchet.data.MissingDataException;
import io.trebuchet.physics.MemoryLimits;
import io.trebuchet.physics.MemoryNeed;
import io.trebuchet.physics.Model;
import io.trebuchet.physics.Numbers;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.process.Causes;
import io.trebuchet.process.UsageException;
import io.trebuchet.trial.ProblemCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a sweep needs before it begins: its data, the files that its models name, and memory. All of
 * it is read once, so that what is missing, damaged or too much ends no trial later.
 */
public final class Requirements {
  private static final long ANY_SEED = 1;

  private final DataFolders folders;
  private final Set<String> faults = new LinkedHashSet<>();
  private final Set<String> remarks = new LinkedHashSet<>();
  private final Set<DataSource> unusable = new HashSet<>();
  private final Map<GridPoint, MemoryNeed> needs = new HashMap<>();
  private @Nullable DataSource last;
  private @Nullable Sample lastSample;
  private long heap;
  private long outside;

  private Requirements(DataFolders folders) {
    this.folders = folders;
  }

  /**
   * Checks all of it.
   *
   * @throws UsageException with every fault
   */
  public static Requirements check(SweepConfig config, DataFolders folders, int parallelism) {
    Requirements all = new Requirements(folders);
    Map<GridPoint, Long> seeds = new LinkedHashMap<>();
    for (TrialSpec trial : config.trials()) {
      seeds.putIfAbsent(trial.point(), trial.seed());
    }
    seeds.forEach(all::check);
    all.forget();
    all.checkMemory(config.trials(), parallelism);
    if (!all.faults.isEmpty()) {
      throw new UsageException(List.copyOf(all.faults));
    }
    return all;
  }

  /** What is wrong with the rest of a config that has faults, as far as that can be known. */
  public static Set<String> faults(Sound rest, DataFolders folders) {
    Requirements all = new Requirements(folders);
    rest.points().forEach(point -> all.check(point, ANY_SEED));
    for (Model model : rest.models()) {
      boolean unused = all.isUsable(model);
    }
    for (DataSource data : rest.sources()) {
      all.checkData(data, () -> all.sample(data, ANY_SEED));
    }
    all.forget();
    all.checkMemory(List.of(), 1);
    for (DataSource data : rest.unsound()) {
      all.checkData(data, () -> data.files(folders));
    }
    return all.faults;
  }

  public DataFolders folders() {
    return folders;
  }

  /** What a user should know of the files. */
  public Set<String> remarks() {
    return remarks;
  }

  /** Bytes of heap that trials side by side hold at least. */
  long heap() {
    return heap;
  }

  /** The same outside of the heap. */
  long outside() {
    return outside;
  }

  /** What the model is made of is checked also where the data are unusable. */
  private void check(GridPoint point, long seed) {
    boolean fits = isUsable(point.model());
    boolean unused =
        succeeds(point.data(), point.model().given(), () -> checkWithData(point, seed, fits));
  }

  private boolean isUsable(Model model) {
    boolean usable = true;
    for (Runnable check : model.checks()) {
      usable &= succeeds(null, model.given(), check::run);
    }
    return usable;
  }

  private void checkData(DataSource data, Check check) {
    boolean unused = succeeds(data, List.of(), check);
  }

  private void forget() {
    last = null;
    lastSample = null;
  }

  private void checkWithData(GridPoint point, long seed, boolean modelIsUsable) throws IOException {
    Sample sample = sample(point.data(), seed);
    if (sample != null && modelIsUsable) {
      requireLabels(point.model(), sample);
      remarks.addAll(point.model().check(sample));
      needs.put(point, point.model().memory(sample));
    }
  }

  private static void requireLabels(Model model, Sample sample) {
    int labels = sample.train().outputs();
    if (labels != model.outputs()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the data have %d labels a point, but the model has %d outputs: choose model.kind ="
                  + " mlp with model.outputs = %d, or give other labels",
              labels,
              model.outputs(),
              labels));
    }
  }

  private interface Check {
    void run() throws IOException;
  }

  private boolean succeeds(@Nullable DataSource data, List<Numbers> given, Check check) {
    try {
      check.run();
      return true;
    } catch (IOException e) {
      if (data != null) {
        unusable.add(data);
      }
      faults.addAll(
          e instanceof MissingDataException
              ? String.valueOf(e.getMessage()).lines().toList()
              : List.of(Causes.of(e)));
    } catch (UncheckedIOException
        | IllegalArgumentException
        | ArithmeticException
        | NegativeArraySizeException e) {
      faults.add(named(given, Objects.requireNonNullElse(e.getMessage(), e.toString())));
    } catch (OutOfMemoryError e) {
      forget();
      MemoryLimits process = MemoryLimits.current();
      faults.add(
          named(given, "the data or what the model is made of do not fit into memory")
              + ": "
              + process.advice(process.heap(), process.outside()));
    }
    return false;
  }

  /** Null where the data are known to be unusable. */
  private @Nullable Sample sample(DataSource data, long seed) throws IOException {
    if (unusable.contains(data)) {
      return null;
    }
    if (!data.equals(last)) {
      forget();
      try {
        lastSample = data.load(folders, SeededRandom.of(seed).split("data"), remarks::add);
        folders.first().keep(data, seed, lastSample);
      } catch (IllegalArgumentException | ArithmeticException | UncheckedIOException e) {
        unusable.add(data);
        throw e;
      }
      last = data;
    }
    return lastSample;
  }

  /** With the files that are meant, where the message leaves them out. */
  private static String named(List<Numbers> given, String message) {
    String files =
        given.stream()
            .filter(DataFile.class::isInstance)
            .map(file -> ((DataFile) file).path().toString())
            .collect(Collectors.joining(", "));
    boolean said = files.isEmpty() || message.contains(files) || message.startsWith("data.");
    return said ? message : String.format(Locale.ROOT, "%s (%s)", message, files);
  }

  /** Trials begin in their order, so that those side by side follow each other. */
  private void checkMemory(List<TrialSpec> trials, int parallelism) {
    MemoryLimits process = MemoryLimits.current();
    Beside beside = new Beside();
    long alone = 0;
    long aloneOutside = 0;
    for (MemoryNeed need : needs.values()) {
      alone = Math.max(alone, need.heap(1));
      aloneOutside = Math.max(aloneOutside, need.outside(1));
    }
    for (TrialSpec trial : trials) {
      MemoryNeed need = needs.getOrDefault(trial.point(), MemoryNeed.NONE);
      beside.add(trial, need, parallelism);
      heap = Math.max(heap, beside.heap);
      outside = Math.max(outside, beside.outside);
    }
    if (!process.has(alone, aloneOutside)) {
      faults.add(
          String.format(
              Locale.ROOT,
              "memory: a trial needs at least %s; %s, or make the model or the data smaller",
              MemoryLimits.words(alone, aloneOutside),
              process.advice(alone, aloneOutside)));
    } else if (!process.has(heap, outside)) {
      faults.add(
          String.format(
              Locale.ROOT,
              "memory: %d trials side by side need at least %s; %s, and --parallelism 1 needs %s",
              Math.min(parallelism, trials.size()),
              MemoryLimits.words(heap, outside),
              process.advice(heap, outside),
              MemoryLimits.words(alone, aloneOutside)));
    }
  }

  /** The last few trials, of which those of one grid point and seed share what they can. */
  private static final class Beside {
    private record Member(ProblemCache.Key problem, MemoryNeed need) {}

    private final Deque<Member> members = new ArrayDeque<>();
    private final Map<ProblemCache.Key, Integer> users = new HashMap<>();
    private long heap;
    private long outside;

    void add(TrialSpec trial, MemoryNeed need, int most) {
      if (members.size() == most) {
        remove(members.removeFirst());
      }
      ProblemCache.Key problem = ProblemCache.Key.of(trial);
      boolean first = users.merge(problem, 1, Integer::sum) == 1;
      heap = MemoryNeed.sum(heap, first ? need.heap(1) : need.trialHeap());
      outside = MemoryNeed.sum(outside, first ? need.outside(1) : need.trialOutside());
      members.addLast(new Member(problem, need));
    }

    private void remove(Member gone) {
      boolean only = users.merge(gone.problem(), -1, Integer::sum) == 0;
      if (only) {
        users.remove(gone.problem());
      }
      MemoryNeed need = gone.need();
      heap -= only ? need.heap(1) : need.trialHeap();
      outside -= only ? need.outside(1) : need.trialOutside();
    }
  }
}
