package io.trebuchet.bench;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.trebuchet.config.ConfigException;
import io.trebuchet.config.Overrides;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.SweepReader;
import io.trebuchet.data.DataFolders;
import io.trebuchet.data.MissingDataException;
import io.trebuchet.process.Folders;
import io.trebuchet.process.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The shipped configs that a measurement goes through; options of those that do. */
final class ShippedConfigs {
  private static final Set<String> IMAGES = Set.of("mnist", "fashion-mnist", "cifar-10");

  @Option(
      names = "--experiments",
      paramLabel = "NAME",
      split = ",",
      description = "Names of configs, such as fig01,fig03. Default: all.")
  private List<String> names = List.of();

  @Option(
      names = "--configs",
      paramLabel = "DIR",
      description = "Where the configs are. Default: ${DEFAULT-VALUE}.")
  private Path configs = Path.of("configs");

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where image data is looked for first; then $TREBUCHET_DATA and the cache.")
  private @Nullable Path dataDir;

  /** Those that are asked for, in the order of their names. */
  List<Path> files() {
    List<Path> files;
    try (Stream<Path> all = Files.list(configs)) {
      files = all.filter(file -> wanted(name(file))).sorted().toList();
    } catch (IOException e) {
      throw new UsageException("--configs: cannot list " + configs + ": name the configs' folder");
    }
    if (files.isEmpty()) {
      throw new UsageException("there are no such experiments in " + configs);
    }
    return files;
  }

  private boolean wanted(String name) {
    return !name.isEmpty() && (names.isEmpty() || names.contains(name));
  }

  /** What a config is called; empty for other files. */
  static String name(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(".conf") ? name.substring(0, name.length() - ".conf".length()) : "";
  }

  /** A config with a seed and assignments as of {@code --set}. */
  static SweepConfig read(Path file, long seed, List<String> set) throws ConfigException {
    return SweepReader.create().read(file, new Overrides(set, OptionalLong.of(seed)));
  }

  static boolean isOfImages(SweepConfig config) {
    return IMAGES.contains(resolved(config).getString("data.kind"));
  }

  /** Whether it is of a net on images with more than one hidden layer. */
  static boolean isDeep(SweepConfig config) {
    return isOfImages(config) && resolved(config).getInt("model.hidden-layers") > 1;
  }

  private static Config resolved(SweepConfig config) {
    return ConfigFactory.parseString(config.resolved());
  }

  DataFolders folders() {
    return Folders.data(dataDir, System.getenv());
  }

  /** Whether its data is here. */
  boolean hasData(SweepConfig config) {
    try {
      config.trials().getFirst().point().data().check(folders());
      return true;
    } catch (MissingDataException e) {
      return false;
    }
  }

  /** What a trial of one gave. */
  static <T> T await(Future<T> trial) {
    try {
      return trial.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a trial failed", e.getCause());
    }
  }
}
