package io.trebuchet.run;

import io.trebuchet.config.ConfigException;
import io.trebuchet.config.Overrides;
import io.trebuchet.config.Reach;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.SweepIdentity;
import io.trebuchet.config.SweepReader;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.process.UsageException;
import io.trebuchet.storage.PrivateFiles;
import io.trebuchet.storage.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a run was begun with, and whether it may go on with something else. */
public record EarlierConfig(
    RunDirectory run, SweepReader reader, String text, SweepConfig begun, SweepConfig grown) {
  private static final int MOST_LINES = 20;
  private static final String LIMIT = "stop.max-steps";

  /**
   * Reads the config that a run's checkpoints belong to.
   *
   * @param files where its files are by now
   */
  public static EarlierConfig read(RunDirectory run, RunFiles files)
      throws ConfigException, IOException {
    SweepReader reader = SweepReader.create(files);
    SweepConfig grown = reader.read(run.config(), Overrides.NONE, Reach.NOTHING);
    files.foundBefore(grown.namedFiles());
    Path file = Files.exists(run.checkpointedConfig()) ? run.checkpointedConfig() : run.config();
    return new EarlierConfig(
        run,
        reader,
        PrivateFiles.text(file, RunDirectory.MOST_CONFIG_BYTES),
        reader.read(file, Overrides.NONE, Reach.NOTHING),
        grown);
  }

  /** What the fingerprints of the checkpoints were made from, whatever defaults have come since. */
  SweepIdentity identity() {
    return SweepIdentity.of(text);
  }

  /**
   * The run's config with these overrides.
   *
   * @throws UsageException if its trials would compute something else, with the difference
   */
  public SweepConfig continued(Overrides overrides) throws ConfigException {
    SweepConfig now = reader.read(run.config(), overrides, Reach.NOTHING);
    List<String> differences = new ArrayList<>(identity(begun).differences(identity(now)));
    differences.addAll(limit(now));
    Set<String> trials = now.trials().stream().map(TrialSpec::id).collect(Collectors.toSet());
    // Also those that an earlier resume has added.
    Stream.concat(begun.trials().stream(), grown.trials().stream())
        .map(TrialSpec::id)
        .distinct()
        .filter(trial -> !trials.contains(trial))
        .limit(MOST_LINES)
        .forEach(
            trial ->
                differences.add(String.format(Locale.ROOT, "trial %s: would be left out", trial)));
    if (!differences.isEmpty()) {
      List<String> lines = new ArrayList<>();
      lines.add(run.root() + " was begun with another config, so its trials cannot go on:");
      differences.forEach(difference -> lines.add("  " + difference));
      lines.add(
          "take the changes back, or begin a new run; learning rates and seeds can be added, and"
              + " stop.max-steps can be raised");
      throw new UsageException(lines);
    }
    return now;
  }

  /** What a trial computes until the limit of steps. */
  private static SweepIdentity identity(SweepConfig config) {
    return SweepIdentity.of(config.resolved()).without(LIMIT);
  }

  private List<String> limit(SweepConfig now) {
    long before = grown.stop().maxSteps();
    long after = now.stop().maxSteps();
    if (after < before) {
      return List.of(
          String.format(
              Locale.ROOT,
              "%s: was %d, is %d: it can only be raised, for steps were computed",
              LIMIT,
              before,
              after));
    }
    return after > before && now.rule().settings().equals("basin=true")
        ? List.of(
            String.format(
                Locale.ROOT,
                "%s: was %d, is %d: with control.certified.basin = true it decides on verdicts"
                    + " before it, too",
                LIMIT,
                before,
                after))
        : List.of();
  }

  /** The limits of steps that the run has had, as far as its configs know. */
  List<Long> limits() {
    return Stream.of(begun, grown).map(config -> config.stop().maxSteps()).distinct().toList();
  }

  /** How many trials it has had so far. */
  public int trials() {
    return grown.trials().size();
  }

  /** The ids of the trials that the run has now. */
  public static List<String> trials(RunDirectory run) throws ConfigException, IOException {
    return SweepReader.create(RunFiles.of(run, null, unsaid -> {}))
        .read(run.config(), Overrides.NONE, Reach.NOTHING)
        .trials()
        .stream()
        .map(TrialSpec::id)
        .toList();
  }
}
