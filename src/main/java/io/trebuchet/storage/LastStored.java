package io.trebuchet.storage;

/**
 * The end of a trial's series in a store.
 *
 * @param step the largest step
 * @param timestamp the largest timestamp, nanoseconds since the epoch
 * @param rows how many rows there are
 */
public record LastStored(long step, long timestamp, long rows) {
  /** That of a trial of which nothing is stored. */
  public static final LastStored NONE = new LastStored(-1, 0, 0);

  /** That of its rows and others of the same trial together. */
  LastStored with(LastStored others) {
    return new LastStored(
        Math.max(step, others.step), Math.max(timestamp, others.timestamp), rows + others.rows);
  }
}
