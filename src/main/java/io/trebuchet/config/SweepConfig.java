package io.trebuchet.config;

import io.trebuchet.control.ControlRule;
import io.trebuchet.control.StopSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A validated sweep.
 *
 * @param trials sorted by grid, seed and learning rate; never empty, ids unique
 * @param checkpointEvery the config key {@code checkpoint.every}
 * @param files the config key {@code files.mode}
 * @param resolved the whole config with defaults and overrides applied, as HOCON text
 * @param namedFiles what it names to be read, whichever key does, with their whole paths
 */
public record SweepConfig(
    String name,
    StopSettings stop,
    ControlRule rule,
    RecordSettings record,
    SpoolSettings spool,
    Duration checkpointEvery,
    FilesMode files,
    List<TrialSpec> trials,
    String resolved,
    List<Path> namedFiles) {
  /** Copies the lists. */
  public SweepConfig {
    trials = List.copyOf(trials);
    namedFiles = List.copyOf(namedFiles);
  }
}
