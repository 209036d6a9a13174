package io.trebuchet.storage;

import io.trebuchet.metrics.MetricBlock;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Reads back what a store holds of one sweep. */
public interface StoredSteps extends AutoCloseable {
  /**
   * The end of each trial's series, by trial id, in one query; trials without steps are left out.
   */
  Map<String, LastStored> last() throws StoreException;

  /** How many rows of the measurement {@code trial} there are. */
  long events() throws StoreException;

  /** How many rows of the measurement {@code engine} there are. */
  long samples() throws StoreException;

  /** Hands over all steps of one trial in order, in blocks of bounded size. */
  void read(String trial, Consumer<MetricBlock> reader) throws StoreException;

  /** How many rows of the measurement {@code step} there are, by trial id. */
  default Map<String, Long> stepsByTrial() throws StoreException {
    Map<String, Long> rows = new TreeMap<>();
    last().forEach((trial, end) -> rows.put(trial, end.rows()));
    return rows;
  }

  @Override
  void close() throws StoreException;
}
