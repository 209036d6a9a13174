package io.trebuchet.actors;

import io.trebuchet.config.TrialSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which trials of a sweep are advanced together: neighbours in learning rate at one grid point and
 * seed. Two groups a thread are best, since one can compute while the other waits for credit; but
 * no groups so small that they would share little. ResultRow do not depend on it.
 */
final class TrialGroups {
  /** Trials that share nearly as much as more of them would. */
  private static final int ENOUGH = 8;

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
    int size = Math.min(most, Math.max(ENOUGH, Math.ceilDiv(all.size(), 2 * parallelism)));
    int groups = Math.max(Math.min(parallelism, all.size()), Math.ceilDiv(all.size(), size));
    size = Math.ceilDiv(all.size(), groups);
    int from = places.getOrDefault(trial.id(), 0) / size * size;
    return all.subList(from, Math.min(from + size, all.size()));
  }

  private record Problem(int gridPoint, long seed) {
    static Problem of(TrialSpec trial) {
      return new Problem(trial.point().index(), trial.seed());
    }
  }
}
