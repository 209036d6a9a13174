package io.trebuchet.storage;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.StepChecksum;
import io.trebuchet.metrics.TrialSteps;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What trials say that they recorded. */
final class Produced {
  private Produced() {}

  static Map<String, TrialSteps> steps(List<? extends Emission> emissions) {
    Map<String, StepChecksum> checksums = new TreeMap<>();
    for (Emission emission : emissions) {
      if (emission instanceof MetricBlock block) {
        checksums
            .computeIfAbsent(block.series().trial(), trial -> StepChecksum.create(block.series()))
            .add(block);
      }
    }
    Map<String, TrialSteps> steps = new TreeMap<>();
    checksums.forEach((trial, checksum) -> steps.put(trial, checksum.steps()));
    return steps;
  }
}
