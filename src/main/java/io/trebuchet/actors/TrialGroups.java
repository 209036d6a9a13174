package io.trebuchet.actors;

import io.trebuchet.config.TrialSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which trials of a sweep are advanced together: neighbours in learning rate at one grid point and
 * seed. Results do not depend on it, so there may be as many groups as can compute side by side.
 */
final class TrialGroups {
  private final Map<Problem, List<TrialSpec>> problems = new HashMap<>();
  private final Map<String, Integer> places = new HashMap<>();
  private final int parallelism;

  private TrialGroups(int parallelism) {
    this.parallelism = parallelism;
  }

  static TrialGroups of(List<TrialSpec> trials, int parallelism) {
    TrialGroups groups = new TrialGroups(parallelism);
    for (TrialSpec trial : trials) {
      List<TrialSpec> all =
          groups.problems.computeIfAbsent(Problem.of(trial), key -> new ArrayList<>());
      groups.places.put(trial.id(), all.size());
      all.add(trial);
    }
    return groups;
  }

  /** The group of one of the trials, itself included, where at most {@code most} gain from one. */
  List<TrialSpec> of(TrialSpec trial, int most) {
    List<TrialSpec> all = problems.getOrDefault(Problem.of(trial), List.of(trial));
    int groups = Math.max(Math.min(parallelism, all.size()), Math.ceilDiv(all.size(), most));
    int size = Math.ceilDiv(all.size(), groups);
    int from = places.getOrDefault(trial.id(), 0) / size * size;
    return all.subList(from, Math.min(from + size, all.size()));
  }

  private record Problem(int gridPoint, long seed) {
    static Problem of(TrialSpec trial) {
      return new Problem(trial.point().index(), trial.seed());
    }
  }
}
