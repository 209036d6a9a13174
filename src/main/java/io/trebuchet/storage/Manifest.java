package io.trebuchet.storage;

import io.trebuchet.metrics.ShellWord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code manifest.json}: what ran, with which code, where.
 *
 * @param runId unique over all runs; the tag {@code sweep}
 * @param name the sweep's name in the config
 * @param version of Trebuchet
 * @param gitCommit the commit it was built from; empty if unknown
 * @param store the word of {@code --store}
 * @param database where the embedded database is, if not in the run's directory; null otherwise
 * @param server the external one, if there is one; null otherwise
 * @param observables names of the metrics recorded beyond those of every run
 * @param dataChecksums SHA-256 of every file that the config names, by name, or by path where
 *     several have that name: as the run was begun with, and never another
 * @param dataFolders absolute ones in which image data was found; null in manifests of versions
 *     that did not say, whose checksums need not be of all files
 * @param ended null while it runs, or if it never got to its end
 * @param attempt which process of the run this is of, the first being 1
 * @param stepLimits {@code stop.max-steps} as it was, and as it was raised to; null in manifests of
 *     versions that could not raise it
 * @param builds other builds of Trebuchet that went on with it; null where there was none
 */
public record Manifest(
    String runId,
    String name,
    String version,
    String gitCommit,
    Machine machine,
    List<Long> seeds,
    String store,
    @Nullable String database,
    @Nullable Server server,
    List<String> observables,
    Map<String, String> dataChecksums,
    @Nullable List<String> dataFolders,
    Instant started,
    @Nullable Instant ended,
    int attempt,
    @Nullable List<StepLimit> stepLimits,
    @Nullable List<Build> builds) {

  /**
   * A value of {@code stop.max-steps}.
   *
   * @param attempt the first process of the run that it holds for
   */
  public record StepLimit(int attempt, long maxSteps) {}

  /**
   * A build that went on with a run.
   *
   * @param attempt the first process of the run that was of it
   */
  public record Build(int attempt, String version, String gitCommit) {
    boolean isSame(String otherVersion, String otherCommit) {
      return version.equals(otherVersion) && gitCommit.equals(otherCommit);
    }

    @Override
    public String toString() {
      return gitCommit.isEmpty() ? version : version + " (" + gitCommit + ")";
    }
  }

  /**
   * A database server that somebody else runs; its token is nowhere written down.
   *
   * @param bucket the bucket, or the database of an InfluxDB 1.x
   * @param login where the login lies, if it is that of a served folder; null otherwise
   */
  public record Server(String url, String org, String bucket, @Nullable ServedLogin login) {
    /** A login that another program has left in the address is neither used nor shown. */
    public Server {
      url = ServerAddress.of(url).url().toString();
    }

    /** A server whose login is kept nowhere. */
    public Server(String url, String org, String bucket) {
      this(url, org, bucket, null);
    }
  }

  /** Refuses a file with missing entries. */
  public Manifest {
    Objects.requireNonNull(runId, "run_id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(gitCommit, "git_commit");
    Objects.requireNonNull(machine, "machine");
    seeds = List.copyOf(seeds);
    Objects.requireNonNull(store, "store");
    if (database != null) {
      Path unused = Path.of(database);
    }
    observables = List.copyOf(observables);
    dataChecksums = Map.copyOf(dataChecksums);
    Objects.requireNonNull(started, "started");
    if (dataFolders != null) {
      dataFolders = List.copyOf(dataFolders);
      for (String folder : dataFolders) {
        Path unused = Path.of(folder);
      }
    }
    stepLimits = stepLimits == null ? null : List.copyOf(stepLimits);
    builds = builds == null ? null : List.copyOf(builds);
    // Earlier versions did not count.
    attempt = Math.max(1, attempt);
  }

  /** The same run, ended; null if it has not. */
  public Manifest ended(@Nullable Instant at) {
    return with(dataChecksums, dataFolders, at, stepLimits);
  }

  /**
   * The same run, with the data that it reads.
   *
   * @param folders see {@link #dataFolders}
   */
  public Manifest reading(Map<String, String> checksums, @Nullable List<String> folders) {
    return with(checksums, folders, ended, stepLimits);
  }

  /**
   * The same run, of which this process begins, and all later ones go on, with a limit of steps.
   */
  public Manifest limitedTo(long maxSteps, long before) {
    List<StepLimit> limits = new ArrayList<>();
    if (stepLimits == null) {
      limits.add(new StepLimit(1, before));
    } else {
      limits.addAll(stepLimits);
    }
    if (limits.isEmpty() || limits.getLast().maxSteps() != maxSteps) {
      limits.add(new StepLimit(attempt, maxSteps));
    }
    return with(dataChecksums, dataFolders, ended, limits);
  }

  /** The build that worked on it last. */
  public Build lastBuild() {
    return builds == null || builds.isEmpty() ? new Build(1, version, gitCommit) : builds.getLast();
  }

  /** The same run, of which this process is of that build. */
  public Manifest builtBy(String newVersion, String newCommit) {
    if (lastBuild().isSame(newVersion, newCommit)) {
      return this;
    }
    List<Build> all = new ArrayList<>(builds == null ? List.of() : builds);
    all.add(new Build(attempt, newVersion, newCommit));
    return with(server, dataChecksums, dataFolders, ended, stepLimits, all);
  }

  /** The same run, on a server whose login lies there. */
  public Manifest loggedIn(ServedLogin login) {
    Server known = Objects.requireNonNull(server);
    return with(
        new Server(known.url(), known.org(), known.bucket(), login),
        dataChecksums,
        dataFolders,
        ended,
        stepLimits,
        builds);
  }

  /** The same run, going on, perhaps with other seeds, further observables and another store. */
  public Manifest resumed(
      List<Long> newSeeds,
      List<String> nowObserved,
      String newStore,
      @Nullable String newDatabase,
      @Nullable Server newServer) {
    return new Manifest(
        runId,
        name,
        version,
        gitCommit,
        machine,
        newSeeds,
        newStore,
        newDatabase,
        newServer,
        Stream.concat(observables.stream(), nowObserved.stream()).distinct().toList(),
        dataChecksums,
        dataFolders,
        started,
        null,
        attempt + 1,
        stepLimits,
        builds);
  }

  private Manifest with(
      Map<String, String> checksums,
      @Nullable List<String> folders,
      @Nullable Instant end,
      @Nullable List<StepLimit> limits) {
    return with(server, checksums, folders, end, limits, builds);
  }

  private Manifest with(
      @Nullable Server newServer,
      Map<String, String> checksums,
      @Nullable List<String> folders,
      @Nullable Instant end,
      @Nullable List<StepLimit> limits,
      @Nullable List<Build> workedOn) {
    return new Manifest(
        runId,
        name,
        version,
        gitCommit,
        machine,
        seeds,
        store,
        database,
        newServer,
        observables,
        checksums,
        folders,
        started,
        end,
        attempt,
        limits,
        workedOn);
  }

  /** Writes the file of a run. */
  public void write(Path file) throws IOException {
    Json.write(file, this);
  }

  /** Reads the file of a run. */
  public static Manifest read(Path file) throws IOException {
    return Json.read(
        file,
        Manifest.class,
        "to have it made anew from the run's journal: trebuchet resume "
            + ShellWord.of(PrivateFiles.above(file)));
  }

  /** The file as a line, for the journal. */
  public String line() throws IOException {
    return Json.line(this);
  }

  /**
   * The manifest that a line holds.
   *
   * @param from where the line was found, for people
   */
  public static Manifest ofLine(String line, Path from) throws IOException {
    return Json.parse(line, Manifest.class, from);
  }
}
