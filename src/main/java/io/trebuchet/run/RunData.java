package io.trebuchet.run;

import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.data.DataChecksums;
import io.trebuchet.data.DataFolders;
import io.trebuchet.data.DataSource;
import io.trebuchet.data.MissingDataException;
import io.trebuchet.metrics.ShellWord;
import io.trebuchet.process.Folders;
import io.trebuchet.process.UsageException;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.stores.OwnRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The data of a run: what it was begun with, or none. */
public final class RunData {
  private static final Logger LOG = LoggerFactory.getLogger(RunData.class);

  private RunData() {}

  /**
   * The folders of data for trials that begin: from now on the files must stay as they are. Those
   * that are missing are complained of by who reads them all.
   */
  public static DataFolders begun(SweepConfig config, DataFolders folders) throws IOException {
    Set<Path> files = files(config, folders, e -> LOG.debug("not looked for yet", e));
    return folders.holding(DataChecksums.of(files));
  }

  /**
   * The same for trials of a run that there is.
   *
   * @param config of the run, perhaps with more trials
   * @param dataDir the folder that the user names; null if none
   * @param people are told where it is not looked for
   * @throws UsageException if a file is another than the run was begun with
   */
  public static DataFolders of(
      RunDirectory run,
      Manifest manifest,
      SweepConfig config,
      @Nullable Path dataDir,
      Consumer<String> people)
      throws IOException {
    DataFolders folders =
        Folders.data(dataDir, remembered(run, manifest, dataDir, people), System.getenv());
    Set<String> missing = new LinkedHashSet<>();
    Set<Path> files =
        files(config, folders, e -> String.valueOf(e.getMessage()).lines().forEach(missing::add));
    DataChecksums now = DataChecksums.of(files);
    DataChecksums before = new DataChecksums(manifest.dataChecksums());
    List<String> lines = new ArrayList<>(before.differences(now, manifest.dataFolders() != null));
    if (!lines.isEmpty()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "trials of %s are trained on the same data or on none: put back what was there"
                  + " (--data-dir names another folder), or begin a new run with trebuchet run %s",
              run.root(),
              ShellWord.of(run.config())));
    }
    lines.addAll(missing);
    if (!lines.isEmpty()) {
      throw new UsageException(lines);
    }
    return folders.holding(before.with(now.byName()));
  }

  /** The folders in which a config's data was found. */
  static List<String> places(SweepConfig config, DataFolders folders) throws IOException {
    Set<Path> files = found(config, folders);
    return folders.roots().stream()
        .map(root -> root.toAbsolutePath().normalize())
        .filter(root -> files.stream().anyMatch(file -> file.startsWith(root)))
        .map(Path::toString)
        .distinct()
        .toList();
  }

  /** What another user's manifest says is shown, but nothing is read because of it. */
  private static List<Path> remembered(
      RunDirectory run, Manifest manifest, @Nullable Path dataDir, Consumer<String> people)
      throws IOException {
    List<String> named = manifest.dataFolders() == null ? List.of() : manifest.dataFolders();
    if (named.isEmpty() || OwnRun.is(run)) {
      List<Path> folders = new ArrayList<>();
      for (String name : named) {
        Path folder = Path.of(name);
        folders.add(
            Files.isDirectory(folder) ? folder : RunFiles.folder(run, folder).orElse(folder));
      }
      return folders;
    }
    if (dataDir == null) {
      people.accept(
          String.format(
              Locale.ROOT,
              "%s belongs to another user, so data is not looked for where its manifest says, in"
                  + " %s: if you trust it, name it with --data-dir",
              run.root(),
              String.join(", ", named)));
    }
    return List.of();
  }

  private static Set<Path> files(
      SweepConfig config, DataFolders folders, Consumer<MissingDataException> missing) {
    Set<Path> files = new LinkedHashSet<>(config.namedFiles());
    for (DataSource source : sources(config)) {
      try {
        files.addAll(found(source, folders));
      } catch (MissingDataException e) {
        missing.accept(e);
      }
    }
    return files;
  }

  private static Set<Path> found(SweepConfig config, DataFolders folders) throws IOException {
    Set<Path> files = new LinkedHashSet<>();
    for (DataSource source : sources(config)) {
      files.addAll(found(source, folders));
    }
    return files;
  }

  private static Set<DataSource> sources(SweepConfig config) {
    Set<DataSource> sources = new LinkedHashSet<>();
    for (TrialSpec trial : config.trials()) {
      sources.add(trial.point().data());
    }
    return sources;
  }

  private static List<Path> found(DataSource source, DataFolders folders)
      throws MissingDataException {
    return source.files(folders).stream().map(file -> file.toAbsolutePath().normalize()).toList();
  }
}
