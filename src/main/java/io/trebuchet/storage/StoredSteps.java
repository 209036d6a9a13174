package io.trebuchet.storage;

import io.trebuchet.metrics.MetricBlock;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Reads back what a store holds of one sweep. */
public interface StoredSteps extends AutoCloseable {
  /**
   * What there is of a trial's {@code step}.
   *
   * @param rows how many
   * @param lastStep the largest step; since order is kept, all recorded ones before it are there
   * @param lastTimestamp the largest timestamp, nanoseconds since the epoch
   */
  record Extent(long rows, long lastStep, long lastTimestamp) {
    /** That of a trial of which nothing is stored. */
    public static final Extent NONE = new Extent(0, -1, 0);
  }

  /** What there is of the measurement {@code step}, by trial id, in one query. */
  Map<String, Extent> extents() throws StoreException;

  /** How many rows of the measurement {@code trial} there are. */
  long events() throws StoreException;

  /** How many rows of the measurement {@code engine} there are. */
  long samples() throws StoreException;

  /** Hands over all steps of one trial in order, in blocks of bounded size. */
  void read(String trial, Consumer<MetricBlock> reader) throws StoreException;

  /** How many rows of the measurement {@code step} there are, by trial id. */
  default Map<String, Long> stepsByTrial() throws StoreException {
    Map<String, Long> rows = new TreeMap<>();
    extents().forEach((trial, extent) -> rows.put(trial, extent.rows()));
    return rows;
  }

  @Override
  void close() throws StoreException;
}
