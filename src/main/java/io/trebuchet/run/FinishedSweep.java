package io.trebuchet.run;

import io.trebuchet.actors.SweepEngine;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.process.UsageException;
import io.trebuchet.storage.LedgerFile;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.RunDirectory;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a sweep came to, as known before its store was closed.
 *
 * @param endedBefore when the run had ended before this attempt; null if it had not
 * @param checksums of the data files it read
 * @param place where its metrics are, for people
 */
record FinishedSweep(
    ResultFiles results,
    SweepEngine.Ending ending,
    Manifest manifest,
    @Nullable Instant endedBefore,
    Ledger ledger,
    Map<String, String> checksums,
    String place) {
  /**
   * How it ended.
   *
   * @param closing what went wrong while the store was closed; null if nothing did
   * @param stopped whether somebody stopped it
   */
  record End(
      Stops stops,
      List<String> remarks,
      @Nullable IOException closing,
      boolean stopped,
      Duration wall) {}

  /** Writes the account and the manifest of a run that ends. */
  RunEnding conclude(RunRequest request, RunDirectory directory, End end, Clock clock)
      throws IOException {
    Ledger.Balance balance = ledger.balance();
    results.write(directory.ledger(), file -> LedgerFile.write(file, balance));
    String refusal = ending.sweep().refusal();
    if (!refusal.isEmpty()) {
      // It stands as before, ended or not.
      manifest.ended(endedBefore).write(directory.manifest());
      throw new UsageException(refusal);
    }
    Manifest ended =
        manifest
            .reading(request.folders().checksums().with(checksums).byName(), manifest.dataFolders())
            .ended(clock.instant());
    results.write(directory.manifest(), ended::write);
    end.remarks().addAll(end.stops().complaints());
    if (end.closing() != null) {
      end.remarks().add("the store failed while it was closed: " + end.closing().getMessage());
    }
    return new RunEnding(
        ended,
        directory,
        ending.sweep().results(),
        request.config().trials().size(),
        balance,
        place,
        end.wall(),
        ending.storeFailure(),
        end.stopped() || ending.sweep().interrupted(),
        end.closing() == null && results.complete() && end.stops().complete(),
        end.remarks());
  }
}
