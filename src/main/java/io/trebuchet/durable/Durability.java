package io.trebuchet.durable;

import io.trebuchet.config.SweepIdentity;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.storage.LastStored;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What makes a sweep outlive its process.
 *
 * @param journal of what the supervisor decides, open
 * @param checkpoints folder of the trials' states
 * @param every how often the state of a running trial is saved
 * @param identity of the config that the checkpoints belong to
 * @param past what the journal says of earlier processes; null if none has worked on this sweep
 * @param known results of trials that need not be in the journal
 * @param stored what the store holds of each trial, by id
 * @param readable whether {@code stored} is all that the store holds; otherwise checkpoints are
 *     taken at their word
 * @param limits other values that {@code stop.max-steps} has had
 * @param recovered sees the past, with what is known besides, before any trial starts
 * @param warn lines for people
 */
public record Durability(
    SweepJournal journal,
    Path checkpoints,
    Duration every,
    SweepIdentity identity,
    @Nullable SweepState past,
    List<TrialResult> known,
    Map<String, LastStored> stored,
    boolean readable,
    List<Long> limits,
    Consumer<SweepState> recovered,
    Consumer<String> warn) {
  /** Copies the collections. */
  public Durability {
    known = List.copyOf(known);
    stored = Map.copyOf(stored);
    limits = List.copyOf(limits);
  }

  /** Whether an earlier process worked on this sweep. */
  public boolean resuming() {
    return past != null;
  }

  /** That of a sweep that no process has worked on yet. */
  public static Durability ofNewRun(
      SweepJournal journal,
      Path checkpoints,
      Duration every,
      SweepIdentity identity,
      Consumer<String> warn) {
    return new Durability(
        journal,
        checkpoints,
        every,
        identity,
        null,
        List.of(),
        Map.of(),
        true,
        List.of(),
        state -> {},
        warn);
  }
}
