package io.trebuchet.storage;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Reads back what a store holds of one sweep. */
public interface StoredSteps extends AutoCloseable {
  /**
   * The end of each trial's series, by trial id, in one query; trials without steps are left out.
   */
  Map<String, LastStored> last() throws StoreException;

  /** What there is of the measurement {@code trial}. */
  KeptEvents events() throws StoreException;

  /** How many rows of the measurement {@code engine} there are. */
  long samples() throws StoreException;

  /** Hands over all steps of one trial in order, in blocks of bounded size. */
  void read(String trial, Consumer<MetricBlock> reader) throws StoreException;

  /**
   * The same of every column: a block ends where name, seed or c change, and what contradicts
   * itself within a row is told.
   *
   * @param flaws takes a line for each contradiction
   */
  void audit(String trial, Consumer<MetricBlock> reader, Consumer<String> flaws)
      throws StoreException;

  /**
   * Hands over some metrics in an interval of steps, both ends included; may hand over more than
   * was asked for.
   */
  default void read(
      String trial, List<Metric> metrics, long from, long to, Consumer<MetricBlock> reader)
      throws StoreException {
    read(trial, reader);
  }

  /** How many rows of the measurement {@code step} there are, by trial id. */
  default Map<String, Long> stepsByTrial() throws StoreException {
    Map<String, Long> rows = new TreeMap<>();
    last().forEach((trial, end) -> rows.put(trial, end.rows()));
    return rows;
  }

  @Override
  void close() throws StoreException;
}
