package io.trebuchet.actors;

import io.trebuchet.config.SweepIdentity;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.storage.LastStored;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What makes a sweep outlive its process.
 *
 * @param journal folder of what the supervisor decided
 * @param checkpoints folder of the trials' states
 * @param every how often the state of a running trial is saved
 * @param identity of the config that the checkpoints belong to
 * @param resuming whether an earlier process worked on this sweep
 * @param known results of trials that need not be in the journal
 * @param stored what the store holds of each trial, by id
 * @param readable whether {@code stored} is all that the store holds; otherwise checkpoints are
 *     taken at their word
 * @param recovered sees the state that earlier processes left, before any trial starts
 * @param warn lines for people
 */
public record Durability(
    Path journal,
    Path checkpoints,
    Duration every,
    SweepIdentity identity,
    boolean resuming,
    List<TrialResult> known,
    Map<String, LastStored> stored,
    boolean readable,
    Consumer<SweepState> recovered,
    Consumer<String> warn) {
  /** Copies the collections. */
  public Durability {
    known = List.copyOf(known);
    stored = Map.copyOf(stored);
  }

  /** That of a sweep that no process has worked on yet. */
  public static Durability ofNewRun(
      Path journal,
      Path checkpoints,
      Duration every,
      SweepIdentity identity,
      Consumer<String> warn) {
    return new Durability(
        journal, checkpoints, every, identity, false, List.of(), Map.of(), true, state -> {}, warn);
  }
}
