package io.trebuchet.streams;

import io.trebuchet.metrics.Emission;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/** Where trials hand over their metrics. */
@FunctionalInterface
public interface MetricPort {
  /**
   * Hands over an emission. The answer is the credit for the next one: a trial has at most one
   * offer open. It fails if the emission could not be taken, which ends the sweep.
   */
  CompletionStage<Done> offer(Emission emission);
}
