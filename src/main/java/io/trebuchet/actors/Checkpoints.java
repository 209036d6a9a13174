package io.trebuchet.actors;

import io.trebuchet.config.TrialSpec;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.storage.CheckpointFiles;
import io.trebuchet.storage.LastStored;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;

/** Where trials find the state to go on from, and leave their own. Thread-safe. */
final class Checkpoints {
  private final Durability durability;
  private final CheckpointFiles files;
  private final Ledger ledger;
  private final ActorRef<CheckpointWriter.Command> writer;
  private final Map<String, LastStored> recorded = new ConcurrentHashMap<>();
  private final WireFormat format = WireFormat.ofValues();

  Checkpoints(
      Durability durability,
      CheckpointFiles files,
      Ledger ledger,
      ActorRef<CheckpointWriter.Command> writer) {
    this.durability = durability;
    this.files = files;
    this.ledger = ledger;
    this.writer = writer;
  }

  /** How often a running trial is to be saved. */
  long everyNanos() {
    return durability.every().toNanos();
  }

  /** What the store holds of a trial, or will: nothing of it must be sent again. */
  LastStored stored(TrialSpec trial) {
    LastStored here = recorded.get(trial.id());
    return here == null ? durability.stored().getOrDefault(trial.id(), LastStored.NONE) : here;
  }

  /**
   * The newest usable checkpoint whose steps are all stored; what cannot be used is reported.
   *
   * @param checksums of the data files that the trial read
   * @throws RefusedCheckpointException if a checkpoint belongs to another config or other data
   */
  Optional<TrialCheckpoint> latest(TrialSpec trial, Map<String, String> checksums)
      throws IOException {
    if (!durability.resuming() && !recorded.containsKey(trial.id())) {
      // Whatever lies there is of a process that ended before it was a run.
      return Optional.empty();
    }
    CheckpointFiles.Contents contents = files.read(trial.id());
    contents.damaged().forEach(line -> durability.warn().accept(line + ": the one before is used"));
    String expected = Fingerprint.of(durability.identity(), trial, checksums);
    for (CheckpointFiles.Found found : contents.valid()) {
      if (!found.fingerprint().equals(expected)) {
        throw new RefusedCheckpointException(
            found.file()
                + " belongs to another model, other data or another version: restore them, or run"
                + " the config anew");
      }
      try {
        if (!(format.read(found.payload()) instanceof TrialCheckpoint checkpoint)) {
          durability.warn().accept(found.file() + " holds no checkpoint: the one before is used");
        } else if (!durability.readable() || checkpoint.recordedStep() <= stored(trial).step()) {
          return Optional.of(checkpoint);
        } // else a crash took rows from the store: their steps are computed again
      } catch (WireFormat.DamagedException e) {
        durability
            .warn()
            .accept(
                "%s is damaged (%s): the one before is used"
                    .formatted(found.file(), e.getMessage()));
      }
    }
    return Optional.empty();
  }

  /**
   * Saves a trial's state, all of whose steps the stream has taken.
   *
   * @param ends whether the trial ends with it
   * @return completes when there is room for the next one; the writing itself takes longer
   */
  CompletionStage<Done> save(
      TrialSpec trial, Map<String, String> checksums, TrialCheckpoint checkpoint, boolean ends) {
    recorded.put(
        trial.id(), new LastStored(checkpoint.recordedStep(), checkpoint.lastTimestamp(), 0));
    CompletableFuture<Done> accepted = new CompletableFuture<>();
    String fingerprint = Fingerprint.of(durability.identity(), trial, checksums);
    writer.tell(
        new CheckpointWriter.Save(checkpoint, fingerprint, ledger.producedRows(), ends, accepted));
    return accepted;
  }
}
