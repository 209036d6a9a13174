package io.trebuchet.storage;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Reads back what a store holds of one sweep. */
public interface StoredSteps extends AutoCloseable {
  /** How many rows of the measurement {@code step} there are, by trial id. */
  Map<String, Long> stepsByTrial() throws StoreException;

  /** How many rows of the measurement {@code trial} there are. */
  long events() throws StoreException;

  /** Hands over all steps of one trial in order, in blocks of bounded size. */
  void read(String trial, Consumer<MetricBlock> reader) throws StoreException;

  /**
   * The same for some metrics and an interval of steps, both ends included; may hand over more than
   * was asked for.
   */
  default void read(
      String trial, List<Metric> metrics, long from, long to, Consumer<MetricBlock> reader)
      throws StoreException {
    read(trial, reader);
  }

  @Override
  void close() throws StoreException;
}
