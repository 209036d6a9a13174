package io.trebuchet.trial;

import io.trebuchet.config.TrialSpec;
import io.trebuchet.storage.LastStored;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Where a trial finds the state that it goes on from. */
public interface EarlierStates {
  /** What the store holds of a trial, or will: nothing of it must be sent again. */
  LastStored stored(TrialSpec trial);

  /**
   * The newest usable checkpoint whose steps are all stored; what cannot be used is reported.
   *
   * @param checksums of the data files that the trial read
   * @param settings whether the store keeps rows: one from a time when it did not cannot tell
   *     which; and whether it is from a time when the limit of steps was lower
   * @throws RefusedCheckpointException if a checkpoint belongs to another config or other data
   */
  Optional<TrialCheckpoint> latest(
      TrialSpec trial, Map<String, String> checksums, TrialRun.Settings settings)
      throws IOException;
}
