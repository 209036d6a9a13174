package io.trebuchet.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where metrics wait while the store does not answer: the config section {@code spool}.
 *
 * @param memoryBytes how much waits in memory before the spool is used
 * @param maxBytes how large it may become on the disk; 0: there is none
 * @param dir the folder on another disk for what is spooled while that of the run has no room;
 *     empty: there is none
 */
public record SpoolSettings(
    long memoryBytes, long maxBytes, WhenFull whenFull, Optional<Path> dir) {
  /** Settings without another folder. */
  public SpoolSettings(long memoryBytes, long maxBytes, WhenFull whenFull) {
    this(memoryBytes, maxBytes, whenFull, Optional.empty());
  }

  /** What happens to metrics for which there is no room. */
  public enum WhenFull {
    /** Training waits. */
    BLOCK,
    /** They are dropped, and counted. */
    DROP
  }
}
