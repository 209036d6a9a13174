package io.trebuchet.cli;

import io.trebuchet.config.ConfigException;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.SweepReader;
import io.trebuchet.run.Requirements;
import io.trebuchet.terminal.Progress;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What every command that trains a config's trials takes. */
final class SweepOptions {
  @Parameters(paramLabel = "CONFIG", description = "The sweep, such as configs/fig01.conf.")
  private Path file = Path.of("");

  @Mixin private TrainingOptions training = new TrainingOptions();

  @Mixin private ConfigReach reach = new ConfigReach();

  /** Complains about values that no sweep can take. */
  void check() {
    training.check();
  }

  /** Reads the config with all overrides, {@code seed} in the place of its own unless null. */
  SweepConfig config(@Nullable Long seed) throws ConfigException {
    try {
      return SweepReader.create(training.folders())
          .read(file, training.overrides(seed), reach.reach());
    } catch (ConfigException e) {
      throw training.withFiles(e);
    }
  }

  /** See {@link TrainingOptions#requirements}. */
  Requirements requirements(SweepConfig config) throws IOException {
    return training.requirements(config);
  }

  /** See {@link TrainingOptions#confirm}. */
  void confirm(long trials) throws IOException {
    training.confirm(trials);
  }

  boolean yes() {
    return training.yes();
  }

  int parallelism() {
    return training.parallelism();
  }

  Progress.Mode mode() {
    return training.mode();
  }
}
