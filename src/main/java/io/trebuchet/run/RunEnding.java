package io.trebuchet.run;

import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.RunDirectory;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param results of the trials that ended, in the order of the sweep
 * @param planned how many trials the sweep has, ended or not
 * @param ledger what became of its rows
 * @param place where its steps are, in words
 * @param storeFailure what ended the stream early, or the engine; null if nothing did
 * @param interrupted whether somebody stopped it before its trials had ended
 * @param kept whether every file of the run is written where it should be
 * @param remarks what people should know of that, a line each
 */
public record RunEnding(
    Manifest manifest,
    RunDirectory directory,
    List<TrialResult> results,
    int planned,
    Ledger.Balance ledger,
    String place,
    Duration wall,
    @Nullable Throwable storeFailure,
    boolean interrupted,
    boolean kept,
    List<String> remarks) {
  /** Copies the lists. */
  public RunEnding {
    results = List.copyOf(results);
    remarks = List.copyOf(remarks);
  }
}
