package io.trebuchet.actors;

import io.trebuchet.config.TrialSpec;
import io.trebuchet.durable.CheckpointReader;
import io.trebuchet.durable.Durability;
import io.trebuchet.durable.Fingerprint;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.storage.CheckpointFiles;
import io.trebuchet.storage.LastStored;
import io.trebuchet.trial.EarlierStates;
import io.trebuchet.trial.TrialCheckpoint;
import io.trebuchet.trial.TrialRun;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;

/** Where trials find the state to go on from, and leave their own. Thread-safe. */
final class Checkpoints implements EarlierStates {
  private final Durability durability;
  private final CheckpointReader reader;
  private final Ledger ledger;
  private final SaveRoom room;
  private final ActorRef<CheckpointWriter.Command> writer;
  private final Map<String, LastStored> recorded = new ConcurrentHashMap<>();

  Checkpoints(
      Durability durability,
      CheckpointFiles files,
      SaveRoom room,
      Ledger ledger,
      ActorRef<CheckpointWriter.Command> writer) {
    this.room = room;
    this.durability = durability;
    this.reader = CheckpointReader.of(files, durability.identity(), durability.warn());
    this.ledger = ledger;
    this.writer = writer;
  }

  /** How often a running trial is to be saved. */
  long everyNanos() {
    return durability.every().toNanos();
  }

  @Override
  public LastStored stored(TrialSpec trial) {
    LastStored here = recorded.get(trial.id());
    return here == null ? durability.stored().getOrDefault(trial.id(), LastStored.NONE) : here;
  }

  @Override
  public Optional<TrialCheckpoint> latest(
      TrialSpec trial, Map<String, String> checksums, TrialRun.Settings settings)
      throws IOException {
    if (!durability.resuming() && !recorded.containsKey(trial.id())) {
      // Whatever lies there is of a process that ended before it was a run.
      return Optional.empty();
    }
    // A crash may have taken rows from the store: their steps are computed again.
    return reader.newest(
        trial,
        checksums,
        checkpoint ->
            (!settings.kept() || checkpoint.checksum() != null)
                && settings.raised().serves(checkpoint)
                && (!durability.readable() || checkpoint.recordedStep() <= stored(trial).step()));
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
    String fingerprint = Fingerprint.of(durability.identity(), trial, checksums);
    CompletionStage<Done> entered = room.enter(checkpoint.bytes());
    writer.tell(new CheckpointWriter.Save(checkpoint, fingerprint, ledger.producedRows(), ends));
    return entered;
  }
}
