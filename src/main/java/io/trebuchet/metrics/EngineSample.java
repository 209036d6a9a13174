package io.trebuchet.metrics;

/**
 * How the stream of a sweep was doing at one moment: a row of the measurement {@code engine}.
 *
 * @param sweep the run id; a tag
 * @param timestamp wall-clock nanoseconds since the epoch
 * @param activeTrials trials that have started and not ended
 * @param pointsPerSecond rows that the store acknowledged since the last sample, a second
 * @param queueDepth blocks that wait for their batch
 * @param spoolBytes size of the spool on the disk
 * @param credits active trials that do not wait for the stream
 * @param heapBytes of the Java heap in use
 * @param offHeapBytes resident memory of the process beside the heap in use; 0 where it cannot be
 *     told
 */
public record EngineSample(
    String sweep,
    long timestamp,
    long activeTrials,
    double pointsPerSecond,
    long queueDepth,
    long spoolBytes,
    long credits,
    long heapBytes,
    long offHeapBytes)
    implements Emission {
  @Override
  public int rows() {
    return 1;
  }
}
