package io.trebuchet.actors;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Which active trials are computed together, and how many threads all of them keep busy. */
final class RunningGroups {
  /** A batch waits in between. */
  private static final double LOAD_OF_BATCH = 0.5;

  private final Map<String, String> groupOf = new HashMap<>();
  private final Set<String> batched = new HashSet<>();

  private RunningGroups() {}

  /** No trial is active. */
  static RunningGroups none() {
    return new RunningGroups();
  }

  /** A trial is active, in this group from now on. */
  void put(String trial, String group) {
    groupOf.put(trial, group);
  }

  /** A batch computes the trials of a group. */
  void batch(String group) {
    batched.add(group);
  }

  /** A trial is no longer active: the group whose batch has no trials left, if it was the last. */
  Optional<String> remove(String trial) {
    String group = groupOf.remove(trial);
    boolean last = group != null && !groupOf.containsValue(group) && batched.remove(group);
    return last ? Optional.of(group) : Optional.empty();
  }

  boolean contains(String trial) {
    return groupOf.containsKey(trial);
  }

  boolean isEmpty() {
    return groupOf.isEmpty();
  }

  /**
   * Threads kept busy: by each trial one, by a batch less; paused trials leave theirs to others.
   */
  double load(Predicate<String> paused) {
    Set<String> running = new HashSet<>();
    groupOf.forEach(
        (trial, group) -> {
          if (!paused.test(trial)) {
            running.add(group);
          }
        });
    return running.stream().mapToDouble(group -> batched.contains(group) ? LOAD_OF_BATCH : 1).sum();
  }
}
