package io.trebuchet.run;

import io.trebuchet.config.ConfigException;
import io.trebuchet.config.Nearest;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.data.DataFolders;
import io.trebuchet.durable.TrialWeights;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.process.UsageException;
import io.trebuchet.storage.CheckpointFiles;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.NpyFile;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.TrialsFile;
import io.trebuchet.trial.ProblemCache;
import io.trebuchet.trial.RefusedCheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the weights of a run's trials. */
public final class WeightsExport {
  private WeightsExport() {}

  /**
   * Writes one file, or one for each trial into a folder.
   *
   * @param names of trials; empty for all that have run
   * @param dataDir where image data is looked for first; null for where the run had found it
   * @param output a folder, unless one trial is named or it ends in .npy
   * @param written is told of each file, in a line
   * @param people are told of what is left out, and why
   */
  public static void write(
      RunDirectory run,
      List<String> names,
      @Nullable Path dataDir,
      Path output,
      Consumer<String> written,
      Consumer<String> people)
      throws IOException, ConfigException {
    if (!Files.exists(run.trials())) {
      throw new UsageException(run.root() + " has no trials.csv: the run has not ended");
    }
    EarlierConfig earlier = EarlierConfig.read(run, RunFiles.of(run, dataDir, people));
    SweepConfig config = earlier.grown();
    List<TrialSpec> specs = chosen(run, names, config.trials());
    Map<String, TrialResult> results = new HashMap<>();
    TrialsFile.read(run.trials()).forEach(result -> results.put(result.trial(), result));
    boolean oneFile =
        !Files.isDirectory(output)
            && (names.size() == 1 || output.getFileName().toString().endsWith(".npy"));
    if (oneFile && specs.size() > 1) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "%s is one file, and the run has %d trials: name one with --trial, or a folder with"
                  + " -o",
              output,
              specs.size()));
    }
    Path whole = output.toAbsolutePath().normalize();
    Path above = whole.getParent();
    if (above != null && !Files.isDirectory(above)) {
      throw new UsageException(
          String.format(Locale.ROOT, "%s: there is no folder %s; create it first", output, above));
    }
    if (!oneFile && Files.exists(output) && !Files.isDirectory(output)) {
      throw new UsageException(output + " is a file, and weights of all trials need a folder");
    }
    DataFolders folders = RunData.of(run, Manifest.read(run.manifest()), config, dataDir, people);
    TrialWeights weights =
        TrialWeights.of(
            ProblemCache.create(folders, specs),
            CheckpointFiles.in(run.checkpoints()),
            earlier.identity(),
            people);
    for (TrialSpec spec : specs) {
      TrialResult result = results.get(spec.id());
      if (result == null
          || result.outcome() == Outcome.FAILED
          || Double.isNaN(result.lossInitial())) {
        people.accept(spec.id() + " has no last step: left out");
        continue;
      }
      Path file = oneFile ? output : output.resolve(spec.id() + ".npy");
      try {
        NpyFile.write(file, weights.at(spec, result.steps()));
      } catch (RefusedCheckpointException | IllegalArgumentException e) {
        throw new UsageException(String.valueOf(e.getMessage()));
      }
      written.accept(
          String.format(Locale.ROOT, "%s at step %d: %s", spec.id(), result.steps(), file));
    }
  }

  private static List<TrialSpec> chosen(
      RunDirectory run, List<String> names, List<TrialSpec> trials) {
    if (names.isEmpty()) {
      return trials;
    }
    List<TrialSpec> chosen = new ArrayList<>();
    List<String> known = trials.stream().map(TrialSpec::id).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new UsageException(
            String.format(
                Locale.ROOT,
                "%s has no trial %s; nearest: %s",
                run.root(),
                name,
                String.join(", ", Nearest.of(name, known, 3))));
      }
      trials.stream().filter(spec -> spec.id().equals(name)).forEach(chosen::add);
    }
    return chosen;
  }
}
