package io.trebuchet.config;

/**
 * Where metrics wait while the store does not answer: the config section {@code spool}.
 *
 * @param memoryBytes how much waits in memory before the spool is used
 * @param maxBytes how large it may become on the disk; 0: there is none
 */
public record SpoolSettings(long memoryBytes, long maxBytes, WhenFull whenFull) {
  /** What happens to metrics for which there is no room. */
  public enum WhenFull {
    /** Training waits. */
    BLOCK,
    /** They are dropped, and counted. */
    DROP
  }
}
