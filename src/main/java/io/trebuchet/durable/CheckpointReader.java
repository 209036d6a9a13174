package io.trebuchet.durable;

import io.trebuchet.config.SweepIdentity;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.storage.CheckpointFiles;
import io.trebuchet.trial.RefusedCheckpointException;
import io.trebuchet.trial.TrialCheckpoint;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Reads checkpoints of one config back; what cannot be used is reported and passed over. */
public final class CheckpointReader {
  private final CheckpointFiles files;
  private final SweepIdentity identity;
  private final Consumer<String> warn;
  private final WireFormat format = WireFormat.ofValues();

  private CheckpointReader(CheckpointFiles files, SweepIdentity identity, Consumer<String> warn) {
    this.files = files;
    this.identity = identity;
    this.warn = warn;
  }

  /**
   * A reader.
   *
   * @param identity what the checkpoints must belong to
   * @param warn lines for people
   */
  public static CheckpointReader of(
      CheckpointFiles files, SweepIdentity identity, Consumer<String> warn) {
    return new CheckpointReader(files, identity, warn);
  }

  /**
   * A trial's newest checkpoint that serves.
   *
   * @param checksums of the data files that the trial read
   * @throws RefusedCheckpointException if one belongs to another config or other data
   */
  public Optional<TrialCheckpoint> newest(
      TrialSpec trial, Map<String, String> checksums, Predicate<TrialCheckpoint> serves)
      throws IOException {
    CheckpointFiles.Contents contents = files.read(trial.id());
    contents.damaged().forEach(line -> warn.accept(line + ": the one before is used"));
    String expected = Fingerprint.of(identity, trial, checksums);
    for (CheckpointFiles.Found found : contents.valid()) {
      if (!found.fingerprint().equals(expected)) {
        throw new RefusedCheckpointException(
            found.file()
                + " belongs to another model, other data or another version: restore them, or run"
                + " the config anew");
      }
      try {
        if (!(format.read(found.payload()) instanceof TrialCheckpoint checkpoint)) {
          warn.accept(found.file() + " holds no checkpoint: the one before is used");
        } else if (serves.test(checkpoint)) {
          return Optional.of(checkpoint);
        }
      } catch (WireFormat.DamagedException e) {
        warn.accept(
            String.format(
                Locale.ROOT,
                "%s is damaged (%s): the one before is used",
                found.file(),
                e.getMessage()));
      }
    }
    return Optional.empty();
  }
}
